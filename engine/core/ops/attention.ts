import type { Kernels, MatmulBatchArguments } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';
import { misfit, rowsOf, sameShape } from '../shape';

/**
 * Attention over `source` steps: of every query step of every sequence, for each head. All blocks are time-major and no
 * block is ever transposed: queries `[time, batch, heads * size]`, keys and values `[source, batch, heads * size]`, scores
 * and weights `[time, batch, heads, source]`.
 */
interface Heads {
  readonly heads: number;
}

/** How the matrices of one head of one sequence lie in a block: elements from one to the next, and from row to row. */
interface Layout {
  readonly step: number;
  readonly distance: number;
}

const left = ({ step, distance }: Layout, transposeA: boolean) => ({ stepA: step, lda: distance, transposeA });
const right = ({ step, distance }: Layout, transposeB: boolean) => ({ stepB: step, ldb: distance, transposeB });
const result = ({ step, distance }: Layout, accumulate: boolean) => ({ stepC: step, ldc: distance, accumulate });

type Places = Pick<MatmulBatchArguments, 'a' | 'b' | 'c'>;

/** The products between the steps `[time, batch, ...]` and the source `[source, batch, ...]`, one for each head of each sequence. */
class Products {
  private readonly time: number;
  private readonly source: number;
  private readonly size: number;
  private readonly count: number;
  private readonly vectors: Layout;
  private readonly scores: Layout;

  constructor(
    private readonly kernels: Kernels,
    steps: Tensor,
    over: Tensor,
    heads: number,
  ) {
    const [time, batch, columns] = steps.shape;
    const [source] = over.shape;
    this.time = time;
    this.source = source;
    this.size = columns / heads;
    this.count = batch * heads;
    this.vectors = { step: this.size, distance: batch * columns };
    this.scores = { step: source, distance: this.count * source };
  }

  /** c (+)= a b' with c `[time, source]` scores, a `[time, size]`, b `[source, size]` vectors. */
  toScores(places: Places, accumulate: boolean): void {
    const { count, time: m, source: n, size: k, vectors, scores } = this;
    const layout = { ...left(vectors, false), ...right(vectors, true), ...result(scores, accumulate) };
    this.kernels.matmulBatch({ count, m, n, k, ...places, ...layout });
  }

  /** c (+)= a b with c `[time, size]` vectors, a `[time, source]` scores, b `[source, size]` vectors. */
  overSource(places: Places, accumulate: boolean): void {
    const { count, time: m, size: n, source: k, vectors, scores } = this;
    const layout = { ...left(scores, false), ...right(vectors, false), ...result(vectors, accumulate) };
    this.kernels.matmulBatch({ count, m, n, k, ...places, ...layout });
  }

  /** c += a' b with c `[source, size]` vectors, a `[time, source]` scores, b `[time, size]` vectors. */
  overTime(places: Places): void {
    const { count, source: m, size: n, time: k, vectors, scores } = this;
    const layout = { ...left(scores, true), ...right(vectors, false), ...result(vectors, true) };
    this.kernels.matmulBatch({ count, m, n, k, ...places, ...layout });
  }
}

/** scores[t, b, h, s] = the inner product of query and key of a head. */
export const attentionScoresOp: Op<Heads> = {
  name: 'attentionScores',
  shapes: ([query, key], { heads }) => {
    const [time, batch, columns] = query.shape;
    if (!sameShape(key.shape.slice(1), [batch, columns]) || columns % heads !== 0) {
      throw misfit(`attentionScores (${heads} heads)`, query.shape, key.shape);
    }
    return [[time, batch, heads, key.shape[0]]];
  },
  forward({ kernels }, [query, key], [scores], { heads }) {
    const p = new Products(kernels, query, key, heads);
    p.toScores({ a: query.pointer, b: key.pointer, c: scores.pointer }, false);
  },
  backward({ kernels }, [query, key], [scores], { heads }) {
    const p = new Products(kernels, query, key, heads);
    const a = scores.gradient;
    if (query.tracked) p.overSource({ a, b: key.pointer, c: query.gradient }, true);
    if (key.tracked) p.overTime({ a, b: query.pointer, c: key.gradient });
  },
};

/** context[t, b, h * size ...] = sum over s of weights[t, b, h, s] * values[s, b, h * size ...]. */
export const attentionContextOp: Op<undefined> = {
  name: 'attentionContext',
  shapes: ([weights, values]) => {
    const [time, batch, heads, source] = weights.shape;
    const [steps, sequences, columns] = values.shape;
    if (steps !== source || sequences !== batch || columns % heads !== 0) {
      throw misfit('attentionContext', weights.shape, values.shape);
    }
    return [[time, batch, columns]];
  },
  forward({ kernels }, [weights, values], [context]) {
    const p = new Products(kernels, context, values, weights.shape[2]);
    p.overSource({ a: weights.pointer, b: values.pointer, c: context.pointer }, false);
  },
  backward({ kernels }, [weights, values], [context]) {
    const p = new Products(kernels, context, values, weights.shape[2]);
    const d = context.gradient;
    if (weights.tracked) p.toScores({ a: d, b: values.pointer, c: weights.gradient }, true);
    if (values.tracked) p.overTime({ a: weights.pointer, b: d, c: values.gradient });
  },
};

