import type { Backend } from '../contracts/backend';
import type { BatchBuffer, Batches, BatchLengths, BatchShape, InputSpec } from '../contracts/data';
import type { Tensor } from '../contracts/tensor';
import { Feed } from '../core/feed';
import { Network } from '../core/network';
import { Random, randomKey } from '../core/random';
import type { ProgramRequest } from './program';

export interface GradientError {
  /** Of the parameter. */
  readonly path: string;
  /** |numeric - computed| / (|numeric| + |computed|); about 1e-8 when all is well in 64 bit. */
  readonly error: number;
}

/** A few steps of a few sequences say as much as a whole batch, in a thousandth of the time. */
const mostSteps = 4;
const mostSequences = 2;
const difference = 1e-5;
/** Gradients smaller than this are noise. */
const smallest = 1e-10;

/**
 * Compares the gradient of every parameter, along one random direction of signs, with central finite differences of the loss
 * on the corner of the first training batch.
 *
 * @param plan a 64-bit planning backend
 * @param create makes the 64-bit backend that the work is done on
 */
export function checkGradients(
  request: Pick<ProgramRequest, 'train' | 'prepared' | 'createModel'>,
  plan: Backend,
  create: (bytes: number) => Backend,
): GradientError[] {
  const dry = new Check(plan, request);
  dry.gradients();
  const check = new Check(create(dry.bytes), request);
  check.gradients();
  return check.errors();
}

class Check {
  private readonly network: Network;
  private readonly feed: Feed;
  private readonly batches: Batches;
  private readonly seed: number;

  constructor(
    backend: Backend,
    { train, prepared, createModel }: Pick<ProgramRequest, 'train' | 'prepared' | 'createModel'>,
  ) {
    const { train: part } = prepared.parts;
    if (!part) throw new Error('a gradient check needs training data');
    this.seed = train.seed;
    this.batches = corner(part);
    this.network = new Network(backend, train.seed, createModel);
    this.feed = new Feed(this.network, this.batches.shape, false);
    this.network.tape.seal();
  }

  get bytes(): number {
    return this.network.tape.arena.peak;
  }

  gradients(): void {
    const { tape, store } = this.network;
    store.clearGradients();
    tape.backward(this.loss());
  }

  errors(): GradientError[] {
    return this.network.store.all.map((parameter) => {
      const { path = '', size } = parameter;
      const random = new Random(randomKey(this.seed, `check ${path}`));
      const direction = Float64Array.from({ length: size }, () => (random.uniform() < 0.5 ? -1 : 1));
      const gradient = this.network.tape.backend.floats(parameter.gradient, size);
      const computed = direction.reduce((sum, sign, i) => sum + sign * gradient[i], 0);
      const numeric = this.slope(parameter, direction);
      return { path, error: Math.abs(numeric - computed) / Math.max(Math.abs(numeric) + Math.abs(computed), smallest) };
    });
  }

  /** Central difference of the loss along a direction. */
  private slope(parameter: Tensor, direction: Float64Array): number {
    const weights = this.network.tape.backend.floats(parameter.pointer, parameter.size);
    const start = weights.slice();
    const lossAt = (distance: number) => {
      direction.forEach((sign, i) => (weights[i] = start[i] + distance * sign));
      return this.network.tape.backend.floats(this.loss().pointer, 1)[0];
    };
    const slope = (lossAt(difference) - lossAt(-difference)) / (2 * difference);
    weights.set(start);
    return slope;
  }

  private loss(): Tensor {
    const { tape, model } = this.network;
    tape.reset();
    const count = this.feed.read(this.batches, 0, 0);
    const [output] = model.forward(this.feed.input, this.feed.state(true), this.feed.pass(false, 0));
    return this.feed.loss(output, 1 / Math.max(1, count)).loss;
  }
}

/** The first steps of the first sequences of every batch. */
function corner(batches: Batches): Batches {
  const whole = sizesOf(batches);
  const shape = {
    ...whole,
    time: Math.min(whole.time, mostSteps),
    batch: Math.min(whole.batch, mostSequences),
    decoder: whole.decoder && { ...whole.decoder, time: Math.min(whole.decoder.time, mostSteps) },
  };
  const from = buffer(whole);
  return {
    shape,
    count: 1,
    continuous: batches.continuous,
    predictions: batches.predictions,
    read(epoch, index, into) {
      batches.read(epoch, index, from);
      for (const name of ['input', 'mask', 'decoderInput', 'target', 'weights'] as const) {
        copyCorner(from[name] ?? [], into[name] ?? [], whole.batch, shape.batch, rowsOf(name, shape));
      }
      return Array.from(into.weights).reduce((sum, weight) => sum + weight, 0);
    },
  };
}

/** The shape of the first batch. */
function sizesOf(batches: Batches): BatchShape {
  const { shape } = batches;
  const { time, decoderTime }: BatchLengths = batches.lengths?.(0, 0) ?? shape;
  return { ...shape, time, decoder: shape.decoder && { ...shape.decoder, time: decoderTime ?? shape.decoder.time } };
}

/** Copies the first `rows` steps of the first `batch` of `whole` sequences. */
function copyCorner(
  from: ArrayLike<number>,
  into: { [i: number]: number; readonly length: number },
  whole: number,
  batch: number,
  rows: number,
) {
  const width = into.length / rows;
  const stride = (width / batch) * whole;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) into[row * width + i] = from[row * stride + i];
  }
}

/** Steps of one of a batch's buffers. */
function rowsOf(name: keyof BatchBuffer, { time, output, decoder }: BatchShape): number {
  if (name === 'input' || name === 'mask') return time;
  return name === 'decoderInput' || output.per === 'step' ? (decoder?.time ?? time) : 1;
}

function buffer(shape: BatchShape): BatchBuffer {
  const { batch, input, output, masked, decoder } = shape;
  const cells = (name: keyof BatchBuffer) => rowsOf(name, shape) * batch;
  const sequence = (count: number, spec: InputSpec) =>
    spec.kind === 'tokens' ? new Int32Array(count) : new Float64Array(count * spec.size);
  return {
    input: sequence(cells('input'), input),
    mask: masked ? new Float64Array(cells('mask')) : undefined,
    decoderInput: decoder && sequence(cells('decoderInput'), decoder.input),
    target:
      output.kind === 'classes' ? new Int32Array(cells('target')) : new Float64Array(cells('target') * output.size),
    weights: new Float64Array(cells('weights')),
  };
}
