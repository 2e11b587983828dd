/**
 * A backend is planned memory plus the numeric functions that work on it.
 *
 * All pointers are byte offsets into one buffer. "Floats" are elements of the backend's type (4 or 8 bytes), "ints" are
 * always int32. Matrices are row-major; a leading dimension (`lda`) is the distance between rows, in elements.
 * "Accumulate" kernels add to what their output already holds; all gradients are accumulated.
 */
export type FloatType = 'f32' | 'f64';

/** `native`: WebAssembly with the large products done by a library of the system. */
export type BackendName = 'reference' | 'simd' | 'relaxed-simd' | 'native';

export type UnaryName = 'sigmoid' | 'tanh' | 'relu' | 'exp' | 'log';

export interface MatmulArguments {
  m: number;
  n: number;
  k: number;
  a: number;
  lda: number;
  /** Whether `a` holds the transpose, [k, m]. */
  transposeA: boolean;
  b: number;
  ldb: number;
  /** Whether `b` holds the transpose, [n, k]. */
  transposeB: boolean;
  c: number;
  ldc: number;
  accumulate: boolean;
}

/**
 * What every whole-sequence kernel is told: the sizes, and the rows of the batch that it works on. Blocks are time-major,
 * `[time, batch, ...]`; a kernel touches the rows from `firstRow` on, `rows` of them, in every slab, and no others. The bits of
 * a row never depend on which rows come along, so that rows may be split among threads.
 */
export interface SequenceRows {
  time: number;
  /** Rows of a whole slab. */
  batch: number;
  units: number;
  /** Steps are read from the last to the first. */
  reverse: boolean;
  firstRow: number;
  rows: number;
  /** W_hh as `packRecurrent` left it for this way. */
  packed: number;
}

/** In: h0 `[batch, units]`; h `[time, batch, units]` holds W_ih x + b_ih + b_hh. Out: h = f(that + W_hh h before). */
export interface ElmanForward extends SequenceRows {
  activation: 'tanh' | 'relu';
  h0: number;
  h: number;
}

/**
 * In: h, dy (gradient of h from outside, 0 for none), both `[time, batch, units]`.
 * Out: dgates `[time, batch, units]` (before activation; may be the memory of dy) and dh `[batch, units]` (gradient of h0), both overwritten.
 */
export interface ElmanBackward extends SequenceRows {
  activation: 'tanh' | 'relu';
  h: number;
  dy: number;
  dgates: number;
  dh: number;
}

/**
 * In: h0, c0 `[batch, units]`; gates `[time, batch, 4 * units]` hold W_ih x + b_ih + b_hh.
 * Out: gates activated in place, h and c `[time, batch, units]`.
 */
export interface LstmForward extends SequenceRows {
  gates: number;
  h0: number;
  c0: number;
  h: number;
  c: number;
}

/**
 * In: gates (activated), c0, c; dyh and dyc, gradients of h and c from outside (0 for none).
 * Out: dgates (before activation; may be the memory of gates), dh and dc (gradients of h0 and c0, `[batch, units]`), all
 * overwritten.
 */
export interface LstmBackward extends SequenceRows {
  gates: number;
  c0: number;
  c: number;
  dyh: number;
  dyc: number;
  dgates: number;
  dh: number;
  dc: number;
}

/**
 * In: h0; gates `[time, batch, 3 * units]` hold W_ih x + b_ih, for r and z + b_hh too; biasCandidate `[units]` is n's part of b_hh.
 * Out: gates activated in place; candidate `[time, batch, units]` = W_hn h before + b_hn; h.
 */
export interface GruForward extends SequenceRows {
  biasCandidate: number;
  gates: number;
  candidate: number;
  h0: number;
  h: number;
}

/**
 * In: gates (activated), candidate, h0, h, dy (gradient of h from outside, 0 for none).
 * Out: dgates `[time, batch, 3 * units]`, dcandidate `[time, batch, units]` (may be the memory of gates and candidate), dh
 * (gradient of h0), all overwritten.
 */
export interface GruBackward extends SequenceRows {
  gates: number;
  candidate: number;
  h0: number;
  h: number;
  dy: number;
  dgates: number;
  dcandidate: number;
  dh: number;
}

/** `count` products of one layout; the operands of the next lie `step` elements further on. */
export interface MatmulBatchArguments extends MatmulArguments {
  count: number;
  stepA: number;
  stepB: number;
  stepC: number;
}

