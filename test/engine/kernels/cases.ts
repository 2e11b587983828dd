import type { UnaryName } from '../../../engine/contracts/backend';
import { randomFloats, type KernelCase } from './playground';

/** Around every width at which a loop may change its step. */
export const sizes = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 67] as const;
const few = [1, 3, 7, 17, 33] as const;

const positive = (values: readonly number[]): number[] => values.map((value) => Math.fround(Math.abs(value) + 0.01));
const between0And1 = (values: readonly number[]): number[] => values.map((x) => Math.fround(1 / (1 + Math.exp(-x))));
const tanhOf = (values: readonly number[]): number[] => values.map((x) => Math.fround(Math.tanh(x)));
const zeros = (count: number): number[] => Array<number>(count).fill(0);

export function* elementwiseCases(): Generator<KernelCase> {
  for (const n of sizes) {
    const random = randomFloats(n);
    const [a, b, out] = [random(n), random(n), random(n)];
    const add = (title: string, roundings: number, call: KernelCase['call']): KernelCase => ({
      title: `${title} ${n}`,
      floats: { a, b, out },
      call,
      roundings,
    });
    yield add('fill', 0, (k, at) => k.fill(n, 2.5, at.out));
    yield add('copy', 0, (k, at) => k.copy(n, at.a, at.out));
    yield add('add', 1, (k, at) => k.add(n, at.a, at.b, at.out));
    yield add('subtract', 1, (k, at) => k.subtract(n, at.a, at.b, at.out));
    yield add('multiply', 1, (k, at) => k.multiply(n, at.a, at.b, at.out));
    yield add('add in place', 1, (k, at) => k.add(n, at.a, at.b, at.a));
    yield add('multiply in place', 1, (k, at) => k.multiply(n, at.a, at.b, at.b));
    yield add('multiplyAdd', 2, (k, at) => k.multiplyAdd(n, at.a, at.b, at.out));
    yield add('scale', 1, (k, at) => k.scale(n, -0.75, at.a, at.out));
    yield add('axpy', 2, (k, at) => k.axpy(n, -0.75, at.a, at.out));
    yield add('sum', 0.01, (k, at) => k.sum(n, at.a));
    yield add('sumOfSquares', 0.01, (k, at) => k.sumOfSquares(n, at.a));
    yield add('clampAbsolute', 0, (k, at) => k.clampAbsolute(n, 0.5, at.a));
  }
}

export function* unaryCases(): Generator<KernelCase> {
  const roundings: Record<UnaryName, number> = { sigmoid: 2, tanh: 2, relu: 0, exp: 3, log: 2 };
  for (const name of Object.keys(roundings) as UnaryName[]) {
    for (const n of sizes) {
      const random = randomFloats(n);
      const x = name === 'log' ? positive(random(n, 8)) : random(n, 8);
      yield {
        title: `${name} ${n}`,
        floats: { x, out: zeros(n) },
        call: (k, at) => k.unary(name, n, at.x, at.out),
        roundings: roundings[name],
      };
      yield {
        title: `${name} in place ${n}`,
        floats: { x },
        call: (k, at) => k.unary(name, n, at.x, at.x),
        roundings: roundings[name],
      };
      const y = name === 'tanh' ? tanhOf(x) : name === 'sigmoid' ? between0And1(x) : random(n);
      yield {
        title: `${name} backward ${n}`,
        floats: { x, y, dy: random(n), dx: random(n) },
        call: (k, at) => k.unaryBackward(name, n, at.x, at.y, at.dy, at.dx),
        roundings: 4,
      };
    }
  }
}

