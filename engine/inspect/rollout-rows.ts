import type { Example, RowFeedback } from '../contracts/data';
import type { Rollout, RolloutCurve } from '../contracts/inspection';
import { firstSteps } from '../core/ops/layout';
import { type Bench, numbersOf, onNetwork } from './bench';
import { bufferOf } from './lanes';

/**
 * A table, forecast from `warmUp` rows on, one horizon after the other: each from the rows before it (teacher forcing), and from the
 * forecasts of those (open loop), as forecasts beyond the end of a table are made. Columns that are not predicted are read as they are.
 */
export async function rollOutRows(
  bench: Bench,
  example: Example,
  warmUp: number,
  feedback: RowFeedback,
  breathe: () => Promise<void>,
): Promise<Rollout> {
  const { shape } = example.batches;
  const rows = bufferOf(shape);
  example.batches.read(0, 0, rows);
  const first = Math.max(1, Math.min(warmUp, shape.time - 1));
  const truth = Float64Array.from(rows.input);
  const table = { rows: truth, time: shape.time, first, feedback };
  const forced = forecast(bench, table, false);
  await breathe();
  const open = forecast(bench, table, true);
  const curves = feedback.columns.map(({ name, scaling, truth: column }, k): RolloutCurve => {
    const known = Array.from(column.subarray(first));
    const values = (scaled: readonly number[][]) => scaled.map((row) => row[k] * scaling.scale + scaling.shift);
    const [byTruth, byItself] = [values(forced), values(open)];
    const errors = (said: readonly number[]) => said.map((value, i) => Math.abs(value - known[i]));
    return {
      name,
      unit: 'value',
      truth: known,
      forced: byTruth,
      open: byItself,
      forcedError: errors(byTruth),
      openError: errors(byItself),
    };
  });
  return { warmUp: first, labels: (example.sides.source ?? []).slice(first), curves };
}

interface Table {
  /** Scaled, `[time, inputs]`. */
  readonly rows: Float64Array;
  readonly time: number;
  readonly first: number;
  readonly feedback: RowFeedback;
}

/** Forecast rows from `first` on, scaled. @param own whether forecasts take the place of the rows that are read */
function forecast(bench: Bench, { rows, time, first, feedback }: Table, own: boolean): number[][] {
  const { columns } = feedback;
  const window = Math.min(feedback.window, time);
  return onNetwork(bench, ({ tape, model }) => {
    const { backend } = tape;
    const width = rows.length / time;
    const read = rows.slice();
    const said: number[][] = [];
    const whole = tape.buffer([window, 1, width]);
    tape.seal();
    let origin = first;
    do {
      tape.reset();
      // A dry run takes the most memory.
      const seen = backend.planning ? window : Math.min(window, origin);
      const input = firstSteps(whole, seen);
      if (!backend.planning) numbersOf(input).set(read.subarray((origin - seen) * width, origin * width));
      const output = tape.inference(() => {
        return numbersOf(model.forward(input, model.initialState(1), { training: false, step: 0 })[0]);
      });
      const horizon = output.length / columns.length;
      for (let h = 0; h < horizon && origin + h < time; h++) {
        const row = Array.from(output.subarray(h * columns.length, (h + 1) * columns.length));
        said.push(row);
        columns.forEach(({ input: column }, k) => {
          if (own && column !== undefined) read[(origin + h) * width + column] = row[k];
        });
      }
      origin += horizon;
    } while (origin < time && !backend.planning);
    return said;
  });
}