/** The few dozen numeric functions. The loops in kernels/reference define what each one means. */
export interface Kernels {
  fill(count: number, value: number, out: number): void;
  copy(count: number, x: number, out: number): void;
  /** out[r, :] = x[r, :] (or +=), both with their own distance between rows; 0 repeats one row of x. */
  copyRows(rows: number, columns: number, x: number, ldx: number, out: number, ldo: number, accumulate: boolean): void;
  add(count: number, a: number, b: number, out: number): void;
  subtract(count: number, a: number, b: number, out: number): void;
  multiply(count: number, a: number, b: number, out: number): void;
  /** out += a * b, by element. */
  multiplyAdd(count: number, a: number, b: number, out: number): void;
  scale(count: number, factor: number, x: number, out: number): void;
  /** out += factor * x. */
  axpy(count: number, factor: number, x: number, out: number): void;
  /** out[r, c] = x[r, c] + bias[c]. */
  addBias(rows: number, columns: number, x: number, bias: number, out: number): void;
  /** out[c] += sum over r of x[r, c], with rows `ldx` apart. */
  sumRows(rows: number, columns: number, x: number, ldx: number, out: number): void;
  sum(count: number, x: number): number;
  sumOfSquares(count: number, x: number): number;

  /** out = f(x). */
  unary(name: UnaryName, count: number, x: number, out: number): void;
  /** dx += dy * f'(x); sigmoid, tanh, relu and exp read only y, log reads only x. */
  unaryBackward(name: UnaryName, count: number, x: number, y: number, dy: number, dx: number): void;

  /** c = op(a) op(b), or c += ... with `accumulate`. op(a) is [m, k], op(b) is [k, n]. */
  matmul(call: MatmulArguments): void;
  /** Products beside each other: of the sequences of a batch, or of heads. */
  matmulBatch(call: MatmulBatchArguments): void;

  /** Lays weight [outputs, inputs] out for many products by few rows. Room: (outputs rounded up to 8) * inputs floats. */
  packWeight(outputs: number, inputs: number, weight: number, packed: number): void;
  /** out[rows, outputs] += x[rows, inputs] weight', with the weight as `packWeight` left it. */
  multiplyPacked(rows: number, outputs: number, inputs: number, x: number, packed: number, out: number): void;

  /** out[r, :] = table[ids[r], :]. */
  gatherRows(rows: number, columns: number, table: number, ids: number, out: number): void;
  /** table[ids[r], :] += x[r, :], in the order of r. */
  scatterAddRows(rows: number, columns: number, x: number, ids: number, table: number): void;

  /** Softmax of each row. */
  softmax(rows: number, columns: number, x: number, out: number): void;
  /**
   * Softmax of each row over its real columns; zeros elsewhere, also where no column is real. Rows are those of
   * [time, batch, heads]; column c of sequence b is real where mask[c, b] is not 0, and everywhere when `mask` is 0.
   */
  maskedSoftmax(
    rows: number,
    columns: number,
    x: number,
    mask: number,
    batch: number,
    heads: number,
    out: number,
  ): void;
  /** dx += y * (dy - sum over the row of y * dy), with y = softmax(x). */
  softmaxBackward(rows: number, columns: number, y: number, dy: number, dx: number): void;
  /** out[t, b, s] = sum over u of weight[u] * tanh(query[t, b, u] + key[s, b, u]), with s below `source`. */
  additiveScores(
    time: number,
    batch: number,
    source: number,
    units: number,
    query: number,
    key: number,
    weight: number,
    out: number,
  ): void;
  /** Adds to dquery, dkey and dweight, given the gradient of the scores. */
  additiveScoresBackward(
    time: number,
    batch: number,
    source: number,
    units: number,
    query: number,
    key: number,
    weight: number,
    dscores: number,
    dquery: number,
    dkey: number,
    dweight: number,
  ): void;
  /**
   * out[r, :] = (x[r, :] - mean) / sqrt(variance + epsilon) * weight + bias, by the mean and the variance (divided by `columns`) of
   * the row; statistics [rows, 2] gets the mean and 1 / sqrt(variance + epsilon).
   */
  layerNorm(
    rows: number,
    columns: number,
    epsilon: number,
    x: number,
    weight: number,
    bias: number,
    out: number,
    statistics: number,
  ): void;
  /** Adds to dx. */
  layerNormBackward(
    rows: number,
    columns: number,
    x: number,
    weight: number,
    statistics: number,
    dy: number,
    dx: number,
  ): void;
  /** Adds to dweight and dbias. */
  layerNormWeightBackward(
    rows: number,
    columns: number,
    x: number,
    statistics: number,
    dy: number,
    dweight: number,
    dbias: number,
  ): void;
  /**
   * Cross-entropy of softmax(logits[r, :]) against class targets[r], in nats.
   * losses[r] = -log p(target) * weights[r]; slopes[r, :] = (p - onehot(target)) * weights[r] * scale, the gradient of
   * scale * (sum of the losses).
   */
  crossEntropy(
    rows: number,
    columns: number,
    logits: number,
    targets: number,
    weights: number,
    scale: number,
    slopes: number,
    losses: number,
  ): void;

