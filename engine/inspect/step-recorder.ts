import type { Side, TraceKind } from '../contracts/inspection';
import type { Place, Recorder, Results } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Tape } from '../core/tape';
import { traceName } from './recorder';

/** The states of one layer as tensors, which gradients reach. */
export interface StateSteps {
  readonly name: string;
  readonly place: Place;
  /** By step, `[batch, units]`. */
  readonly steps: readonly Tensor[];
}

/** Makes the time loop go step by step and keeps the states of every step, and which operations belong to which step. */
export class StepRecorder implements Recorder {
  readonly stepwise = true;
  private readonly byName = new Map<string, { name: string; place: Place; steps: Tensor[] }>();
  /** In order: the number of operations recorded when a step of a layer was done. */
  private readonly ends: { readonly end: number; readonly node: string; readonly step: number }[] = [];

  constructor(private readonly tape: Tape) {}

  input(_side: Side, x: Tensor): Tensor {
    return x;
  }

  record(place: Place, kind: TraceKind, results: Results, first: number): void {
    if (kind !== 'state') return;
    for (const [symbol, result] of Object.entries(results)) {
      if ('of' in result) continue;
      const name = traceName(place, symbol);
      const entry = this.byName.get(name) ?? { name, place, steps: [] };
      entry.steps[first] = result;
      this.byName.set(name, entry);
    }
    this.ends.push({ end: this.tape.operations.length, node: place.node, step: first });
  }

  get states(): readonly StateSteps[] {
    return [...this.byName.values()];
  }

  /** The step of a layer that an operation belongs to; undefined for operations between the layers. */
  stepOf(operation: number, node: string): number | undefined {
    let [low, high] = [0, this.ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle].end <= operation) low = middle + 1;
      else high = middle;
    }
    const found = this.ends[low];
    return found?.node === node ? found.step : undefined;
  }
}
