import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';
import { columnsOf } from '../core/shape';
import { type Floats, inferring, TokenStep } from './token-step';

/** Steps that are read at once: bounds the memory that a long prompt takes. */
export const longestPiece = 64;

/**
 * Reads one sequence piece by piece and keeps the state in between. Works in the step memory of a sealed network, so that a
 * training run can show samples out of the memory it has. What changes weights resets the tape.
 */
export class Continuation {
  /** A copy: another use of the network may take the memory. */
  private state: ReadonlyMap<string, Floats> = new Map();
  private output = new Float64Array(0);

  constructor(private readonly network: Network) {}

  /** Reads token ids; gives the output of the last step, `[size]`, which stands until the next call. */
  tokens(ids: readonly number[]): Float64Array {
    for (let at = 0; at < ids.length; at += longestPiece) {
      const piece = ids.slice(at, at + longestPiece);
      try {
        if (piece.length === 1) this.token(piece[0]);
        else this.piece(piece);
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'internal.memory-overrun')) throw error;
        // There is no memory for more than the piece alone.
        this.network.tape.reset();
        this.piece(piece);
      }
    }
    return this.output;
  }

  private token(id: number): void {
    const step = TokenStep.of(this.network);
    if (step.holder !== this.state) this.restore(step.state);
    step.id[0] = id;
    step.go();
    this.keep(step.state, step.output);
    step.holder = this.state;
  }

  private piece(ids: readonly number[]): void {
    const { tape, model } = this.network;
    const { backend } = tape;
    if (tape.frozen) tape.rewind();
    else tape.reset();
    tape.inference(() => {
      const input = tape.buffer([ids.length, 1], 'int');
      if (!backend.planning) backend.ints(input.pointer, ids.length).set(ids);
      const state = model.initialState(1);
      this.restore(this.live(state));
      const [output, next] = model.forward(input, state, inferring);
      this.state = new Map();
      this.keep(this.live(next), this.floats(output).subarray(-columnsOf(output.shape)));
    });
  }

  private restore(live: ReadonlyMap<string, Floats>): void {
    for (const [name, array] of live) {
      const kept = this.state.get(name);
      if (kept) array.set(kept);
      else array.fill(0);
    }
  }

  private keep(live: ReadonlyMap<string, Floats>, output: Floats): void {
    if (this.state.size === 0) this.state = new Map([...live].map(([name, array]) => [name, array.slice()]));
    else for (const [name, array] of live) this.state.get(name)?.set(array);
    if (this.output.length !== output.length) this.output = new Float64Array(output.length);
    this.output.set(output);
  }

  private live(state: Readonly<Record<string, Tensor>>): Map<string, Floats> {
    return new Map(Object.entries(state).map(([name, part]) => [name, this.floats(part)]));
  }

  private floats({ pointer, size }: Tensor): Floats {
    const { backend } = this.network.tape;
    return backend.planning ? new Float64Array(size) : backend.floats(pointer, size);
  }
}

/** Output of the model for one whole sequence of vectors `[time, size]` (row-major) from the zero state. */
export function outputOf(network: Network, values: ArrayLike<number>): Float64Array {
  const { tape, model } = network;
  const { backend } = tape;
  if (model.input.kind !== 'vectors') return new Float64Array(0);
  const { size } = model.input;
  tape.reset();
  return tape.inference(() => {
    const input = tape.buffer([values.length / size, 1, size]);
    if (!backend.planning) backend.floats(input.pointer, input.size).set(values);
    const [output] = model.forward(input, model.initialState(1), inferring);
    if (backend.planning) return new Float64Array(output.size);
    return Float64Array.from(backend.floats(output.pointer, output.size));
  });
}
