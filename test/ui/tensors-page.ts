import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../host/workbench';
import { canvasDrawn } from './canvas';

const patience = 60_000;

/** The visible page of a .safetensors file, as a person reads and uses it. */
export class TensorsPage {
  private constructor(readonly frame: Frame) {}

  /** The page of a file, once it is drawn. */
  static async of(workbench: Workbench, file: string): Promise<TensorsPage> {
    const page = new TensorsPage(await workbench.webview(`main.panel h1:text-is("${file}")`, patience));
    await page.grid.waitFor({ timeout: patience });
    return page;
  }

  get grid(): Locator {
    return this.frame.getByRole('grid');
  }

  /** The heatmap of the chosen tensor. */
  get values(): Locator {
    return this.frame.locator('.tensor-detail .picture').last();
  }

  names(): Promise<string[]> {
    return this.grid.getByRole('rowheader').allInnerTexts();
  }

  async choose(name: string): Promise<void> {
    await this.grid.getByRole('rowheader', { name, exact: true }).click();
    await this.frame.getByRole('heading', { name, level: 2, exact: true }).waitFor({ timeout: patience });
  }

  facts(): Promise<string> {
    return this.frame.locator('.facts').innerText();
  }

  /** Waits until histogram and heatmap of the chosen tensor are drawn. */
  async drawn(): Promise<void> {
    const canvases = this.frame.locator('.tensor-detail .picture canvas');
    await canvasDrawn(this.frame, canvases.first(), 3, patience);
    await canvasDrawn(this.frame, canvases.last(), 20, patience);
  }
}
