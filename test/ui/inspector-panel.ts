import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../host/workbench';

const patience = 60_000;

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

  /** How many colours a picture has, once it is in sight: an empty one has a single one. */
  async colors(title: string): Promise<number> {
    const canvas = this.exhibit(title).locator('canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    return canvas.evaluate(async (element: HTMLCanvasElement) => {
      // Pictures are drawn in the frame after they have come into sight.
      for (let i = 0; i < 4; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
  }

  async settled(): Promise<void> {
    await this.frame
      .locator('main.inspector[data-state="ready"]:not(:has(.exhibit[aria-busy="true"]:not([hidden] *)))')
      .waitFor({ timeout: patience });
    await this.frame.waitForTimeout(500); // Slices come after the picture has asked for them.
  }
}
