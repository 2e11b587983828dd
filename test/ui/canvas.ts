import type { ElementHandle, Frame, Locator } from 'playwright-core';

/** Waits until a picture is in sight and drawn in so many colours at least: an empty one has a single one. */
export async function canvasDrawn(frame: Frame, canvas: Locator, colors: number, timeout: number): Promise<void> {
  await canvas.waitFor({ timeout });
  await canvas.scrollIntoViewIfNeeded();
  const seen = await frame.waitForFunction(
    ({ element, least }) => {
      const { width, height } = element;
      if (width === 0 || height === 0) return false;
      const { data } = element.getContext('2d')!.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size >= least;
    },
    { element: (await canvas.elementHandle()) as ElementHandle<HTMLCanvasElement>, least: colors },
    { timeout },
  );
  await seen.dispose();
}
