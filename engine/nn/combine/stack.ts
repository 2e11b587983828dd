import type { Cell, Pass, Place, State } from '../../contracts/network';
import type { Side } from '../../contracts/inspection';
import type { LookUp, Tensor } from '../../contracts/tensor';
import { dropout, dropoutMask } from '../../core/ops/dropout';
import { concat } from '../../core/ops/layout';
import { multiply } from '../../core/ops/arithmetic';
import { randomKey } from '../../core/random';
import { unroll } from './time-loop';

export interface StackConfig {
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
  readonly variational: boolean;
  readonly seed: number;
  /** What its weights' paths begin with (default `rnn`), and whose steps it goes through (default the source's). */
  readonly name?: string;
  readonly side?: Side;
}

/** Makes the cell of one layer and direction; `suffix` is PyTorch's (`_l0`, `_l1_reverse`). */
export type MakeCell = (suffix: string, inputs: number) => Cell;

interface Direction {
  readonly name: string;
  readonly cell: Cell;
  readonly reverse: boolean;
  readonly place: Place;
}

/**
 * Layers of recurrent cells, each reading the outputs of the one below; with two directions, forward and backward outputs
 * side by side (Schuster and Paliwal 1997). Dropout acts between layers: anew for every step (Zaremba et al. 2014), or with
 * one mask for all steps and on the recurrent state too (variational, Gal and Ghahramani 2016).
 */
export class RecurrentStack {
  private readonly layers: Direction[][] = [];
  /** Columns of the outputs. */
  readonly outputs: number;

  constructor(
    inputs: number,
    private readonly config: StackConfig,
    make: MakeCell,
  ) {
    const { name: path = 'rnn', side = 'source' } = config;
    let size = inputs;
    for (let layer = 0; layer < config.layers; layer++) {
      const directions = (config.bidirectional ? [false, true] : [false]).map((reverse) => {
        const name = `l${layer}${reverse ? '_reverse' : ''}`;
        const place: Place = { node: `${path}.${name}`, side, layer, direction: reverse ? 'backward' : 'forward' };
        return { name, reverse, place, cell: make(`_${name}`, size) };
      });
      this.layers.push(directions);
      size = directions.reduce((sum, { cell }) => sum + cell.units, 0);
    }
    this.outputs = size;
  }

  initialState(batch: number): State {
    const parts = this.layers
      .flat()
      .flatMap(({ name, cell }) =>
        Object.entries(cell.initialState(batch)).map(([key, value]) => [`${name}.${key}`, value] as const),
      );
    return Object.fromEntries(parts);
  }

  /** x `[time, batch, inputs]` -> all outputs, the last output of each direction joined, and the next state. */
  forward(x: Tensor | LookUp, state: State, pass: Pass): { outputs: Tensor; last: Tensor; state: State } {
    const next: Record<string, Tensor> = {};
    let outputs: Tensor | undefined;
    let last: Tensor | undefined;
    this.layers.forEach((directions, layer) => {
      const below = outputs ? this.drop(outputs, `l${layer}`, pass) : x;
      const runs = directions.map(({ name, cell, reverse, place }) => {
        const own = stateOf(state, name);
        const stateMask = this.stateMask(own.h, name, pass);
        const run = unroll(cell, below, own, pass, { reverse, stateMask, place });
        for (const [key, value] of Object.entries(run.state)) next[`${name}.${key}`] = value;
        return run;
      });
      outputs = join(runs.map((run) => run.outputs));
      last = join(runs.map((run) => run.last));
    });
    if (!outputs || !last) throw new Error('a stack has at least one layer');
    return { outputs, last, state: next };
  }

  private drop(x: Tensor, place: string, pass: Pass): Tensor {
    const { dropout: rate, variational, seed } = this.config;
    if (rate === 0 || !pass.training) return x;
    const key = randomKey(seed, `dropout ${place}`);
    if (!variational) return dropout(x, rate, key, pass.step);
    return multiply(x, dropoutMask(x, { shape: x.shape.slice(1), rate, key, counter: pass.step }));
  }

  private stateMask(h: Tensor, name: string, pass: Pass): Tensor | undefined {
    const { dropout: rate, variational, seed } = this.config;
    if (rate === 0 || !variational || !pass.training) return undefined;
    const key = randomKey(seed, `state dropout ${name}`);
    return dropoutMask(h, { shape: h.shape, rate, key, counter: pass.step });
  }
}

/** The part of a stack's state that belongs to one layer and direction. */
function stateOf(state: State, name: string): State {
  const prefix = `${name}.`;
  const own = Object.entries(state).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

function join(parts: readonly Tensor[]): Tensor {
  return parts.length === 1 ? parts[0] : concat(parts);
}