/** scores[t, b, 0, s] = w tanh(query[t, b] + key[s, b]): the additive score (Bahdanau et al. 2015) of one head. */
export const additiveScoresOp: Op<undefined> = {
  name: 'additiveScores',
  shapes: ([query, key, weight]) => {
    const [time, batch, units] = query.shape;
    if (!sameShape(key.shape.slice(1), [batch, units]) || weight.size !== units) {
      throw misfit('additiveScores', query.shape, key.shape, weight.shape);
    }
    return [[time, batch, 1, key.shape[0]]];
  },
  forward({ kernels }, [query, key, weight], [scores]) {
    const [time, batch, units] = query.shape;
    const [q, k, w] = [query.pointer, key.pointer, weight.pointer];
    kernels.additiveScores(time, batch, key.shape[0], units, q, k, w, scores.pointer);
  },
  backward({ kernels }, [query, key, weight], [scores]) {
    const [time, batch, units] = query.shape;
    const [q, k, w] = [query.pointer, key.pointer, weight.pointer];
    query.tape.scratch(query.size + key.size + units, (spare) => {
      // What nobody wants goes where nobody reads.
      const [dq, dk, dw] = [query, key, weight].map((x) => (x.tracked ? x.gradient : spare));
      kernels.additiveScoresBackward(time, batch, key.shape[0], units, q, k, w, scores.gradient, dq, dk, dw);
    });
  },
};

/** Of which softmax makes 0. */
const LOWEST = -3e38;

/**
 * scores[t, b, 0, s] = placed[t, b, s]: from scores for each of the first positions of any source (`[time, batch, positions]`)
 * to scores for this one. What lies behind the last position gets none of the softmax.
 */
export const locationScoresOp: Op<{ source: number }> = {
  name: 'locationScores',
  shapes: ([placed], { source }) => {
    const [time, batch, ...rest] = placed.shape;
    if (rest.length !== 1) throw misfit('locationScores', placed.shape);
    return [[time, batch, 1, source]];
  },
  forward({ kernels }, [placed], [scores], { source }) {
    const [, , positions] = placed.shape;
    if (source > positions) kernels.fill(scores.size, LOWEST, scores.pointer);
    const columns = Math.min(source, positions);
    kernels.copyRows(rowsOf(placed.shape), columns, placed.pointer, positions, scores.pointer, source, false);
  },
  backward({ kernels }, [placed], [scores], { source }) {
    const [, , positions] = placed.shape;
    const columns = Math.min(source, positions);
    kernels.copyRows(rowsOf(placed.shape), columns, scores.gradient, source, placed.gradient, positions, true);
  },
};

/** Softmax over the source; weight 0 at padded steps of it. Inputs: scores, and the mask `[source, batch]` if there is one. */
export const maskedSoftmaxOp: Op<undefined> = {
  name: 'maskedSoftmax',
  shapes: ([scores, mask]) => {
    const [, batch, , source] = scores.shape;
    if (mask && !sameShape(mask.shape, [source, batch])) throw misfit('maskedSoftmax', scores.shape, mask.shape);
    return [scores.shape];
  },
  forward({ kernels }, [scores, mask], [weights]) {
    const [, batch, heads, source] = scores.shape;
    const rows = rowsOf(scores.shape);
    kernels.maskedSoftmax(rows, source, scores.pointer, mask?.pointer ?? 0, batch, heads, weights.pointer);
  },
  backward({ kernels }, [scores], [weights]) {
    const [, , , source] = scores.shape;
    kernels.softmaxBackward(rowsOf(scores.shape), source, weights.pointer, weights.gradient, scores.gradient);
  },
};

/** @returns `[time, batch, heads, source]` */
export const attentionScores = (query: Tensor, key: Tensor, heads: number): Tensor =>
  query.tape.apply(attentionScoresOp, [query, key], { heads })[0];
export const additiveScores = (query: Tensor, key: Tensor, weight: Tensor): Tensor =>
  query.tape.apply(additiveScoresOp, [query, key, weight], undefined)[0];
/** @param placed `[time, batch, positions]` @param source its steps @returns `[time, batch, 1, source]` */
export const locationScores = (placed: Tensor, source: number): Tensor =>
  placed.tape.apply(locationScoresOp, [placed], { source })[0];
export const maskedSoftmax = (scores: Tensor, mask?: Tensor): Tensor =>
  scores.tape.apply(maskedSoftmaxOp, mask ? [scores, mask] : [scores], undefined)[0];
/** @returns `[time, batch, heads * size]` */
export const attentionContext = (weights: Tensor, values: Tensor): Tensor =>
  weights.tape.apply(attentionContextOp, [weights, values], undefined)[0];
