import type { Backend } from '../contracts/backend';
import type { Graph, NetworkGraphs } from '../contracts/graph';
import type { Decoding, Model, Pass } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { followSizes, type Trace } from './follow-sizes';
import type { CreateModel } from './network';
import { ParameterStore } from './parameters';
import { TracingTape } from './tracing-tape';

const pass: Pass = { training: false, step: 0 };

/** Sizes that a model is traced at, and those that one axis at a time is changed to. */
const usual = { time: 3, batch: 2 };
const changed = { time: 5, batch: 7 };

/** What is written down: makes its inputs on the tape, and says what is computed from them. */
type Part = (tape: TracingTape, model: Model, sizes: typeof usual) => Written;

interface Written {
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The outputs. */
  readonly compute: () => Readonly<Record<string, Tensor>>;
}

/**
 * Writes down what a model computes, for sequences of any length in batches of any size.
 * Throws `export.sizes` when it does other things at other sizes.
 *
 * @param planning makes a backend that computes nothing
 */
export function traceModel(createModel: CreateModel, planning: () => Backend): NetworkGraphs {
  const graph = (part: Part): Graph => {
    const trace = (sizes: typeof usual) => traceAt(createModel, planning(), part, sizes);
    const axes = ['time', 'batch'] as const;
    const traces = axes.map((axis) => [axis, trace({ ...usual, [axis]: changed[axis] })] as const);
    return followSizes({ usual, changed, trace: trace(usual), traces });
  };
  const { decoding } = createModel(new ParameterStore(new TracingTape(planning()), 0));
  if (!decoding) return { kind: 'whole', graph: graph(whole) };
  return { kind: 'decoder', encoder: graph(encoder), step: graph(step) };
}

function traceAt(createModel: CreateModel, backend: Backend, part: Part, sizes: typeof usual): Trace {
  const tape = new TracingTape(backend);
  const model = createModel(new ParameterStore(tape, 0));
  const { inputs, compute } = part(tape, model, sizes);
  const { result, nodes } = tape.write(() => tape.inference(compute));
  const id = (tensor: Tensor): number => tape.id(tensor);
  return { inputs: mapped(inputs, id), nodes, outputs: mapped(result, id), values: tape.values };
}

const whole: Part = (tape, model, sizes) => {
  const input = inputOf(tape, model, sizes);
  const state = mapped(model.initialState(sizes.batch), ({ shape }) => tape.buffer(shape));
  return {
    inputs: { input, ...prefixed('initial', state) },
    compute() {
      const [output, final] = model.forward(input, state, pass);
      return { output, ...prefixed('final', final) };
    },
  };
};

const encoder: Part = (tape, model, sizes) => {
  const input = inputOf(tape, model, sizes);
  return {
    inputs: { input },
    compute() {
      const { state, context } = decodingOf(model).encode(input, pass);
      return { ...prefixed('state', state), ...prefixed('context', context) };
    },
  };
};

const step: Part = (tape, model, sizes) => {
  const decoding = decodingOf(model);
  const memory = tape.inference(() => decoding.encode(inputOf(tape, model, sizes), pass));
  const buffer = ({ shape }: Tensor): Tensor => tape.buffer(shape);
  const state = mapped(memory.state, buffer);
  const context = mapped(memory.context, buffer);
  const previous = tape.buffer([sizes.batch], 'int');
  return {
    inputs: { previous, ...prefixed('state', state), ...prefixed('context', context) },
    compute() {
      const decoded = decoding.decode({ state, context }, previous, state, pass);
      const attention = decoded.attention && { attention: decoded.attention };
      return { output: decoded.output, ...prefixed('next', decoded.state), ...attention };
    },
  };
};

function inputOf(tape: TracingTape, { input }: Model, { time, batch }: typeof usual): Tensor {
  return input.kind === 'tokens' ? tape.buffer([time, batch], 'int') : tape.buffer([time, batch, input.size]);
}

function decodingOf({ decoding }: Model): Decoding {
  if (!decoding) throw new Error('this model has no decoder');
  return decoding;
}

function mapped<A, B>(parts: Readonly<Record<string, A>>, change: (part: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part)]));
}

function prefixed<T>(prefix: string, parts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${prefix}.${name}`, part]));
}
