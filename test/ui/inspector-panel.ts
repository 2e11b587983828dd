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

  exhibit(title: string): Locator {
    return this.frame.locator(`section.exhibit[aria-label="${title}"]:visible`).first();
  }

  /** How many colours a picture has: an empty one has a single one. */
  colors(title: string): Promise<number> {
    return this.exhibit(title)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
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
