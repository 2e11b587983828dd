import type { Backend } from '../contracts/backend';
import type { Graph } from '../contracts/graph';
import type { Pass } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { followSizes, type Trace } from './follow-sizes';
import type { CreateModel } from './network';
import { ParameterStore } from './parameters';
import { TracingTape } from './tracing-tape';

const pass: Pass = { training: false, step: 0 };

/** Sizes that a model is traced at, and those that one axis at a time is changed to. */
const usual = { time: 3, batch: 2 };
const changed = { time: 5, batch: 7 };

/**
 * Writes down the forward pass of a model, for sequences of any length in batches of any size.
 * Throws `export.sizes` when it does other things at other sizes.
 *
 * @param planning makes a backend that computes nothing
 */
export function traceModel(createModel: CreateModel, planning: () => Backend): Graph {
  const axes = ['time', 'batch'] as const;
  return followSizes({
    usual,
    changed,
    trace: traceAt(createModel, planning(), usual),
    traces: axes.map((axis) => [axis, traceAt(createModel, planning(), { ...usual, [axis]: changed[axis] })]),
  });
}

function traceAt(createModel: CreateModel, backend: Backend, { time, batch }: typeof usual): Trace {
  const tape = new TracingTape(backend);
  const model = createModel(new ParameterStore(tape, 0));
  const spec = model.input;
  const input = spec.kind === 'tokens' ? tape.buffer([time, batch], 'int') : tape.buffer([time, batch, spec.size]);
  const state = mapped(model.initialState(batch), ({ shape }) => tape.buffer(shape));
  const { result, nodes } = tape.write(() => tape.inference(() => model.forward(input, state, pass)));
  const [output, next] = result;
  const id = (tensor: Tensor): number => tape.id(tensor);
  return {
    inputs: { input: id(input), ...prefixed('initial', mapped(state, id)) },
    nodes,
    outputs: { output: id(output), ...prefixed('final', mapped(next, id)) },
    values: tape.values,
  };
}

function mapped<A, B>(parts: Readonly<Record<string, A>>, change: (part: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part)]));
}

function prefixed<T>(prefix: string, parts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${prefix}.${name}`, part]));
}
