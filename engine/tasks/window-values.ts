import type { BatchBuffer } from '../contracts/data';
import type { ScaledColumn } from '../data/window-batches';

/**
 * The values of one window, by target column and step of the horizon, in the units of the file.
 * @param scaled model output or target of a batch, `[batch, horizon * targets]`
 * @param row of the batch
 */
export function windowValues(
  targets: readonly ScaledColumn[],
  scaled: BatchBuffer['target'],
  row: number,
  horizon: number,
): number[][] {
  return targets.map(({ scaling }, k) =>
    Array.from({ length: horizon }, (_, h) => {
      return scaled[(row * horizon + h) * targets.length + k] * scaling.scale + scaling.shift;
    }),
  );
}