export function* rowCases(): Generator<KernelCase> {
  for (const rows of few) {
    for (const columns of sizes) {
      const random = randomFloats(rows * 100 + columns);
      const [ldx, ldo] = [columns + 3, columns + 6];
      const size = `${rows} x ${columns}`;
      for (const accumulate of [false, true]) {
        yield {
          title: `copyRows ${size} ${accumulate}`,
          floats: { x: random(rows * ldx), out: random(rows * ldo) },
          call: (k, at) => k.copyRows(rows, columns, at.x, ldx, at.out, ldo, accumulate),
          roundings: accumulate ? 1 : 0,
        };
      }
      yield {
        title: `addBias ${size}`,
        floats: { x: random(rows * columns), bias: random(columns), out: zeros(rows * columns) },
        call: (k, at) => k.addBias(rows, columns, at.x, at.bias, at.out),
        roundings: 1,
      };
      yield {
        title: `sumRows ${size}`,
        floats: { x: random(rows * ldx), out: random(columns) },
        call: (k, at) => k.sumRows(rows, columns, at.x, ldx, at.out),
        roundings: 2,
      };
      const ids = Array.from({ length: rows }, (_, r) => (r * 5) % 4);
      yield {
        title: `gatherRows ${size}`,
        floats: { table: random(4 * columns), out: zeros(rows * columns) },
        ints: { ids },
        call: (k, at) => k.gatherRows(rows, columns, at.table, at.ids, at.out),
        roundings: 0,
      };
      yield {
        title: `scatterAddRows ${size}`,
        floats: { table: random(4 * columns), x: random(rows * columns) },
        ints: { ids },
        call: (k, at) => k.scatterAddRows(rows, columns, at.x, at.ids, at.table),
        roundings: 8,
      };
    }
  }
}

export function* lossCases(): Generator<KernelCase> {
  for (const rows of few) {
    for (const columns of sizes) {
      const random = randomFloats(rows * 100 + columns);
      const count = rows * columns;
      const targets = Array.from({ length: rows }, (_, r) => (r * 7) % columns);
      const size = `${rows} x ${columns}`;
      for (const range of [1, 30]) {
        const logits = random(count, range);
        yield {
          title: `softmax ${size} within ${range}`,
          floats: { logits, out: zeros(count) },
          call: (k, at) => k.softmax(rows, columns, at.logits, at.out),
          roundings: 4,
        };
        yield {
          title: `crossEntropy ${size} within ${range}`,
          floats: { logits, weights: random(rows, 1), slopes: random(count), losses: zeros(rows) },
          ints: { targets },
          call: (k, at) =>
            k.crossEntropy(rows, columns, at.logits, at.targets, at.weights, 1 / 3, at.slopes, at.losses),
          roundings: 4,
        };
      }
    }
  }
}

export function* layerNormCases(): Generator<KernelCase> {
  for (const rows of few) {
    for (const columns of sizes) {
      const random = randomFloats(rows * 100 + columns);
      const count = rows * columns;
      const size = `${rows} x ${columns}`;
      const x = random(count);
      yield {
        title: `layerNorm ${size}`,
        floats: {
          x,
          weight: random(columns),
          bias: random(columns),
          out: zeros(count),
          statistics: zeros(2 * rows),
        },
        call: (k, at) => k.layerNorm(rows, columns, 1e-2, at.x, at.weight, at.bias, at.out, at.statistics),
        roundings: 30,
      };
      const statistics = Array.from({ length: rows }, (_, r) => [0.3 - r / 64, 0.5 + r / 16]).flat();
      const dy = random(count);
      yield {
        title: `layerNormBackward ${size}`,
        floats: { x, weight: random(columns), statistics, dy, dx: random(count) },
        call: (k, at) => k.layerNormBackward(rows, columns, at.x, at.weight, at.statistics, at.dy, at.dx),
        roundings: 40,
      };
      yield {
        title: `layerNormWeightBackward ${size}`,
        floats: { x, statistics, dy, dweight: random(columns), dbias: random(columns) },
        call: (k, at) => k.layerNormWeightBackward(rows, columns, at.x, at.statistics, at.dy, at.dweight, at.dbias),
        roundings: 20,
      };
    }
  }
}

