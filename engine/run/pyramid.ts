import type { StepEvent } from '../contracts/events';
import type { CurveView } from '../contracts/view';
import { Columns } from './columns';

const names = ['step', 'epoch', 'time', 'loss', 'min', 'max', 'gradientNorm', 'rate', 'tokensPerSecond'] as const;
const [step, epoch, time, loss, min, max, gradientNorm, rate, tokensPerSecond, count] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const width = 10;
/** Rows of one level that a row of the next stands for. */
const branching = 4;

/**
 * The training curve at every resolution: level k holds what 4^k events come to, so that any range of a long run is drawn
 * from a few thousand rows, and no peak is lost. Losses, norms and speeds are means over steps; least and greatest loss are
 * kept; step, epoch, time and rate are those at the end.
 */
export class CurvePyramid {
  private readonly levels: Columns[] = [new Columns(width)];

  /** @param elapsed milliseconds of work so far */
  append(event: StepEvent, elapsed: number): void {
    this.levels[0].push([
      event.step,
      event.epoch,
      elapsed,
      event.loss,
      event.min,
      event.max,
      event.gradientNorm,
      event.rate,
      event.tokensPerSecond,
      event.count,
    ]);
    for (let k = 0; this.levels[k].length % branching === 0; k++) {
      const below = this.levels[k];
      this.levels[k + 1] ??= new Columns(width);
      const sum = new Sum();
      for (let row = below.length - branching; row < below.length; row++) sum.add(below, row);
      this.levels[k + 1].push(sum.row());
    }
  }

  /** Forgets what came after a step. */
  truncate(lastStep: number): void {
    let length = this.firstAfter(lastStep);
    for (const level of this.levels) {
      level.truncate(length);
      length = Math.floor(length / branching);
    }
  }

  /** The events of the steps `from` to `to` (both included), in at most `points` points of equally many events. */
  query(from: number, to: number, points: number): CurveView {
    const first = this.firstAfter(from - 1);
    const total = Math.max(0, this.firstAfter(to) - first);
    const size = Math.min(Math.max(1, Math.floor(points)), total);
    const rows = Array.from({ length: size }, (_, i) => {
      const start = first + Math.floor((i * total) / size);
      return this.range(start, first + Math.floor(((i + 1) * total) / size));
    });
    const column = (index: number) => rows.map((row) => row[index]);
    return Object.fromEntries(names.map((name, index) => [name, column(index)])) as unknown as CurveView;
  }

  /** Events `start` to before `end` as one row, out of the largest blocks that fit. */
  private range(start: number, end: number): readonly number[] {
    const sum = new Sum();
    let at = start;
    while (at < end) {
      let k = 0;
      let block = 1;
      while (at % (block * branching) === 0 && at + block * branching <= end) {
        block *= branching;
        k++;
      }
      sum.add(this.levels[k], at / block);
      at += block;
    }
    return sum.row();
  }

  /** Index of the first event after a step. */
  private firstAfter(value: number): number {
    const events = this.levels[0];
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events.get(middle, step) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Several rows as one; means are weighted by steps. */
class Sum {
  private readonly values = new Float64Array(width);

  constructor() {
    this.values[min] = Infinity;
    this.values[max] = -Infinity;
  }

  add(rows: Columns, row: number): void {
    const { values } = this;
    const weight = rows.get(row, count);
    for (const mean of [loss, gradientNorm, tokensPerSecond]) values[mean] += rows.get(row, mean) * weight;
    for (const last of [step, epoch, time, rate]) values[last] = rows.get(row, last);
    values[min] = Math.min(values[min], rows.get(row, min));
    values[max] = Math.max(values[max], rows.get(row, max));
    values[count] += weight;
  }

  row(): readonly number[] {
    const row = Array.from(this.values);
    for (const mean of [loss, gradientNorm, tokensPerSecond]) row[mean] /= row[count];
    return row;
  }
}
