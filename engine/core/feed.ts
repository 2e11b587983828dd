import type { BatchBuffer, Batches, BatchShape } from '../contracts/data';
import type { State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from './network';
import { crossEntropy, type Loss, squaredError } from './ops/losses';

/** The buffers that batches of one shape are read into, and the state that goes on from one to the next. */
export class Feed {
  readonly input: Tensor;
  readonly target: Tensor;
  readonly weights: Tensor;
  /** The same memory as arrays; undefined in a dry run. */
  readonly buffer: BatchBuffer | undefined;
  private readonly carried: State | undefined;

  /** To be made before the tape is sealed. @param carry whether a batch goes on with the state of the one before */
  constructor(
    private readonly network: Network,
    private readonly shape: BatchShape,
    carry: boolean,
  ) {
    const { tape, model } = network;
    const { time, batch, input, output } = shape;
    const rows = output.per === 'step' ? [time, batch] : [batch];
    const classes = output.kind === 'classes';
    this.input = input.kind === 'tokens' ? tape.buffer([time, batch], 'int') : tape.buffer([time, batch, input.size]);
    this.target = classes ? tape.buffer(rows, 'int') : tape.buffer([...rows, output.size]);
    this.weights = tape.buffer(rows);
    this.carried = carry ? model.initialState(batch) : undefined;
    this.buffer = tape.backend.planning
      ? undefined
      : { input: this.array(this.input), target: this.array(this.target), weights: this.floats(this.weights) };
  }

  /** Reads one batch. Returns its number of weight-1 rows (1 in a dry run). */
  read(batches: Batches, epoch: number, index: number): number {
    return this.buffer ? batches.read(epoch, index, this.buffer) : 1;
  }

  /** The state that this batch starts from: zeros, or what `keep` kept. */
  state(fresh: boolean): State {
    if (!this.carried) return this.network.model.initialState(this.shape.batch);
    if (fresh) this.clear();
    return this.carried;
  }

  clear(): void {
    const { kernels } = this.network.tape.backend;
    for (const part of Object.values(this.carried ?? {})) kernels.fill(part.size, 0, part.pointer);
  }

  /** Keeps the final state for the next batch; no gradient flows between batches. */
  keep(state: State): void {
    const { kernels } = this.network.tape.backend;
    for (const [name, part] of Object.entries(this.carried ?? {})) {
      kernels.copy(part.size, state[name].pointer, part.pointer);
    }
  }

  /** Carried state by name, for checkpoints. */
  get carriedState(): State {
    return this.carried ?? {};
  }

  /** @param scale usually 1 / (rows of weight 1), which makes the loss a mean */
  loss(output: Tensor, scale: number): Loss {
    const of = this.shape.output.kind === 'classes' ? crossEntropy : squaredError;
    return of(output, this.target, this.weights, scale);
  }

  private array(tensor: Tensor) {
    const { backend } = this.network.tape;
    return tensor.element === 'int' ? backend.ints(tensor.pointer, tensor.size) : this.floats(tensor);
  }

  private floats(tensor: Tensor) {
    return this.network.tape.backend.floats(tensor.pointer, tensor.size);
  }
}