export function* recurrentCases(): Generator<KernelCase> {
  for (const batch of [1, 3, 8]) {
    for (const units of sizes) {
      const random = randomFloats(batch * 100 + units);
      const n = batch * units;
      const size = `${batch} x ${units}`;
      yield {
        title: `lstmForward ${size}`,
        floats: { gates: random(4 * n, 6), cPrevious: random(n), c: zeros(n), h: zeros(n) },
        call: (k, at) => k.lstmForward(batch, units, at.gates, at.cPrevious, at.c, at.h),
        roundings: 5,
      };
      yield {
        title: `lstmBackward ${size}`,
        floats: {
          gates: between0And1(random(4 * n, 4)),
          cPrevious: random(n),
          c: random(n),
          dh: random(n),
          dc: random(n),
          dgates: zeros(4 * n),
        },
        call: (k, at) => k.lstmBackward(batch, units, at.gates, at.cPrevious, at.c, at.dh, at.dc, at.dgates),
        roundings: 8,
      };
      yield {
        title: `gruForward ${size}`,
        floats: { gates: random(3 * n, 4), candidate: random(n, 4), hPrevious: random(n), h: zeros(n) },
        call: (k, at) => k.gruForward(batch, units, at.gates, at.candidate, at.hPrevious, at.h),
        roundings: 10,
      };
      const backward = {
        gates: between0And1(random(3 * n, 4)),
        candidate: random(n),
        hPrevious: random(n),
        dh: random(n),
        dgates: zeros(3 * n),
        dcandidate: zeros(n),
      };
      yield {
        title: `gruBackward ${size}`,
        floats: { ...backward, dhPrevious: zeros(n) },
        call: (k, { gates, candidate, hPrevious, dh, dgates, dcandidate, dhPrevious }) =>
          k.gruBackward(batch, units, gates, candidate, hPrevious, dh, dgates, dcandidate, dhPrevious),
        roundings: 8,
      };
      yield {
        title: `gruBackward in place ${size}`,
        floats: backward,
        call: (k, { gates, candidate, hPrevious, dh, dgates, dcandidate }) =>
          k.gruBackward(batch, units, gates, candidate, hPrevious, dh, dgates, dcandidate, dh),
        roundings: 8,
      };
    }
  }
}

/** The part of a batch that a whole-sequence kernel works on. */
interface Stretch {
  readonly time: number;
  readonly batch: number;
  readonly units: number;
  readonly reverse: boolean;
  readonly firstRow: number;
  readonly rows: number;
}

