import type { SequenceRows } from '../../contracts/backend';
import type { LookUp, Op, Tensor } from '../../contracts/tensor';
import { misfit, sameShape } from '../shape';
import { written } from './embedding';
import { linearForward, project, projectBack, projectWeight } from './linear';

/**
 * Whole-sequence operations. Each does one product for the inputs of all time steps, per step one recurrent product with the
 * gates behind it, and one product over all steps for each weight gradient. They equal the step forms in nn/cells.
 *
 * Inputs: x `[time, batch, inputs]`, states `[batch, units]`, W_ih, W_hh, b_ih, b_hh; or ids int `[time, batch]` in the place of x
 * and the table that they look up behind the biases. Then each row of the table goes through W_ih once, and not once a step.
 *
 * The gates are an output that no gradient reaches from outside: on the way back their own gradients take their memory.
 */
export interface SequenceAttributes {
  /** Read the steps from the last to the first; outputs stay in input order. */
  readonly reverse: boolean;
}

export type SequenceOp = Op<SequenceAttributes>;

/** Inputs that every whole-sequence op has, behind its states. */
export interface SequenceWeights {
  readonly weightIn: Tensor;
  readonly weightHidden: Tensor;
  readonly biasIn: Tensor;
  readonly biasHidden: Tensor;
}

/** Greatest table that is projected for single steps: it costs as much as that many of them, done at once. */
const smallTable = 256;

/**
 * Looks rows up in a projected table where it has fewer rows than would be looked up, or is kept for many steps. A tape that
 * writes graphs down gets one form for all sizes.
 */
export function sequenceInputs(x: Tensor | LookUp, states: readonly Tensor[], w: SequenceWeights): Tensor[] {
  const rest = [...states, w.weightIn, w.weightHidden, w.biasIn, w.biasHidden];
  if (!('ids' in x)) return [x, ...rest];
  const [entries] = x.table.shape;
  const { tape } = x.ids;
  const repeats = !tape.loop && (entries < x.ids.size || (tape.frozen && entries <= smallTable));
  return repeats ? [x.ids, ...rest, x.table] : [written(x), ...rest];
}

/** A call's tensors and sizes. */
export class Sequence {
  private readonly source: Tensor;
  private readonly table: Tensor | undefined;
  private readonly weights: SequenceWeights;
  readonly time: number;
  readonly batch: number;
  readonly units: number;
  /** Bytes of a float. */
  private readonly width: number;

  /** @param states how many of the inputs are initial states; the first of them is h */
  constructor(
    private readonly inputs: readonly Tensor[],
    private readonly states: number,
    private readonly gates: number,
    private readonly reverse: boolean,
  ) {
    const [weightIn, weightHidden, biasIn, biasHidden, table] = inputs.slice(1 + states);
    [this.source] = inputs;
    this.table = table;
    this.weights = { weightIn, weightHidden, biasIn, biasHidden };
    [this.time, this.batch] = this.source.shape;
    this.units = weightHidden.shape[1];
    this.width = this.tape.backend.type === 'f64' ? 8 : 4;
  }

  /** `[time, batch, parts * units]`. */
  shape(parts: number): number[] {
    return [this.time, this.batch, parts * this.units];
  }

  /** Throws when the inputs do not fit together. */
  check(name: string): void {
    const { source, table, batch, units } = this;
    const { weightIn, weightHidden } = this.weights;
    const states = this.inputs.slice(1, 1 + this.states);
    const fits =
      (table ? source.element === 'int' && source.shape.length === 2 : source.shape.length === 3) &&
      states.every(({ shape }) => sameShape(shape, [batch, units])) &&
      sameShape(weightIn.shape, [this.columns, (table ?? source).shape[table ? 1 : 2]]) &&
      sameShape(weightHidden.shape, [this.columns, units]);
    if (!fits) throw misfit(name, ...this.inputs.map(({ shape }) => shape));
  }

  /**
   * gates `[time, batch, gates * units]` = W_ih x + b_ih + b_hh.
   *
   * @param folded leading columns that b_hh is added to here; the others stand behind something that is not a sum
   */
  project(gates: Tensor, folded = this.columns): void {
    const { table, source, rows, columns } = this;
    const { kernels } = this.tape.backend;
    const { weightIn, biasIn, biasHidden } = this.weights;
    const bothBiases = (bias: number) => {
      kernels.copy(columns, biasIn.pointer, bias);
      kernels.axpy(folded, 1, biasHidden.pointer, bias);
    };
    if (!table) {
      this.tape.made(biasHidden, columns, bothBiases, (bias) =>
        linearForward(rows, source.pointer, weightIn, bias, gates.pointer),
      );
      return;
    }
    const [entries] = table.shape;
    this.tape.made(
      biasIn,
      entries * columns,
      (projected) => {
        project(kernels, entries, weightIn.shape[1], columns, table.pointer, weightIn.pointer, projected, false);
        this.tape.scratch(columns, (bias) => {
          bothBiases(bias);
          kernels.addBias(entries, columns, projected, bias, projected);
        });
      },
      (projected) => kernels.gatherRows(rows, columns, projected, source.pointer, gates.pointer),
    );
  }

