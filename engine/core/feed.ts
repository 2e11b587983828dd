import type { BatchBuffer, Batches, BatchLengths, BatchShape, InputSpec } from '../contracts/data';
import type { Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { Network } from './network';
import { firstSteps } from './ops/layout';
import { crossEntropy, type Loss, squaredError } from './ops/losses';

/** One batch as tensors; see BatchBuffer. */
interface BatchTensors {
  readonly input: Tensor;
  readonly target: Tensor;
  readonly weights: Tensor;
  readonly mask?: Tensor;
  readonly decoderInput?: Tensor;
}

/** The buffers that batches of one shape are read into, and the state that goes on from one to the next. */
export class Feed {
  private readonly full: BatchTensors;
  private current: BatchTensors;
  private arrays: BatchBuffer | undefined;
  private readonly carried: State | undefined;

  /** To be made before the tape is sealed. @param carry whether a batch goes on with the state of the one before */
  constructor(
    private readonly network: Network,
    private readonly shape: BatchShape,
    carry: boolean,
  ) {
    const { model } = network;
    this.full = this.allocate();
    this.current = this.full;
    this.arrays = this.arraysOf(this.full);
    this.carried = carry ? model.initialState(shape.batch) : undefined;
  }

  /** Reads one batch, which may be shorter than the one before. Returns its number of weight-1 rows (1 in a dry run). */
  read(batches: Batches, epoch: number, index: number): number {
    if (this.network.tape.backend.planning) return 1;
    const lengths = batches.lengths?.(epoch, index);
    this.current = lengths ? this.shorter(lengths) : this.full;
    const arrays = this.arraysOf(this.current);
    this.arrays = arrays;
    return arrays ? batches.read(epoch, index, arrays) : 1;
  }

  /** Input of the batch that was read. */
  get input(): Tensor {
    return this.current.input;
  }

  /** The memory of the batch that was read; undefined in a dry run. */
  get buffer(): BatchBuffer | undefined {
    return this.arrays;
  }

  /** How the batch that was read goes through the model. */
  pass(training: boolean, step: number): Pass {
    const { mask, decoderInput } = this.current;
    return { training, step, mask, decoderInput };
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
    const { target, weights } = this.current;
    return of(output, target, weights, scale);
  }

  private allocate(): BatchTensors {
    const { tape } = this.network;
    const { time, batch, output, masked, decoder } = this.shape;
    const rows = output.per === 'step' ? [decoder?.time ?? time, batch] : [batch];
    const classes = output.kind === 'classes';
    return {
      input: this.sequence(time, this.shape.input),
      target: classes ? tape.buffer(rows, 'int') : tape.buffer([...rows, output.size]),
      weights: tape.buffer(rows),
      mask: masked ? tape.buffer([time, batch]) : undefined,
      decoderInput: decoder && this.sequence(decoder.time, decoder.input),
    };
  }

  private sequence(time: number, spec: InputSpec): Tensor {
    const { tape } = this.network;
    const { batch } = this.shape;
    return spec.kind === 'tokens' ? tape.buffer([time, batch], 'int') : tape.buffer([time, batch, spec.size]);
  }

  /** The first steps of every buffer: memory is time-major, so they lie at its start. */
  private shorter({ time, decoderTime = this.shape.decoder?.time }: BatchLengths): BatchTensors {
    const { input, mask, decoderInput, target, weights } = this.full;
    const perStep = this.shape.output.per === 'step';
    const rows = decoderTime ?? time;
    return {
      input: firstSteps(input, time),
      mask: mask && firstSteps(mask, time),
      decoderInput: decoderInput && firstSteps(decoderInput, rows),
      target: perStep ? firstSteps(target, rows) : target,
      weights: perStep ? firstSteps(weights, rows) : weights,
    };
  }

  private arraysOf({ input, target, weights, mask, decoderInput }: BatchTensors): BatchBuffer | undefined {
    if (this.network.tape.backend.planning) return undefined;
    return {
      input: this.array(input),
      target: this.array(target),
      weights: this.floats(weights),
      mask: mask && this.floats(mask),
      decoderInput: decoderInput && this.array(decoderInput),
    };
  }

  private array(tensor: Tensor) {
    const { backend } = this.network.tape;
    return tensor.element === 'int' ? backend.ints(tensor.pointer, tensor.size) : this.floats(tensor);
  }

  private floats(tensor: Tensor) {
    return this.network.tape.backend.floats(tensor.pointer, tensor.size);
  }
}