/** Calls of every whole-sequence kernel. The gates reach the gradients as they come: all numbers, as good as any. */
export function* sequenceCalls(where: Stretch): Generator<KernelCase> {
  const { time, batch, units, firstRow, rows, reverse } = where;
  const random = randomFloats(batch * 1000 + units * 10 + time);
  const state = batch * units;
  const all = time * state;
  // Products stay as large as their factors, so that errors do not grow from step to step.
  const weight = (gates: number) => random(gates * units * units, 1 / Math.sqrt(units));
  const scratch = (gates: number) => ({ packed: gates * units * Math.ceil(units / 16) * 16 });
  const size = `${time} x ${batch} (${rows} from ${firstRow}) x ${units}${reverse ? ' reverse' : ''}`;
  const roundings = 20 + 2 * units;
  for (const activation of ['tanh', 'relu'] as const) {
    yield {
      title: `elmanSequenceForward ${activation} ${size}`,
      floats: { weight: weight(1), h0: random(state), h: random(all) },
      scratch: scratch(1),
      call(k, { packed, h0, h, ...at }) {
        k.packRecurrent(1, units, batch, at.weight, false, packed);
        k.elmanSequenceForward({ ...where, packed, activation, h0, h });
      },
      roundings,
    };
    for (const outside of [true, false]) {
      yield {
        title: `elmanSequenceBackward ${activation} ${size} ${outside}`,
        floats: { weight: weight(1), h: random(all), dy: random(all), dgates: random(all), dh: random(state) },
        scratch: scratch(1),
        call(k, { packed, h, dy, dgates, dh, ...at }) {
          k.packRecurrent(1, units, batch, at.weight, true, packed);
          k.elmanSequenceBackward({ ...where, packed, activation, h, dy: outside ? dy : 0, dgates, dh });
        },
        roundings,
      };
    }
    yield {
      title: `elmanSequenceBackward in place ${activation} ${size}`,
      floats: { weight: weight(1), h: random(all), dy: random(all), dh: random(state) },
      scratch: scratch(1),
      call(k, { packed, h, dy, dh, ...at }) {
        k.packRecurrent(1, units, batch, at.weight, true, packed);
        k.elmanSequenceBackward({ ...where, packed, activation, h, dy, dgates: dy, dh });
      },
      roundings,
    };
  }
  yield {
    title: `lstmSequenceForward ${size}`,
    floats: {
      weight: weight(4),
      gates: random(4 * all, 3),
      h0: random(state),
      c0: random(state),
      h: random(all),
      c: random(all),
    },
    scratch: scratch(4),
    call(k, { packed, gates, h0, c0, h, c, ...at }) {
      k.packRecurrent(4, units, batch, at.weight, false, packed);
      k.lstmSequenceForward({ ...where, packed, gates, h0, c0, h, c });
    },
    roundings,
  };
  for (const [outsideH, outsideC] of [
    [true, true],
    [true, false],
    [false, true],
  ]) {
    yield {
      title: `lstmSequenceBackward ${size} ${outsideH} ${outsideC}`,
      floats: {
        weight: weight(4),
        gates: between0And1(random(4 * all, 4)),
        c0: random(state),
        c: random(all),
        dyh: random(all),
        dyc: random(all),
        dgates: random(4 * all),
        dh: random(state),
        dc: random(state),
      },
      scratch: scratch(4),
      call(k, { packed, gates, c0, c, dyh, dyc, dgates, dh, dc, ...at }) {
        k.packRecurrent(4, units, batch, at.weight, true, packed);
        const outside = { dyh: outsideH ? dyh : 0, dyc: outsideC ? dyc : 0 };
        k.lstmSequenceBackward({ ...where, ...outside, packed, gates, c0, c, dgates, dh, dc });
      },
      roundings,
    };
  }
  yield {
    title: `lstmSequenceBackward in place ${size}`,
    floats: {
      weight: weight(4),
      gates: between0And1(random(4 * all, 4)),
      c0: random(state),
      c: random(all),
      dyh: random(all),
      dh: random(state),
      dc: random(state),
    },
    scratch: scratch(4),
    call(k, { packed, gates, c0, c, dyh, dh, dc, ...at }) {
      k.packRecurrent(4, units, batch, at.weight, true, packed);
      k.lstmSequenceBackward({ ...where, packed, gates, c0, c, dyh, dyc: 0, dgates: gates, dh, dc });
    },
    roundings,
  };
  yield {
    title: `gruSequenceBackward in place ${size}`,
    floats: {
      weight: weight(3),
      gates: between0And1(random(3 * all, 4)),
      candidate: random(all),
      h0: random(state),
      h: random(all),
      dy: random(all),
      dh: random(state),
    },
    scratch: scratch(3),
    call(k, { packed, gates, candidate, h0, h, dy, dh, ...at }) {
      k.packRecurrent(3, units, batch, at.weight, true, packed);
      const there = { gates, candidate, dgates: gates, dcandidate: candidate };
      k.gruSequenceBackward({ ...where, ...there, packed, h0, h, dy, dh });
    },
    roundings,
  };
  yield {
    title: `gruSequenceForward ${size}`,
    floats: {
      weight: weight(3),
      biasCandidate: random(units),
      gates: random(3 * all, 3),
      candidate: random(all),
      h0: random(state),
      h: random(all),
    },
    scratch: scratch(3),
    call(k, { packed, biasCandidate, gates, candidate, h0, h, ...at }) {
      k.packRecurrent(3, units, batch, at.weight, false, packed);
      k.gruSequenceForward({ ...where, packed, biasCandidate, gates, candidate, h0, h });
    },
    roundings,
  };
  for (const outside of [true, false]) {
    yield {
      title: `gruSequenceBackward ${size} ${outside}`,
      floats: {
        weight: weight(3),
        gates: between0And1(random(3 * all, 4)),
        candidate: random(all),
        h0: random(state),
        h: random(all),
        dy: random(all),
        dgates: random(3 * all),
        dcandidate: random(all),
        dh: random(state),
      },
      scratch: scratch(3),
      call(k, { packed, gates, candidate, h0, h, dy, dgates, dcandidate, dh, ...at }) {
        k.packRecurrent(3, units, batch, at.weight, true, packed);
        const call = { ...where, packed, gates, candidate, h0, h, dgates, dcandidate, dh };
        k.gruSequenceBackward({ ...call, dy: outside ? dy : 0 });
      },
      roundings,
    };
  }
}

