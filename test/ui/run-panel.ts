import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from '../host/workbench';

/** Beside other work a run may be slow. */
const patience = 180_000;

/** The visible run panel, as a person reads and uses it. */
export class RunPanel {
  private constructor(readonly frame: Frame) {}

  /** The panel of a run, once it has drawn. */
  static async of(workbench: Workbench, run: string): Promise<RunPanel> {
    return new RunPanel(await workbench.webview(`main.panel:not(.inspector) h1:text-is("${run}")`, patience));
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** A part of the panel that folds. */
  section(title: string): Locator {
    return this.frame.locator('details.section').filter({
      has: this.frame.getByRole('heading', { level: 2, name: title, exact: true }),
    });
  }

  async status(wanted: string, limit = patience): Promise<void> {
    await this.frame.locator(`main.panel[data-status="${wanted}"]`).waitFor({ timeout: limit });
  }

  /** A number of the header, by its name. */
  async fact(name: string): Promise<string> {
    return (await this.frame.locator('.fact', { hasText: name }).locator('dd').innerText()).trim();
  }

  /** Steps done so far. */
  async step(): Promise<number> {
    return Number((await this.fact('Step')).replaceAll(',', '').split(' ')[0]);
  }

  /** Waits until so many steps are done. */
  async stepReached(step: number, limit = patience): Promise<void> {
    await this.frame.waitForFunction(
      (wanted) => {
        const fact = [...document.querySelectorAll('.fact')].find(
          (each) => each.querySelector('dt')?.textContent === 'Step',
        );
        return parseInt((fact?.querySelector('dd')?.textContent ?? '0').replaceAll(',', ''), 10) >= wanted;
      },
      step,
      { timeout: limit },
    );
  }

  /** Waits until the training loss that is shown lies below a value. */
  async lossBelow(value: number, limit = patience): Promise<void> {
    await this.frame.waitForFunction(
      (most) => {
        const fact = [...document.querySelectorAll('.fact')].find(
          (each) => each.querySelector('dt')?.textContent === 'Training loss',
        );
        return Number(fact?.querySelector('dd')?.textContent) < most;
      },
      value,
      { timeout: limit },
    );
  }

  /** The pixels of the loss chart. */
  picture(): Promise<string> {
    return this.section('Loss')
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }
}
