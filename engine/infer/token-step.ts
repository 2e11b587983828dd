import type { State, Pass } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';
import { columnsOf } from '../core/shape';

export const inferring: Pass = { training: false, step: 0 };

export type Floats = Float32Array | Float64Array;

const known = new WeakMap<Network, TokenStep>();

/**
 * One step of a network over one token, in memory of its own: what the weights are made into for it, and which kernels it calls, is
 * found out once and stays until the tape is reset.
 */
export class TokenStep {
  /** The token's id, and the state before it; then the state after it. */
  readonly id: Int32Array;
  readonly state: ReadonlyMap<string, Floats>;
  /** Output of the model, `[size]`. */
  readonly output: Floats;
  /** Goes the step: reads `id` and `state`, writes `state` and `output`. */
  readonly go: () => void;
  /** The copy of the state that it holds. */
  holder: object | undefined;

  /** That of the network as its weights are. Throws `internal.memory-overrun` where there is no memory for it. */
  static of(network: Network): TokenStep {
    let step = known.get(network);
    if (!step || !network.tape.frozenFor(step)) known.set(network, (step = new TokenStep(network)));
    return step;
  }

  private constructor({ tape, model }: Network) {
    const { backend } = tape;
    const [input, state] = tape.freeze(this, () =>
      tape.inference((): [Tensor, State] => {
        const parts: [Tensor, State] = [tape.buffer([1, 1], 'int'), model.initialState(1)];
        if (!backend.planning) backend.ints(parts[0].pointer, 1)[0] = 0;
        // What comes out does not matter, only what is made for it.
        model.forward(...parts, inferring);
        return parts;
      }),
    );
    let output = input;
    this.go = tape.inference(() =>
      tape.capture(() => {
        const [y, next] = model.forward(input, state, inferring);
        for (const [name, { size, pointer }] of Object.entries(state)) {
          tape.backend.kernels.copy(size, next[name].pointer, pointer);
        }
        output = y;
      }),
    );
    const floats = ({ pointer, size }: Tensor): Floats =>
      backend.planning ? new Float64Array(size) : backend.floats(pointer, size);
    this.id = backend.planning ? new Int32Array(1) : backend.ints(input.pointer, 1);
    this.state = new Map(Object.entries(state).map(([name, part]) => [name, floats(part)]));
    this.output = floats(output).subarray(-columnsOf(output.shape));
  }
}