  /** Gradients of x or the table, of W_ih and b_ih, and of b_hh's folded columns. */
  projectBack(dgates: number, folded = this.columns): void {
    const { table, source, rows, columns } = this;
    const { kernels } = this.tape.backend;
    const { weightIn, biasIn, biasHidden } = this.weights;
    const all = (x: Tensor, count: number, d: number) => {
      const inputs = weightIn.shape[1];
      if (x.tracked) projectBack(kernels, count, inputs, columns, d, weightIn.pointer, x.gradient, true);
      if (weightIn.tracked) projectWeight(kernels, count, inputs, columns, d, x.pointer, weightIn.gradient);
      this.tape.scratch(columns, (bias) => {
        kernels.fill(columns, 0, bias);
        kernels.sumRows(count, columns, d, columns, bias);
        if (biasIn.tracked) kernels.axpy(columns, 1, bias, biasIn.gradient);
        if (biasHidden.tracked) kernels.axpy(folded, 1, bias, biasHidden.gradient);
      });
    };
    if (!table) {
      all(source, rows, dgates);
      return;
    }
    const [entries] = table.shape;
    this.tape.scratch(entries * columns, (dprojected) => {
      kernels.fill(entries * columns, 0, dprojected);
      kernels.scatterAddRows(rows, columns, dgates, source.pointer, dprojected);
      all(table, entries, dprojected);
    });
  }

  /** Lends the recurrent weight, laid out for the products of the way forward or back, to a kernel for all rows of the batch. */
  run(back: boolean, use: (call: SequenceRows) => void): void {
    const { time, batch, units, gates, reverse, tape } = this;
    const { weightHidden } = this.weights;
    const size = gates * units * Math.ceil(units / 16) * 16;
    // One layout a weight: batches are all of one size while weights are frozen.
    const pack = (packed: number) =>
      tape.backend.kernels.packRecurrent(gates, units, batch, weightHidden.pointer, back, packed);
    const call = (packed: number) => use({ time, batch, units, reverse, firstRow: 0, rows: batch, packed });
    tape.made(weightHidden, size, pack, call);
  }

  /** Lends the gradients of the initial states to `use`, one behind the other, and adds them to those that are wanted. */
  statesBack(use: (...gradients: number[]) => void): void {
    const size = this.batch * this.units;
    const states = this.inputs.slice(1, 1 + this.states);
    this.tape.scratch(states.length * size, (first) => {
      const gradients = states.map((_, i) => first + i * size * this.width);
      use(...gradients);
      states.forEach((state, i) => {
        if (state.tracked) this.tape.backend.kernels.axpy(size, 1, gradients[i], state.gradient);
      });
    });
  }

  /**
   * Gradient of some rows of W_hh: every step's gates against the state before it.
   *
   * @param y h of every step
   * @param dgates the first of these gates, in rows `distance` apart
   */
  recurrentBack(y: Tensor, dgates: number, distance: number, columns: number, row: number): void {
    const { time, batch, units, width, reverse } = this;
    const { weightHidden } = this.weights;
    if (!weightHidden.tracked) return;
    const slab = batch * distance * width;
    const product = (rows: number, gates: number, states: number) =>
      this.tape.backend.kernels.matmul({
        m: columns,
        n: units,
        k: rows,
        a: gates,
        lda: distance,
        transposeA: true,
        b: states,
        ldb: units,
        transposeB: false,
        c: weightHidden.gradient + row * units * width,
        ldc: units,
        accumulate: true,
      });
    product(batch, dgates + (reverse ? time - 1 : 0) * slab, this.inputs[1].pointer);
    // All later steps in one product: their states before are y, one step off.
    const later = (time - 1) * batch;
    if (later === 0) return;
    product(later, reverse ? dgates : dgates + slab, y.pointer + (reverse ? batch * units * width : 0));
  }

  /** Byte offset of element `index` of a block of floats. */
  offset(index: number): number {
    return index * this.width;
  }

  get tape() {
    return this.source.tape;
  }

  private get rows(): number {
    return this.time * this.batch;
  }

  private get columns(): number {
    return this.gates * this.units;
  }
}
