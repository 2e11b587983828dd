/**
 * A backend is planned memory plus the numeric functions that work on it.
 *
 * All pointers are byte offsets into one buffer. "Floats" are elements of the backend's type (4 or 8 bytes), "ints" are
 * always int32. Matrices are row-major; a leading dimension (`lda`) is the distance between rows, in elements.
 * "Accumulate" kernels add to what their output already holds; all gradients are accumulated.
 */
export type FloatType = 'f32' | 'f64';

export type BackendName = 'reference' | 'simd' | 'relaxed-simd';

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

/** The few dozen numeric functions. The loops in kernels/reference define what each one means. */
export interface Kernels {
  fill(count: number, value: number, out: number): void;
  copy(count: number, x: number, out: number): void;
  /** out[r, :] = x[r, :] (or +=), both with their own distance between rows. */
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

  /** out[r, :] = table[ids[r], :]. */
  gatherRows(rows: number, columns: number, table: number, ids: number, out: number): void;
  /** table[ids[r], :] += x[r, :], in the order of r. */
  scatterAddRows(rows: number, columns: number, x: number, ids: number, table: number): void;

  /** Softmax of each row. */
  softmax(rows: number, columns: number, x: number, out: number): void;
  /**
   * Cross-entropy of softmax(logits[r, :]) against class targets[r], in nats.
   * probabilities[r, :] gets the softmax, losses[r] = -log p(target) * weights[r].
   */
  crossEntropy(
    rows: number,
    columns: number,
    logits: number,
    targets: number,
    weights: number,
    probabilities: number,
    losses: number,
  ): void;
  /** dlogits += (probabilities - onehot(targets)) * weights[r] * scale. */
  crossEntropyBackward(
    rows: number,
    columns: number,
    probabilities: number,
    targets: number,
    weights: number,
    scale: number,
    dlogits: number,
  ): void;

  /**
   * Pointwise part of an LSTM step; gates in PyTorch's order i, f, g, o.
   * In: gates [batch, 4 * units] before activation, cPrevious [batch, units].
   * Out: gates activated in place, c, h [batch, units].
   */
  lstmForward(batch: number, units: number, gates: number, cPrevious: number, c: number, h: number): void;
  /**
   * In: gates (activated), cPrevious, c, dh, and in dc the gradient that reaches c from later steps.
   * Out: dgates (before activation; overwritten) and dc (overwritten by the gradient for cPrevious).
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
   * Pointwise part of a GRU step in PyTorch's form: r, z = sigmoid(x + h), n = tanh(x_n + r * h_n), h = (1 - z) n + z hPrevious.
   * In: gatesX, gatesH [batch, 3 * units] (order r, z, n; biases included). Out: gates [batch, 3 * units] activated (may be the memory of gatesX), h.
   */
  gruForward(
    batch: number,
    units: number,
    gatesX: number,
    gatesH: number,
    hPrevious: number,
    gates: number,
    h: number,
  ): void;
  /** Out: dgatesX, dgatesH (overwritten), dhPrevious (overwritten by the direct path z * dh). */
  gruBackward(
    batch: number,
    units: number,
    gates: number,
    gatesH: number,
    hPrevious: number,
    dh: number,
    dgatesX: number,
    dgatesH: number,
    dhPrevious: number,
  ): void;

  /**
   * out[i] = 1 / (1 - rate) with probability 1 - rate, else 0. Counter-based: element i uses word i % 4 of
   * Philox4x32-10(key = (key0, key1), counter = (floor(i / 4), counter, 0, 0)); it is kept when word / 2^32 >= rate.
   */
  dropoutMask(count: number, rate: number, key0: number, key1: number, counter: number, out: number): void;
  /** Limits each element to [-limit, limit]. */
  clampAbsolute(count: number, limit: number, x: number): void;

  /** w -= rate * (momentum buffer of g); PyTorch's SGD: v = momentum * v + g (v = g at step 1), nesterov: g + momentum * v. */
  sgd(
    count: number,
    w: number,
    g: number,
    v: number,
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
    rate: number,
    alpha: number,
    epsilon: number,
    momentum: number,
  ): void;
  /**
   * PyTorch's Adam: m, v moments; w -= rate / correction1 * m / (sqrt(v) / sqrt(correction2) + epsilon),
   * correction_i = 1 - beta_i^step, given by the caller.
   */
  adam(
    count: number,
    w: number,
    g: number,
    m: number,
    v: number,
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
  /** First byte that the planner may hand out; what lies before belongs to the backend (work space of the product). */
  readonly base: number;
  /** Bytes of the whole memory. */
  readonly bytes: number;
  readonly kernels: Kernels;
  /** Live views. They stay valid as long as the backend: its memory never grows. Not to be called while planning. */
  floats(pointer: number, count: number): Float32Array | Float64Array;
  ints(pointer: number, count: number): Int32Array;
}
