import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { screenshots } from './places';

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

  async reload(): Promise<void> {
    await this.page.reload();
    await this.shown();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** Runs a command through the palette. It opens it again until the extension's commands have arrived. */
  async runCommand(title: string, limit = 30_000): Promise<void> {
    await this.retry(`The command "${title}" did not come up in the palette.`, limit, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.input.waitFor({ timeout: 3000 });
      await this.page.keyboard.type(title);
      await this.page
        .locator(`.quick-input-list .monaco-list-row.focused[aria-label*="${title}"]`)
        .waitFor({ timeout: 1500 });
    });
    await this.page.keyboard.press('Enter');
  }

  /** Types into the open quick pick until the row with this label has the focus, and takes it. */
  async pick(label: string, limit = 15_000): Promise<void> {
    await this.input.waitFor({ timeout: limit });
    await this.input.fill(label);
    await this.page
      .locator(`.quick-input-list .monaco-list-row.focused[aria-label*="${label}"]`)
      .waitFor({ timeout: limit });
    await this.page.keyboard.press('Enter');
  }

  /** Labels of the open quick pick, from the first on. */
  async choices(limit = 15_000): Promise<string[]> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor({ timeout: limit });
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Fills the open input box and confirms it. */
  async answer(text: string, limit = 15_000): Promise<void> {
    await this.input.waitFor({ timeout: limit });
    await this.input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The frame of the visible webview that holds something like this. Webviews are two frames deep. */
  async webview(selector: string, limit = 30_000): Promise<Frame> {
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

  /** A row of a tree in the side bar, by a part of its label. */
  treeItem(label: string): ReturnType<Page['locator']> {
    return this.page.locator(`.pane-body .monaco-list-row[aria-label*="${label}"]`);
  }

  /** Opens a view container by the name in the activity bar. */
  async openContainer(name: string): Promise<void> {
    await this.page.locator(`.activitybar .action-item [aria-label^="${name}"]`).first().click();
  }

  /** Presses a button of a notification or a dialog. */
  async press(label: string, limit = 15_000): Promise<void> {
    const buttons = '.notifications-toasts .monaco-button, .monaco-dialog-box .monaco-button';
    await this.page.locator(buttons).filter({ hasText: label }).first().click({ timeout: limit });
  }

  /** Writes the window as it looks now to .cache/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    fs.mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  private get input(): ReturnType<Page['locator']> {
    return this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]');
  }

  private async shown(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  private async retry<T>(failure: string, limit: number, attempt: () => Promise<T>): Promise<T> {
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
