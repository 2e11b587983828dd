import type { Pass } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';
import { columnsOf } from '../core/shape';

const pass: Pass = { training: false, step: 0 };

/** Steps that are read at once: bounds the memory that a long prompt takes. */
export const longestPiece = 64;

/**
 * Reads one sequence piece by piece and keeps the state in between. Works in the step memory of a sealed network, so that a
 * training run can show samples out of the memory it has.
 */
export class Continuation {
  private state: ReadonlyMap<string, Float64Array> | undefined;

  constructor(private readonly network: Network) {}

  /** Reads token ids; gives the output of the last step, `[size]`. */
  tokens(ids: readonly number[]): Float64Array {
    let output: Float64Array = new Float64Array(0);
    for (let at = 0; at < ids.length; at += longestPiece) output = this.piece(ids.slice(at, at + longestPiece));
    return output;
  }

  private piece(ids: readonly number[]): Float64Array {
    const { tape, model } = this.network;
    tape.reset();
    return tape.inference(() => {
      const input = tape.buffer([ids.length, 1], 'int');
      if (!tape.backend.planning) tape.backend.ints(input.pointer, input.size).set(ids);
      const initial = model.initialState(1);
      for (const [name, values] of this.state ?? []) this.write(initial[name], values);
      const [output, state] = model.forward(input, initial, pass);
      this.state = new Map(Object.entries(state).map(([name, tensor]) => [name, this.read(tensor)]));
      return this.read(output).slice(-columnsOf(output.shape));
    });
  }

  private read(tensor: Tensor): Float64Array {
    const { backend } = this.network.tape;
    return backend.planning
      ? new Float64Array(tensor.size)
      : Float64Array.from(backend.floats(tensor.pointer, tensor.size));
  }

  private write(tensor: Tensor, values: Float64Array): void {
    const { backend } = this.network.tape;
    if (!backend.planning) backend.floats(tensor.pointer, tensor.size).set(values);
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
    const [output] = model.forward(input, model.initialState(1), pass);
    if (backend.planning) return new Float64Array(output.size);
    return Float64Array.from(backend.floats(output.pointer, output.size));
  });
}
