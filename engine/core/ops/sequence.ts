import type { Kernels } from '../../contracts/backend';
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

/** Calls `step(t, previous)` in reading order; `previous` is the index read before t, or -1 at the start. */
export function forEachStep(time: number, reverse: boolean, step: (t: number, previous: number) => void): void {
  for (let i = 0; i < time; i++) {
    const t = reverse ? time - 1 - i : i;
    step(t, i === 0 ? -1 : reverse ? t + 1 : t - 1);
  }
}

/** The same steps, last read first. */
export function forEachStepBack(time: number, reverse: boolean, step: (t: number, previous: number) => void): void {
  for (let i = time - 1; i >= 0; i--) {
    const t = reverse ? time - 1 - i : i;
    step(t, i === 0 ? -1 : reverse ? t + 1 : t - 1);
  }
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

/** Gradients of the recurrent weight and bias: every step's gates against the state before it. */
export function recurrentWeightBack(
  kernels: Kernels,
  s: SequenceSizes,
  reverse: boolean,
  h0: Tensor,
  y: Tensor,
  weight: Tensor,
  bias: Tensor,
  dgates: number,
): void {
  const columns = s.gates * s.units;
  const first = reverse ? s.time - 1 : 0;
  if (weight.tracked) {
    const later = (s.time - 1) * s.batch;
    projectWeight(kernels, s.batch, s.units, columns, dgates + first * s.gateBytes, h0.pointer, weight.gradient);
    // All later steps in one product: their states before are y, one step off.
    const gates = reverse ? dgates : dgates + s.gateBytes;
    const states = reverse ? y.pointer + s.stateBytes : y.pointer;
    if (later > 0) projectWeight(kernels, later, s.units, columns, gates, states, weight.gradient);
  }
  if (bias.tracked) kernels.sumRows(s.time * s.batch, columns, dgates, columns, bias.gradient);
}

/** Inputs that every whole-sequence op has, behind its states. */
export interface SequenceWeights {
  readonly weightIn: Tensor;
  readonly weightHidden: Tensor;
  readonly biasIn: Tensor;
  readonly biasHidden: Tensor;
}

export type SequenceOp = Op<SequenceAttributes>;
