import type { Kernels, SequenceRows } from '../../contracts/backend';
import type { Op, Tensor } from '../../contracts/tensor';
import { misfit, sameShape } from '../shape';
import { project, projectBack, projectWeight } from './linear';

/**
 * Whole-sequence operations. Each does one product for the inputs of all time steps, per step one recurrent product with the
 * gates behind it, and one product over all steps for each weight gradient. They equal the step forms in nn/cells.
 */
export interface SequenceAttributes {
  /** Read the steps from the last to the first; outputs stay in input order. */
  readonly reverse: boolean;
}

/** Sizes of a sequence call with weights of `gates` blocks. */
export interface SequenceSizes {
  readonly time: number;
  readonly batch: number;
  readonly inputs: number;
  readonly units: number;
  readonly gates: number;
  /** Bytes of one `[batch, units]` slab and of one `[batch, gates * units]` slab. */
  readonly stateBytes: number;
  readonly gateBytes: number;
}

export function sequenceSizes(x: Tensor, weightHidden: Tensor, gates: number): SequenceSizes {
  const [time, batch, inputs] = x.shape;
  const units = weightHidden.shape[1];
  const width = x.tape.backend.type === 'f64' ? 8 : 4;
  return {
    time,
    batch,
    inputs,
    units,
    gates,
    stateBytes: batch * units * width,
    gateBytes: batch * gates * units * width,
  };
}

/** Throws when x `[time, batch, inputs]`, a state `[batch, units]` and the weights do not fit. */
export function checkSequence(
  name: string,
  x: Tensor,
  h0: Tensor,
  weightIn: Tensor,
  weightHidden: Tensor,
  gates: number,
) {
  const [, batch, inputs] = x.shape;
  const units = weightHidden.shape[1];
  const fits =
    x.shape.length === 3 &&
    sameShape(h0.shape, [batch, units]) &&
    sameShape(weightIn.shape, [gates * units, inputs]) &&
    sameShape(weightHidden.shape, [gates * units, units]);
  if (!fits) throw misfit(name, x.shape, h0.shape, weightIn.shape, weightHidden.shape);
}

/** All rows of the batch, for a whole-sequence kernel. */
export function wholeBatch(s: SequenceSizes, reverse: boolean, packed: number): SequenceRows {
  return { time: s.time, batch: s.batch, units: s.units, reverse, firstRow: 0, rows: s.batch, packed };
}

/** Lends the recurrent weight, laid out for the products of the way forward or back. */
export function withPacked(weight: Tensor, s: SequenceSizes, back: boolean, use: (packed: number) => void): void {
  const { tape } = weight;
  tape.scratch(s.gates * s.units * Math.ceil(s.units / 16) * 16, (packed) => {
    tape.backend.kernels.packRecurrent(s.gates, s.units, weight.pointer, back, packed);
    use(packed);
  });
}

/** out `[time, batch, gates * units]` = x W^T + b for all steps at once. */
export function projectInputs(
  kernels: Kernels,
  s: SequenceSizes,
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  out: number,
): void {
  const rows = s.time * s.batch;
  const columns = s.gates * s.units;
  project(kernels, rows, s.inputs, columns, x.pointer, weight.pointer, out, false);
  kernels.addBias(rows, columns, out, bias.pointer, out);
}

/** Gradients of x, W and b, given those of all steps' gates. */
export function projectInputsBack(
  kernels: Kernels,
  s: SequenceSizes,
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  dgates: number,
): void {
  const rows = s.time * s.batch;
  const columns = s.gates * s.units;
  if (x.tracked) projectBack(kernels, rows, s.inputs, columns, dgates, weight.pointer, x.gradient, true);
  if (weight.tracked) projectWeight(kernels, rows, s.inputs, columns, dgates, x.pointer, weight.gradient);
  if (bias.tracked) kernels.sumRows(rows, columns, dgates, columns, bias.gradient);
}

/** A part of the gates: `columns` of them, in rows `distance` apart from the byte `from` on, and their first row in the weight. */
export interface GateColumns {
  readonly from: number;
  readonly columns: number;
  readonly distance: number;
  readonly row: number;
}

/** Gradients of the recurrent weight and bias: every step's gates against the state before it. */
export function recurrentWeightBack(
  kernels: Kernels,
  s: SequenceSizes,
  reverse: boolean,
  h0: Tensor,
  y: Tensor,
  weight: Tensor,
  bias: Tensor,
  part: GateColumns,
): void {
  const width = s.stateBytes / (s.batch * s.units);
  const slab = s.batch * part.distance * width;
  const product = (rows: number, gates: number, states: number) =>
    kernels.matmul({
      m: part.columns,
      n: s.units,
      k: rows,
      a: gates,
      lda: part.distance,
      transposeA: true,
      b: states,
      ldb: s.units,
      transposeB: false,
      c: weight.gradient + part.row * s.units * width,
      ldc: s.units,
      accumulate: true,
    });
  if (weight.tracked) {
    const later = (s.time - 1) * s.batch;
    product(s.batch, part.from + (reverse ? s.time - 1 : 0) * slab, h0.pointer);
    // All later steps in one product: their states before are y, one step off.
    if (later > 0) product(later, reverse ? part.from : part.from + slab, y.pointer + (reverse ? s.stateBytes : 0));
  }
  if (bias.tracked) {
    kernels.sumRows(s.time * s.batch, part.columns, part.from, part.distance, bias.gradient + part.row * width);
  }
}

/** Inputs that every whole-sequence op has, behind its states. */
export interface SequenceWeights {
  readonly weightIn: Tensor;
  readonly weightHidden: Tensor;
  readonly biasIn: Tensor;
  readonly biasHidden: Tensor;
}

export type SequenceOp = Op<SequenceAttributes>;