  /**
   * Pointwise part of an LSTM step; gates in PyTorch's order i, f, g, o.
   * In: gates [batch, 4 * units] before activation, cPrevious [batch, units].
   * Out: gates activated in place, c, h [batch, units].
   */
  lstmForward(batch: number, units: number, gates: number, cPrevious: number, c: number, h: number): void;
  /**
   * In: gates (activated), cPrevious, c, dh, and in dc the gradient that reaches c from later steps.
   * Out: dgates (before activation; overwritten; may be the memory of gates) and dc (overwritten by the gradient for cPrevious).
   */
  lstmBackward(
    batch: number,
    units: number,
    gates: number,
    cPrevious: number,
    c: number,
    dh: number,
    dc: number,
    dgates: number,
  ): void;
  /**
   * Pointwise part of a GRU step in PyTorch's form: r, z = sigmoid, n = tanh(x_n + r * candidate), h = (1 - z) n + z hPrevious.
   * In: gates [batch, 3 * units] before activation (r and z complete, of n the inputs' part), candidate [batch, units]: the
   * recurrent part of n. Out: gates activated in place, h.
   */
  gruForward(batch: number, units: number, gates: number, candidate: number, hPrevious: number, h: number): void;
  /**
   * Out: dgates, dcandidate (overwritten; may be the memory of gates and candidate), dhPrevious (overwritten by the direct path
   * z * dh; may be the memory of dh).
   */
  gruBackward(
    batch: number,
    units: number,
    gates: number,
    candidate: number,
    hPrevious: number,
    dh: number,
    dgates: number,
    dcandidate: number,
    dhPrevious: number,
  ): void;

  /**
   * Lays W_hh [gates * units, units] out for the recurrent products of sequences in such a batch forward, or back (`packed` differs).
   * Room: gates * units * (units rounded up to 16) floats.
   */
  packRecurrent(gates: number, units: number, batch: number, weight: number, back: boolean, packed: number): void;
  elmanSequenceForward(call: ElmanForward): void;
  elmanSequenceBackward(call: ElmanBackward): void;
  lstmSequenceForward(call: LstmForward): void;
  lstmSequenceBackward(call: LstmBackward): void;
  gruSequenceForward(call: GruForward): void;
  gruSequenceBackward(call: GruBackward): void;

  /**
   * out[i] = 1 / (1 - rate) with probability 1 - rate, else 0. Counter-based: element i uses word i % 4 of
   * Philox4x32-10(key = (key0, key1), counter = (floor(i / 4), counter, 0, 0)); it is kept when word / 2^32 >= rate.
   */
  dropoutMask(count: number, rate: number, key0: number, key1: number, counter: number, out: number): void;
  /** Limits each element to [-limit, limit]. */
  clampAbsolute(count: number, limit: number, x: number): void;

  // The optimisers take scale * g + decay * w for the gradient: what clipping leaves of it, with L2 regularisation as PyTorch does it.

  /** w -= rate * (momentum buffer of g); PyTorch's SGD: v = momentum * v + g (v = g at step 1), nesterov: g + momentum * v. */
  sgd(
    count: number,
    w: number,
    g: number,
    v: number,
    scale: number,
    decay: number,
    rate: number,
    momentum: number,
    nesterov: boolean,
    first: boolean,
  ): void;
  /** s = alpha * s + (1 - alpha) g^2; w -= rate * g / (sqrt(s) + epsilon), through momentum buffer v when momentum > 0. */
  rmsprop(
    count: number,
    w: number,
    g: number,
    s: number,
    v: number,
    scale: number,
    decay: number,
    rate: number,
    alpha: number,
    epsilon: number,
    momentum: number,
  ): void;
  /**
   * PyTorch's Adam: m, v moments; w -= rate / correction1 * m / (sqrt(v) / sqrt(correction2) + epsilon),
   * correction_i = 1 - beta_i^step, given by the caller. Before that w is multiplied by `keep`, which is AdamW's decay.
   */
  adam(
    count: number,
    w: number,
    g: number,
    m: number,
    v: number,
    scale: number,
    decay: number,
    keep: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
  ): void;
}

export interface Backend {
  readonly name: BackendName;
  readonly type: FloatType;
  /** True for the shape-only dry run: kernels do nothing, and there is no memory to read or write. */
  readonly planning: boolean;
  /** Threads that compute; results have the same bits with any number of them. */
  readonly threads: number;
  /** Name and version of the system's library that does the large products. */
  readonly library?: string;
  /** First byte that the planner may hand out; what lies before belongs to the backend (work space of the product). */
  readonly base: number;
  /** Bytes of the whole memory. */
  readonly bytes: number;
  readonly kernels: Kernels;
  /** Live views. They stay valid as long as the backend: its memory never grows. Not to be called while planning. */
  floats(pointer: number, count: number): Float32Array | Float64Array;
  ints(pointer: number, count: number): Int32Array;
  /** Ends the threads; nothing may be computed afterwards. Memory goes when nobody holds a view. */
  dispose(): void;
}
