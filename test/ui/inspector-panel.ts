import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../host/workbench';
import { canvasDrawn } from './canvas';

const patience = 180_000;

/** The visible inspector, as a person reads and uses it. */
export class InspectorPanel {
  private constructor(readonly frame: Frame) {}

  /** The inspector of a run, once a pass is drawn. */
  static async of(workbench: Workbench, run: string): Promise<InspectorPanel> {
    const frame = await workbench.webview(`main.inspector h1:text-is("${run}")`, patience);
    const panel = new InspectorPanel(frame);
    await panel.settled();
    return panel;
  }

  /** Opens a view, and waits until what it asked the engine for is drawn. */
  async view(name: string): Promise<void> {
    await this.frame.getByRole('tab', { name, exact: true }).click();
    await this.settled();
  }

  views(): Promise<string[]> {
    return this.frame.locator('[role="tab"]:visible').allInnerTexts();
  }

  /** Has the network read a text of one's own. */
  async read(text: string): Promise<void> {
    await this.frame.getByLabel('Look at', { exact: true }).selectOption('own');
    await this.frame.getByLabel('Text', { exact: true }).fill(text);
    await this.frame.getByRole('button', { name: 'Look Inside' }).click();
    await this.settled();
  }

  /** Titles of the pictures of the open view. */
  exhibits(): Promise<string[]> {
    return this.frame
      .locator('section.exhibit:visible')
      .filter({ has: this.frame.locator('canvas:visible') })
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
  }

  /** The numbers of a picture, its head first. */
  async numbers(title: string): Promise<string[][]> {
    const button = this.exhibit(title).getByRole('button', { name: 'Show the numbers as a table' });
    await button.click();
    const rows = this.exhibit(title).locator('.figure-table tr');
    await rows.nth(1).waitFor({ timeout: patience });
    const numbers = await rows.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
    );
    await button.click();
    return numbers;
  }

  exhibit(title: string): Locator {
    return this.frame.locator(`section.exhibit[aria-label="${title}"]:visible`).first();
  }

  /** Waits until a picture is drawn in so many colours at least. */
  drawn(title: string, colors: number): Promise<void> {
    return canvasDrawn(this.frame, this.exhibit(title).locator('canvas').first(), colors, patience);
  }

  async settled(): Promise<void> {
    await this.frame
      .locator('main.inspector[data-state="ready"]:not(:has(.exhibit[aria-busy="true"]:not([hidden] *)))')
      .waitFor({ timeout: patience });
  }
}
