import type { Memory, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { embedding } from './ops/embedding';
import { reshape } from './ops/layout';
import type { Tape } from './tape';

/** The sequences of a batch by number, in a new order: repeated, left out or swapped, as a beam search needs them. */
export class Selection {
  private readonly rows: Tensor;
  /** Row numbers of a tensor of so many steps. */
  private readonly bySteps = new Map<number, Tensor>();

  /** @param batch size of the batch that is chosen from @param chosen one number a sequence of the new batch */
  constructor(
    private readonly tape: Tape,
    private readonly batch: number,
    private readonly chosen: readonly number[],
  ) {
    this.rows = this.numbers(1);
  }

  state(state: State): State {
    return mapValues(state, (part) => embedding(part, this.rows));
  }

  memory({ state, context }: Memory): Memory {
    return { state: this.state(state), context: mapValues(context, (part) => this.steps(part)) };
  }

  /** x `[time, batch, size]` -> `[time, chosen, size]`. */
  private steps(x: Tensor): Tensor {
    const [time, batch, size] = x.shape;
    const rows = this.bySteps.get(time) ?? this.numbers(time);
    this.bySteps.set(time, rows);
    const y = embedding(reshape(x, [time * batch, size]), rows);
    return reshape(y, [time, this.chosen.length, size]);
  }

  private numbers(time: number): Tensor {
    const { tape, batch, chosen } = this;
    const rows = tape.buffer([time * chosen.length], 'int');
    if (!tape.backend.planning) {
      const values = tape.backend.ints(rows.pointer, rows.size);
      for (let t = 0; t < time; t++) chosen.forEach((row, i) => (values[t * chosen.length + i] = t * batch + row));
    }
    return rows;
  }
}

function mapValues(record: State, change: (tensor: Tensor) => Tensor): State {
  return Object.fromEntries(Object.entries(record).map(([name, tensor]) => [name, change(tensor)]));
}
