import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { screenshots } from './places';

/** Milliseconds that a busy machine may take for what takes an idle one an instant. */
const patience = 90_000;

/** VS Code's window in a headless browser, driven as a person does: keyboard and mouse. */
export class Workbench {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    /** Addresses outside this machine that somebody asked for; none was let through. */
    readonly blocked: ReadonlySet<string>,
  ) {}

  /** A browser with one empty page that reaches nothing but this machine. */
  static async launch(viewport = { width: 1280, height: 800 }): Promise<Workbench> {
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport });
    const blocked = new Set<string>();
    await context.route(
      (url) => /^(https?|wss?):$/.test(url.protocol) && url.hostname !== '127.0.0.1',
      (route) => {
        blocked.add(route.request().url());
        return route.abort();
      },
    );
    return new Workbench(browser, await context.newPage(), blocked);
  }

  /** Goes to a workbench and waits until it is drawn. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.shown();
  }

  /** By VS Code's own command: it keeps what the window shows before it goes. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.shown();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /**
   * Runs a command through the palette, which is opened again until it has the command. A busy window takes its time: VS
   * Code sets the context that commands depend on when it finds itself idle.
   */
  async runCommand(title: string, limit = 90_000): Promise<void> {
    await this.retry(`The command "${title}" did not come up in the palette.`, limit, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      // Into the palette itself: the focus may still be on its way out of a panel's page.
      await this.input.fill(`>${title}`, { timeout: 5000 });
      // The label, then perhaps its keys: neither a longer title nor a command that only resembles it.
      const rows = this.page.locator('.quick-input-list .monaco-list-row');
      const row = rows.and(this.page.locator(`[aria-label="${title}"], [aria-label^="${title},"]`));
      await row.click({ timeout: 4000 });
    });
  }

  /** Waits for the quick pick that asks this. */
  async asked(question: RegExp, limit = patience): Promise<void> {
    await this.page.getByPlaceholder(question).waitFor({ timeout: limit });
  }

  /** Types into the open quick pick until the row with this label has the focus, and takes it. */
  async pick(label: string, limit = patience): Promise<void> {
    // Again and again: the one before may still be closing.
    await this.retry(`The quick pick does not offer "${label}".`, limit, async () => {
      await this.input.fill(label, { timeout: 1500 });
      await this.focusedRow(label).waitFor({ timeout: 1500 });
    });
    await this.page.keyboard.press('Enter');
  }

  /** Checks or unchecks rows of the open quick pick with the mouse, and takes what is checked then. */
  async toggleAndAccept(labels: readonly string[]): Promise<void> {
    for (const label of labels) {
      await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).click();
    }
    await this.page.keyboard.press('Enter');
  }

  /** Labels of the open quick pick, from the first on. */
  async choices(limit = patience): Promise<string[]> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor({ timeout: limit });
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Fills the open input box and confirms it. */
  async answer(text: string, limit = patience): Promise<void> {
    await this.input.waitFor({ timeout: limit });
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Gives the open file dialog a path and presses its button, again where the dialog has stayed. */
  async answerFileDialog(file: string, label: string, limit = patience): Promise<void> {
    await this.input.waitFor({ timeout: limit });
    const accept = this.page.locator('.quick-input-widget .monaco-button').filter({ hasText: label });
    await accept.waitFor({ timeout: limit });
    await this.retry(`The file dialog did not take ${file}.`, limit, async () => {
      if (!(await accept.isVisible())) return;
      await this.input.fill(file, { timeout: 3000 });
      // The dialog first fills in where it starts, and looks up what is typed.
      await this.page.waitForTimeout(300);
      if ((await this.input.inputValue({ timeout: 3000 })) !== file)
        throw new Error('The dialog wrote something else.');
      await accept.click({ timeout: 3000 });
      await accept.waitFor({ state: 'hidden', timeout: 5000 });
    });
  }

  /** The frame of the visible webview that holds something like this. Webviews are two frames deep. */
  async webview(selector: string, limit = patience): Promise<Frame> {
    return this.retry(`No webview shows ${selector}.`, limit, async () => {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const element = await frame.$(selector).catch(() => null);
        if (element && (await element.isVisible())) return frame;
      }
      throw new Error(
        this.page
          .frames()
          .map((frame) => frame.url())
          .join('\n'),
      );
    });
  }

  /** A row of a view in the side bar, by its label. */
  treeItem(view: string, label: string): Locator {
    const pane = this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label^="${view}"]`) });
    return pane.locator('.monaco-list-row').filter({ has: this.page.getByText(label, { exact: true }) });
  }

  /** The tab of an open editor. */
  tab(title: string): Locator {
    return this.page.locator('.tab').filter({ hasText: title });
  }

  /** Opens a view container by the name in the activity bar. */
  async openContainer(name: string): Promise<void> {
    await this.page.locator(`.activitybar .action-item [aria-label^="${name}"]`).first().click();
  }

  /** Answers the dialog that asks whether to trust the folder. */
  async trustFolder(limit = patience): Promise<void> {
    await this.page.getByRole('button', { name: /^Yes, I trust/ }).click({ timeout: limit });
  }

  /** Presses a command above the first line of the editor that has the focus. */
  async pressCodeLens(label: string, limit = patience): Promise<void> {
    await this.page
      .locator('.editor-group-container.active .codelens-decoration a')
      .filter({ hasText: label })
      .first()
      .click({ timeout: limit });
  }

  /** Waits for a notification that says this. */
  async notified(text: RegExp, limit = patience): Promise<void> {
    await this.page.locator('.notifications-toasts').getByText(text).first().waitFor({ timeout: limit });
  }

  /** Presses a button of a notification that says this. */
  async answerNotification(text: RegExp, label: string, limit = patience): Promise<void> {
    await this.notified(text, limit);
    const item = this.page.locator('.notification-list-item').filter({ hasText: text }).filter({ visible: true });
    await this.retry(`The notification has no button "${label}".`, limit, async () => {
      // One that nobody answers goes to the list after a while.
      if ((await item.count()) === 0) await this.runCommand('Notifications: Show Notifications');
      await item.first().getByRole('button', { name: label, exact: true }).click({ timeout: 3000 });
    });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string, limit = patience): Promise<void> {
    await this.retry(`The file ${name} is not to be found.`, limit, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      await this.input.fill(name, { timeout: 5000 });
      await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).click({ timeout: 4000 });
    });
    await this.tab(name).waitFor({ timeout: limit });
  }

  /** Writes the window as it looks now to .cache/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    fs.mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  private focusedRow(label: string): Locator {
    return this.page.locator(`.quick-input-list .monaco-list-row.focused[aria-label*="${label}"]`);
  }

  private get input(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]');
  }

  private async shown(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  /** Tries again until it succeeds, or the time is up. */
  async retry<T>(failure: string, limit: number, attempt: () => Promise<T>): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      try {
        return await attempt();
      } catch (cause) {
        if (Date.now() > end) throw new Error(failure, { cause });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