/** Over all rows of the batch and over a part of them, in either direction; rows beside that part must keep their numbers. */
export function* sequenceCases(): Generator<KernelCase> {
  for (const [time, batch, firstRow, rows] of [
    [1, 1, 0, 1],
    [3, 5, 0, 5],
    [4, 11, 2, 8],
  ]) {
    for (const units of [1, 3, 4, 5, 8, 17, 33]) {
      for (const reverse of [false, true]) yield* sequenceCalls({ time, batch, units, reverse, firstRow, rows });
    }
  }
  // As large as it takes for a library to multiply, in more than one tile of rows.
  for (const reverse of [false, true]) {
    yield* sequenceCalls({ time: 3, batch: 37, units: 66, reverse, firstRow: 16, rows: 21 });
    // As many units, but rows too few for it.
    yield* sequenceCalls({ time: 3, batch: 3, units: 66, reverse, firstRow: 1, rows: 2 });
  }
}

export function* attentionCases(): Generator<KernelCase> {
  for (const heads of [1, 3]) {
    for (const [time, source, size] of [
      [1, 1, 1],
      [1, 7, 5],
      [3, 4, 17],
      [5, 19, 8],
    ]) {
      const batch = 3;
      const rows = batch * heads;
      const random = randomFloats(heads * 1000 + time * 100 + source);
      const [vectors, scores] = [rows * size, rows * source];
      const title = `${time} over ${source} steps, ${heads} heads of ${size}`;
      const outcome = { roundings: 4 + size + source + time };
      yield {
        ...outcome,
        title: `matmulBatch ${title}`,
        floats: { a: random(time * vectors), b: random(source * vectors), c: random(time * scores) },
        call: (k, { a, b, c }) =>
          k.matmulBatch({
            count: rows,
            m: time,
            n: source,
            k: size,
            a,
            lda: vectors,
            stepA: size,
            transposeA: false,
            b,
            ldb: vectors,
            stepB: size,
            transposeB: true,
            c,
            ldc: scores,
            stepC: source,
            accumulate: true,
          }),
      };
      const x = random(time * scores);
      // The first sequence is whole, the second ends early, the third has no real step.
      const mask = Array.from({ length: source * batch }, (_, i) => {
        return i % batch === 0 || (i % batch === 1 && i < (source * batch) / 2) ? 1 : 0;
      });
      yield {
        ...outcome,
        title: `maskedSoftmax ${title}`,
        floats: { x, mask, out: zeros(time * scores) },
        call: (k, at) => k.maskedSoftmax(time * rows, source, at.x, at.mask, batch, heads, at.out),
      };
      yield {
        ...outcome,
        title: `maskedSoftmax without a mask ${title}`,
        floats: { x, out: zeros(time * scores) },
        call: (k, at) => k.maskedSoftmax(time * rows, source, at.x, 0, batch, heads, at.out),
      };
      yield {
        ...outcome,
        title: `softmaxBackward ${title}`,
        floats: { y: between0And1(random(time * scores)), dy: random(time * scores, 1), dx: random(time * scores) },
        call: (k, at) => k.softmaxBackward(time * rows, source, at.y, at.dy, at.dx),
      };
      const pair = { query: random(time * vectors), key: random(source * vectors), weight: random(size * heads, 1) };
      yield {
        ...outcome,
        title: `additiveScores ${title}`,
        floats: { ...pair, out: zeros(time * batch * source) },
        call: (k, at) => k.additiveScores(time, batch, source, size * heads, at.query, at.key, at.weight, at.out),
        roundings: 2 * size * heads,
      };
      yield {
        ...outcome,
        title: `additiveScoresBackward ${title}`,
        floats: {
          ...pair,
          dscores: random(time * batch * source, 1),
          dquery: random(time * vectors),
          dkey: random(source * vectors),
          dweight: random(size * heads),
        },
        call: (k, at) =>
          k.additiveScoresBackward(
            ...([time, batch, source, size * heads] as const),
            ...([at.query, at.key, at.weight, at.dscores, at.dquery, at.dkey, at.dweight] as const),
          ),
      };
    }
  }
}

