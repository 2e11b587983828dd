import type { Side, TraceKind } from '../contracts/inspection';
import type { Part, Place, Recorder, Results } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { blockOf } from '../core/tape';

/** One recorded array, `[steps, batch, columns]`. */
export interface RecordedTrace {
  readonly name: string;
  readonly symbol: string;
  readonly kind: TraceKind;
  readonly place: Place;
  readonly steps: number;
  readonly batch: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Copies what layers and cells compute out of the step's memory, by name. Makes nothing in a dry run. */
export class TraceRecorder implements Recorder {
  readonly stepwise = false;
  /** Where each recorded block was computed. */
  readonly places = new Map<Tensor, Place>();
  private readonly rows = new Map<string, Rows>();

  /** @param wanted names of traces; all when absent */
  constructor(private readonly wanted?: ReadonlySet<string>) {}

  input(side: Side, x: Tensor, offset: number): Tensor {
    this.write(inputPlace(side), 'input', { x }, offset);
    return x;
  }

  record(place: Place, kind: TraceKind, results: Results, first: number): void {
    for (const result of Object.values(results)) this.places.set(blockOf(isPart(result) ? result.of : result), place);
    this.write(place, kind, results, first);
  }

  private write(place: Place, kind: TraceKind, results: Results, first: number): void {
    for (const [symbol, result] of Object.entries(results)) {
      const name = traceName(place, symbol);
      if (this.wanted && !this.wanted.has(name)) continue;
      let rows = this.rows.get(name);
      if (!rows) this.rows.set(name, (rows = new Rows({ name, symbol, kind, place })));
      rows.write(result, first);
    }
  }

  /** In the order of their first results. */
  get traces(): RecordedTrace[] {
    return [...this.rows.values()].map((rows) => rows.trace);
  }
}

export function traceName({ node }: Place, symbol: string): string {
  return `${node}.${symbol}`;
}

/** Where the vectors that a side's steps read are recorded. */
export function inputPlace(side: Side): Place {
  return { node: side === 'source' ? 'input' : 'input.target', side };
}

/** The rows of one trace as they come in, a whole sequence at once or step by step in any order. */
class Rows {
  private steps = 0;
  private batch = 0;
  private columns = 0;
  private values = new Float32Array(0);

  constructor(private readonly about: Pick<RecordedTrace, 'name' | 'symbol' | 'kind' | 'place'>) {}

  get trace(): RecordedTrace {
    const { steps, batch, columns } = this;
    return { ...this.about, steps, batch, columns, values: this.values.subarray(0, steps * batch * columns) };
  }

  /** `[time, batch, columns]` from step `first` on, or `[batch, columns]`. */
  write(result: Tensor | Part, first: number): void {
    const { of, part, parts } = isPart(result) ? result : { of: result, part: 0, parts: 1 };
    if (of.tape.backend.planning) return;
    const { shape } = of;
    const [batch, width] = shape.slice(-2);
    const steps = shape.length === 3 ? shape[0] : 1;
    this.batch = batch;
    this.columns = width / parts;
    this.grow(first + steps);
    const from = of.tape.backend.floats(of.pointer, of.size);
    for (let row = 0; row < steps * batch; row++) {
      const start = row * width + part * this.columns;
      const at = (first * batch + row) * this.columns;
      this.values.set(from.subarray(start, start + this.columns), at);
    }
  }

  private grow(steps: number): void {
    this.steps = Math.max(this.steps, steps);
    const needed = this.steps * this.batch * this.columns;
    if (needed <= this.values.length) return;
    const wider = new Float32Array(this.values.length === 0 ? needed : 2 * needed);
    wider.set(this.values);
    this.values = wider;
  }
}

function isPart(result: Tensor | Part): result is Part {
  return 'of' in result;
}
