import type { Memory, Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';
import { Selection } from '../core/select';

const noPass: Pass = { training: false, step: 0 };

/**
 * The decoder of a network, step by step, for several sequences (lanes) at once. Works in the step memory of a sealed network:
 * what the encoder gave stands at its beginning, and above it only one step at a time. The states of the lanes are kept
 * outside in between, so that lanes can be reordered.
 */
export class DecoderRun {
  private states: ReadonlyMap<string, Float64Array>;
  private memory: Memory;
  private mark: number;

  private constructor(
    private readonly network: Network,
    memory: Memory,
    private lanes: number,
  ) {
    this.memory = memory;
    this.states = this.read(memory.state);
    this.mark = network.tape.arena.mark;
  }

  /**
   * Reads the inputs. The memory of the last step is forgotten.
   * @param input gives int `[time, lanes]` (or floats), and a mask where it is padded; called after the reset
   */
  static start(
    network: Network,
    lanes: number,
    input: () => { readonly input: Tensor; readonly pass?: Pass },
  ): DecoderRun {
    const { tape } = network;
    tape.reset();
    return tape.inference(() => {
      const { input: tensor, pass } = input();
      const { decoderInput: _decoderInput, ...rest } = pass ?? noPass;
      return new DecoderRun(network, decodingOf(network).encode(tensor, rest), lanes);
    });
  }

  /** Follows the first sequence `count` times from here on. */
  repeat(count: number): void {
    const { tape } = this.network;
    tape.inference(() => {
      const rows = Array.from({ length: count }, () => 0);
      this.memory = new Selection(tape, this.lanes, rows).memory(this.memory);
    });
    this.states = this.read(this.memory.state);
    this.lanes = count;
    this.mark = tape.arena.mark;
  }

  /** Goes on with other lanes: new lane i goes on from what was lane `rows[i]`. All of them read the same input. */
  select(rows: readonly number[]): void {
    const { lanes } = this;
    const pick = (values: Float64Array): Float64Array => {
      const width = values.length / lanes;
      const picked = new Float64Array(values.length);
      rows.forEach((row, i) => picked.set(values.subarray(row * width, (row + 1) * width), i * width));
      return picked;
    };
    this.states = new Map([...this.states].map(([name, values]) => [name, pick(values)]));
  }

  /**
   * One step of all lanes. @param previous the token of each lane before it
   * @returns logarithms of the probabilities of the next tokens, one row a lane
   */
  step(previous: readonly number[]): Float64Array[] {
    const { tape } = this.network;
    const { backend } = tape;
    tape.arena.reset(this.mark);
    return tape.inference(() => {
      const tokens = tape.buffer([this.lanes], 'int');
      if (!backend.planning) backend.ints(tokens.pointer, tokens.size).set(previous);
      const { output, state } = decodingOf(this.network).decode(this.memory, tokens, this.write(), noPass);
      this.states = this.read(state);
      const logits = this.values(output);
      const size = logits.length / this.lanes;
      return previous.map((_, lane) => logSoftmax(logits.subarray(lane * size, (lane + 1) * size)));
    });
  }

  private read(state: State): Map<string, Float64Array> {
    return new Map(Object.entries(state).map(([name, tensor]) => [name, this.values(tensor)]));
  }

  private values({ pointer, size }: Tensor): Float64Array {
    const { backend } = this.network.tape;
    return backend.planning ? new Float64Array(size) : Float64Array.from(backend.floats(pointer, size));
  }

  private write(): State {
    const { tape } = this.network;
    return Object.fromEntries(
      [...this.states].map(([name, values]) => {
        const tensor = tape.buffer(this.memory.state[name].shape);
        if (!tape.backend.planning) tape.backend.floats(tensor.pointer, tensor.size).set(values);
        return [name, tensor];
      }),
    );
  }
}

function decodingOf({ model }: Network) {
  if (!model.decoding) throw new Error('the model has no decoder');
  return model.decoding;
}

function logSoftmax(logits: Float64Array): Float64Array {
  const greatest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const rest = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0));
  return logits.map((logit) => logit - greatest - rest);
}
