import type { CurveView } from '../../engine/contracts/view';
import { isFiniteNumber, type Value } from '../format/formats';

export type CurveAxis = 'step' | 'epoch' | 'time';

export const curveColumns = [
  'step',
  'epoch',
  'time',
  'loss',
  'min',
  'max',
  'gradientNorm',
  'rate',
  'tokensPerSecond',
] as const satisfies readonly (keyof CurveView)[];

/** The points of `detail` in place of those that `base` has between the same steps. */
export function mergeCurves(base: CurveView, detail: CurveView | undefined): CurveView {
  const first = detail?.step[0];
  const last = detail?.step.at(-1);
  if (!detail || first === undefined || last === undefined) return base;
  const head = lowerBound(base.step, first);
  const tail = lowerBound(base.step, last + 1);
  const column = (name: keyof CurveView): readonly number[] => [
    ...base[name].slice(0, head),
    ...detail[name],
    ...base[name].slice(tail),
  ];
  return Object.fromEntries(curveColumns.map((name) => [name, column(name)])) as unknown as CurveView;
}

/** `to` at the place where the ascending `from` has `value`, straight between neighbours and beyond the ends. */
export function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  const count = from.length;
  if (count === 0) return value;
  if (count === 1) return to[0];
  const right = Math.min(Math.max(lowerBound(from, value), 1), count - 1);
  const x0 = from[right - 1];
  const x1 = from[right];
  const y0 = to[right - 1];
  const y1 = to[right];
  return x1 === x0 ? y0 : y0 + ((value - x0) / (x1 - x0)) * (y1 - y0);
}

/** Index of the first element that is not less than `value`; the length when there is none. */
export function lowerBound(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the element nearest to `value`, -1 when there is none. */
export function nearest(ascending: readonly number[], value: number): number {
  const right = lowerBound(ascending, value);
  if (right === 0) return ascending.length === 0 ? -1 : 0;
  if (right === ascending.length) return right - 1;
  return value - ascending[right - 1] <= ascending[right] - value ? right - 1 : right;
}

/** The middle of the last few finite values: what goes on now, without the hiccups of single points. */
export function recent(values: readonly Value[], count = 9): number | undefined {
  const last = values.filter(isFiniteNumber).slice(-count);
  return last.toSorted((a, b) => a - b)[last.length >> 1];
}

/** At most `limit` indices out of `count`, evenly spread, both ends among them. */
export function spread(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: limit }, (_, i) => Math.round((i * (count - 1)) / (limit - 1)));
}
