import type { SliceRequest, Span, TraceSlice } from '../contracts/inspection';
import type { CapturedTrace } from './capture';

/**
 * Cuts a rectangle out of a trace, thinned to the number of points that can be seen: each point is the mean of what it stands for.
 * Stretches beyond the ends are cut off.
 *
 * @param order unit at each place
 */
export function sliceOf(trace: CapturedTrace, order: Uint32Array, request: SliceRequest): TraceSlice {
  const steps = within(request.steps, trace.steps);
  const places = within(request.units, trace.columns);
  const units = order.slice(places.from, places.to);
  const rows = Math.min(steps.to - steps.from, Math.max(1, request.rows));
  const columns = Math.min(units.length, Math.max(1, request.columns));
  const heads = headsOf(trace, request.head);
  const values = new Float32Array(rows * columns);
  const width = trace.heads * trace.columns;
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = stretch(row, rows, steps.to - steps.from);
    for (let column = 0; column < columns; column++) {
      const [left, right] = stretch(column, columns, units.length);
      let sum = 0;
      for (let t = steps.from + top; t < steps.from + bottom; t++) {
        for (const head of heads) {
          const at = t * width + head * trace.columns;
          for (let place = left; place < right; place++) sum += trace.values[at + units[place]];
        }
      }
      values[row * columns + column] = sum / ((bottom - top) * heads.length * (right - left));
    }
  }
  return { rows, columns, values, units };
}

/** What point `i` of `points` stands for among `count`. */
function stretch(i: number, points: number, count: number): [number, number] {
  return [Math.floor((i * count) / points), Math.floor(((i + 1) * count) / points)];
}

function within({ from, to }: Span, end: number): Span {
  const start = Math.min(end, Math.max(0, Math.floor(from)));
  return { from: start, to: Math.min(end, Math.max(start, Math.floor(to))) };
}

function headsOf({ heads }: CapturedTrace, head: SliceRequest['head']): number[] {
  if (head === undefined || head === 'mean') return Array.from({ length: heads }, (_, i) => i);
  return [Math.min(heads - 1, Math.max(0, Math.floor(head)))];
}
