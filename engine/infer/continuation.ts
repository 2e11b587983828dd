import { Problem } from '../contracts/problem';
import type { Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';
import { columnsOf } from '../core/shape';

const pass: Pass = { training: false, step: 0 };

/** Steps that are read at once: bounds the memory that a long prompt takes. */
export const longestPiece = 64;

type Floats = Float32Array | Float64Array;

/** The buffers that single tokens go through, as tensors and as arrays. */
interface Line {
  readonly input: Tensor;
  readonly id: Int32Array | undefined;
  readonly state: State;
  readonly values: ReadonlyMap<string, Floats>;
}

/**
 * Reads one sequence piece by piece and keeps the state in between. Works in the step memory of a sealed network, so that a
 * training run can show samples out of the memory it has. Weights must not change while it reads.
 */
export class Continuation {
  private readonly state = new Map<string, Floats>();
  private line: Line | undefined;
  private output = new Float64Array(0);

  constructor(private readonly network: Network) {}

  /** Reads token ids; gives the output of the last step, `[size]`, which stands until the next call. */
  tokens(ids: readonly number[]): Float64Array {
    if (ids.length === 1 && this.state.size > 0) return this.token(ids[0]);
    for (let at = 0; at < ids.length; at += longestPiece) this.piece(ids.slice(at, at + longestPiece));
    return this.output;
  }

  private piece(ids: readonly number[]): void {
    const { tape } = this.network;
    tape.reset();
    tape.inference(() => {
      const line = this.open(ids.length);
      if (!tape.backend.planning) tape.backend.ints(line.input.pointer, ids.length).set(ids);
      this.read(line);
    });
  }

  /** One token, with what the weights are made into for it kept from token to token where there is memory for that. */
  private token(id: number): Float64Array {
    const { tape } = this.network;
    try {
      const line = this.line && tape.frozenFor(this) ? this.line : this.freeze();
      tape.rewind();
      if (line.id) line.id[0] = id;
      tape.inference(() => this.read(line));
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'internal.memory-overrun')) throw error;
      this.piece([id]);
    }
    return this.output;
  }

  private freeze(): Line {
    const { tape, model } = this.network;
    return tape.freeze(this, () =>
      tape.inference(() => {
        this.line = this.open(1);
        this.line.id?.fill(0);
        // What comes out does not matter, only what is made for it.
        model.forward(this.line.input, this.line.state, pass);
        return this.line;
      }),
    );
  }

  /** Buffers for `time` tokens, and the state as it stands. */
  private open(time: number): Line {
    const { tape, model } = this.network;
    const { backend } = tape;
    const input = tape.buffer([time, 1], 'int');
    const state = model.initialState(1);
    const values = new Map<string, Floats>();
    for (const [name, { pointer, size }] of Object.entries(state)) {
      const array = backend.planning ? new Float64Array(size) : backend.floats(pointer, size);
      array.set(this.state.get(name) ?? []);
      values.set(name, array);
    }
    return { input, id: backend.planning ? undefined : backend.ints(input.pointer, time), state, values };
  }

  private read({ input, state, values }: Line): void {
    const { model, tape } = this.network;
    const { backend } = tape;
    const [output, next] = model.forward(input, state, pass);
    for (const [name, array] of values) {
      backend.kernels.copy(array.length, next[name].pointer, state[name].pointer);
      // A copy: another use of the network may take the memory.
      const kept = this.state.get(name);
      if (kept) kept.set(array);
      else this.state.set(name, array.slice());
    }
    const size = columnsOf(output.shape);
    if (this.output.length !== size) this.output = new Float64Array(size);
    if (!backend.planning) this.output.set(backend.floats(output.pointer, output.size).subarray(-size));
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
