import type { Backend } from '../contracts/backend';
import type { Checkpoint, StoredTensor } from '../contracts/checkpoint';
import type { Batches, Prepared } from '../contracts/data';
import { Problem } from '../contracts/problem';
import type { TrainConfig } from '../contracts/experiment';
import type { Tensor } from '../contracts/tensor';
import { Feed } from '../core/feed';
import { type CreateModel, Network } from '../core/network';
import type { ParameterStore } from '../core/parameters';
import { sameShape, showShape } from '../core/shape';
import { clipGradients } from './clip';
import { canProbe, GradientProbe } from './gradient-probe';
import type { Optimizer } from './optimizer';

export interface ProgramRequest {
  readonly train: TrainConfig;
  readonly prepared: Prepared;
  readonly createModel: CreateModel;
  readonly createOptimizer: (store: ParameterStore) => Optimizer;
}

export interface StepResult {
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** Rows of weight 1. */
  readonly count: number;
}

/**
 * All that training does to one memory: the network, its optimiser and the buffers of its data, and the work of one step.
 * Made twice: on a planning backend to find out the memory, then on the real one.
 */
export class TrainingProgram {
  readonly network: Network;
  private readonly optimizer: Optimizer;
  private readonly feeds: { readonly train: Feed; readonly validation: Feed | undefined };
  private readonly gradientProbe: GradientProbe | undefined;
  private readonly parts: { readonly train: Batches; readonly validation: Batches | undefined };

  constructor(
    backend: Backend,
    private readonly request: ProgramRequest,
  ) {
    const { train, prepared } = request;
    this.network = new Network(backend, train.seed, request.createModel);
    this.optimizer = request.createOptimizer(this.network.store);
    const { train: batches, validation } = prepared.parts;
    if (!batches) throw new Problem('data.no-training-part', {}, { path: 'data.split' });
    this.parts = { train: batches, validation };
    this.feeds = {
      train: new Feed(this.network, batches.shape, batches.continuous && train.carry),
      validation: validation && new Feed(this.network, validation.shape, validation.continuous),
    };
    if (train.probe && canProbe(batches.shape)) this.gradientProbe = new GradientProbe(this.network, batches.shape);
    this.network.tape.seal();
  }

  /**
   * One step of training: forward, backward through time, clip, update. @param step counts from 0
   * Throws `run.loss-not-finite` or `run.gradient-not-finite`, before any weight is touched.
   */
  step(step: number, epoch: number, index: number, rate: number): StepResult {
    const { tape, store, model } = this.network;
    const feed = this.feeds.train;
    tape.reset();
    store.clearGradients();
    const count = feed.read(this.parts.train, epoch, index);
    const [output, state] = model.forward(feed.input, feed.state(index === 0), feed.pass(true, step));
    const { loss } = feed.loss(output, 1 / Math.max(1, count));
    const value = this.scalar(loss);
    if (!Number.isFinite(value)) this.reportLoss(step);
    tape.backward(loss);
    const { norm: gradientNorm, scale } = clipGradients(store, this.request.train.clip);
    if (!Number.isFinite(gradientNorm)) this.reportGradient(step);
    this.optimizer.update(step + 1, rate, scale);
    feed.keep(state);
    return { loss: value, gradientNorm, count };
  }

  /** Whether there is something to sample while training. */
  get probes(): boolean {
    return this.gradientProbe !== undefined;
  }

  /** Gradient norms by lag for the batch that was trained on last, by state trace. */
  probe(): Map<string, StoredTensor> | undefined {
    return this.gradientProbe?.measure(this.feeds.train.buffer);
  }

  get hasValidation(): boolean {
    return this.parts.validation !== undefined;
  }

  get validationBatches(): number {
    return this.parts.validation?.count ?? 0;
  }

  /** One batch of the validation part. `add` sees the model's output while it stands. */
  validate(index: number, step: number, add: (loss: number, count: number, output: Tensor, feed: Feed) => void): void {
    const { tape, model } = this.network;
    const { validation } = this.parts;
    const feed = this.feeds.validation;
    if (!validation || !feed) return;
    tape.reset();
    tape.inference(() => {
      const count = feed.read(validation, 0, index);
      const [output, state] = model.forward(feed.input, feed.state(index === 0), feed.pass(false, step));
      const { loss } = feed.loss(output, 1);
      feed.keep(state);
      add(this.scalar(loss), count, output, feed);
    });
  }

  /** All that a resumed run needs: weights, the optimiser's state, and the carried state of the data stream. */
  tensors(): Map<string, StoredTensor> {
    return new Map([...this.named()].map(([name, tensor]) => [name, this.stored(tensor)]));
  }

  /** The weights alone. */
  weights(): Map<string, StoredTensor> {
    return new Map(this.network.store.all.map((tensor) => [tensor.path ?? '', this.stored(tensor)]));
  }

  load({ tensors }: Checkpoint): void {
    this.network.tape.reset();
    for (const [name, tensor] of this.named()) {
      const stored = tensors.get(name);
      if (!stored) throw new Problem('checkpoint.missing-tensor', { path: name });
      if (!sameShape(stored.shape, tensor.shape)) {
        const shapes = { expected: showShape(tensor.shape), found: showShape(stored.shape) };
        throw new Problem('checkpoint.wrong-shape', { path: name, ...shapes });
      }
      this.network.tape.backend.floats(tensor.pointer, tensor.size).set(stored.data);
    }
  }

  private *named(): Iterable<[string, Tensor]> {
    for (const tensor of this.network.store.all) yield [tensor.path ?? '', tensor];
    yield* this.optimizer.state;
    for (const [name, tensor] of Object.entries(this.feeds.train.carriedState)) yield [`state/${name}`, tensor];
  }

  private stored(tensor: Tensor): StoredTensor {
    return { shape: tensor.shape, data: this.network.tape.backend.floats(tensor.pointer, tensor.size) };
  }

  private scalar(tensor: Tensor): number {
    return this.network.tape.backend.kernels.sum(1, tensor.pointer);
  }

  private reportLoss(step: number): never {
    const { tape } = this.network;
    const found = tape.firstNonFinite();
    const place = { layer: layerOf(found?.parameter), operation: found?.operation ?? 'loss' };
    throw new Problem('run.loss-not-finite', { step: step + 1, ...place });
  }

  private reportGradient(step: number): never {
    const { kernels } = this.network.tape.backend;
    // The last layers come first on the way back: the bad gradient nearest to the loss is the likely cause.
    const bad = this.network.store.all.findLast((w) => !Number.isFinite(kernels.sumOfSquares(w.size, w.gradient)));
    throw new Problem('run.gradient-not-finite', { step: step + 1, layer: layerOf(bad?.path) });
  }
}

/** `rnn.weight_ih_l0` -> `rnn l0`: what a person calls the layer that a parameter belongs to. */
function layerOf(path: string | undefined): string {
  if (path === undefined) return 'input';
  const suffix = /_(l\d+(_reverse)?)$/.exec(path)?.[1];
  const name = path.slice(0, path.lastIndexOf('.'));
  return suffix ? `${name} ${suffix}` : name;
}
