import type { Cell, Pass, Place, RecordResults, State, StepContext } from '../../contracts/network';
import { Problem } from '../../contracts/problem';
import type { LookUp, Tensor, TimeLoop } from '../../contracts/tensor';
import { add, multiply, spread, subtract } from '../../core/ops/arithmetic';
import { written } from '../../core/ops/embedding';
import { at, stack } from '../../core/ops/layout';
import { lastRows, reversedRows } from '../../core/ops/padding';
import { lastStep, rowsOf } from './steps';

export interface Unrolled {
  /** `[time, batch, units]`, in input order; zero at padded steps. */
  readonly outputs: Tensor;
  /** Output of the last real step in reading order, `[batch, units]`. */
  readonly last: Tensor;
  readonly state: State;
}

export interface UnrollOptions {
  readonly reverse: boolean;
  /** Multiplies h before every step: variational recurrent dropout (Gal and Ghahramani 2016). `[batch, units]`. */
  readonly stateMask?: Tensor;
  /** Where this is, for whoever looks into the pass. */
  readonly place?: Place;
}

/**
 * The one time loop. Inputs `[time, batch, inputs]`; with a mask, padded steps leave the state as it is and give zeros, in either
 * direction. Takes the cell's whole-sequence kernel where nothing asks for single steps.
 */
export function unroll(
  cell: Cell,
  inputs: Tensor | LookUp,
  initial: State,
  pass: Pass,
  options: UnrollOptions,
): Unrolled {
  const { reverse, stateMask, place } = options;
  if (cell.sequence && !pass.mask && !stateMask && !pass.recorder?.stepwise) {
    const [outputs, state] = cell.sequence(inputs, initial, reverse, recordFrom(pass, place, 0));
    return { outputs, last: lastStep(outputs, reverse), state };
  }
  const x = written(inputs);
  if (cell.sequence && pass.mask && !stateMask && !pass.recorder && !x.tape.loop) {
    return unrollPadded(cell.sequence.bind(cell), x, initial, pass.mask, reverse);
  }
  if (x.tape.loop && !pass.mask && !stateMask) {
    const context = untimed(pass);
    const step: TimeLoop['step'] = (each, state) => cell.step(context, each, state);
    const [outputs, state] = x.tape.loop({ x, state: initial, reverse, step });
    return { outputs, last: lastStep(outputs, reverse), state };
  }
  const time = x.shape[0];
  const mask = pass.mask && spread(pass.mask, cell.units);
  const outputs: Tensor[] = [];
  let state = initial;
  let last: Tensor | undefined;
  for (let i = 0; i < time; i++) {
    const t = reverse ? time - 1 - i : i;
    const before = stateMask ? { ...state, h: multiply(state.h, stateMask) } : state;
    const [y, next] = cell.step({ time: t, pass, record: recordFrom(pass, place, t) }, at(x, t), before);
    if (mask) {
      const real = at(mask, t);
      state = keep(real, state, next);
      last = last ? blend(real, last, y) : multiply(y, real);
      outputs[t] = multiply(y, real);
    } else {
      state = next;
      last = y;
      outputs[t] = y;
    }
  }
  return { outputs: stack(outputs), last: last as Tensor, state };
}

/**
 * A padded batch through a whole-sequence kernel, which knows of no padding: forward, what comes behind the end of a sequence
 * does not reach it; backward, every sequence is turned round within its own length, read forward, and turned back.
 */
function unrollPadded(
  sequence: NonNullable<Cell['sequence']>,
  x: Tensor,
  initial: State,
  mask: Tensor,
  reverse: boolean,
): Unrolled {
  const ends = lastRows(mask);
  const order = reverse ? reversedRows(mask) : undefined;
  const [read, state] = sequence(order ? rowsOf(x, order) : x, initial, false, undefined, ends);
  const turned = order ? rowsOf(read, order) : read;
  const outputs = multiply(turned, spread(mask, turned.shape[2]));
  return { outputs, last: lastStep(read, false, ends), state };
}

/** Gives what a cell computes from step `t` of this call on to whoever looks into the pass. */
function recordFrom({ recorder, offset = 0 }: Pass, place: Place | undefined, t: number): RecordResults | undefined {
  return recorder && place && ((kind, results) => recorder.record(place, kind, results, offset + t));
}

/** A step that is written down once for all indices must not look at its own. */
function untimed(pass: Pass): StepContext {
  return {
    get time(): number {
      throw new Problem('export.step-index');
    },
    pass,
  };
}

/** Every part of the state: the new value where the step is real, the old one where it is padding. */
function keep(real: Tensor, old: State, next: State): State {
  return Object.fromEntries(Object.entries(next).map(([name, value]) => [name, blend(real, old[name], value)]));
}

function blend(real: Tensor, old: Tensor, next: Tensor): Tensor {
  return add(old, multiply(subtract(next, old), real));
}