export function* optimiserCases(): Generator<KernelCase> {
  for (const n of sizes) {
    const random = randomFloats(n);
    const [w, g, m, v] = [random(n), random(n), random(n), positive(random(n))];
    const momentum = Math.fround(0.9);
    const [scale, decay, keep] = [0.7, 0.02, 0.99];
    for (const nesterov of [false, true]) {
      for (const first of [false, true]) {
        yield {
          title: `sgd ${n} nesterov ${nesterov} first ${first}`,
          floats: { w, g, v: m },
          call: (k, at) => k.sgd(n, at.w, at.g, at.v, scale, decay, 0.1, momentum, nesterov, first),
          roundings: 4,
        };
      }
    }
    for (const by of [0, momentum]) {
      yield {
        title: `rmsprop ${n} momentum ${by}`,
        floats: { w, g, s: v, v: m },
        call: (k, at) => k.rmsprop(n, at.w, at.g, at.s, at.v, scale, decay, 0.01, 0.99, 1e-8, by),
        roundings: 8,
      };
    }
    for (const step of [1, 10, 1000]) {
      yield {
        title: `adam ${n} step ${step}`,
        floats: { w, g, m, v },
        call: (k, at) =>
          k.adam(
            n,
            at.w,
            at.g,
            at.m,
            at.v,
            scale,
            decay,
            keep,
            0.01,
            0.9,
            0.999,
            1e-8,
            1 - 0.9 ** step,
            1 - 0.999 ** step,
          ),
        roundings: 8,
      };
    }
  }
}

/**
 * Every layout, with rows further apart than they are long, plain and accumulating. The partial sums of k products within
 * [-1, 1] grow like sqrt(k) / 3. Their k roundings, each uniform within half a unit, add up to a standard deviation of about
 * k / 10 in the unit of `roundings`; five of these cover the greatest of some 100,000 elements.
 */
export function* productCases(shapes: Iterable<readonly [number, number, number]>): Generator<KernelCase> {
  for (const [m, n, k] of shapes) {
    const random = randomFloats(m * 10000 + n * 100 + k);
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        for (const gap of [0, 3]) {
          for (const accumulate of [false, true]) {
            const lda = (transposeA ? m : k) + gap;
            const ldb = (transposeB ? k : n) + gap;
            const ldc = n + gap;
            const layout = `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
            yield {
              title: `matmul ${m} x ${n} x ${k} ${layout} gap ${gap} ${accumulate ? 'accumulate' : ''}`,
              floats: {
                a: random((transposeA ? k : m) * lda, 1),
                b: random((transposeB ? n : k) * ldb, 1),
                c: random(m * ldc, 1),
              },
              call: (kernels, { a, b, c }) =>
                kernels.matmul({ m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate }),
              roundings: 4 + k / 2,
            };
          }
        }
      }
    }
  }
}

export function* packedCases(shapes: Iterable<readonly [number, number, number]>): Generator<KernelCase> {
  for (const [rows, outputs, inputs] of shapes) {
    const random = randomFloats(rows * 10000 + outputs * 100 + inputs);
    yield {
      title: `multiplyPacked ${rows} x ${outputs} x ${inputs}`,
      floats: { weight: random(outputs * inputs, 1), x: random(rows * inputs, 1), out: random(rows * outputs, 1) },
      scratch: { packed: Math.ceil(outputs / 8) * 8 * inputs },
      call(k, { weight, packed, x, out }) {
        k.packWeight(outputs, inputs, weight, packed);
        k.multiplyPacked(rows, outputs, inputs, x, packed, out);
      },
      roundings: 4 + inputs / 2,
    };
  }
}
