import type { StoredTensor } from '../../contracts/checkpoint';
import type { Extent, Graph, GraphValue } from '../../contracts/graph';
import { knownShape, Lowering } from './lower';
import { floatTensor, type GraphProto, type TensorProto, valueInfo, type ValueInfoProto } from './model';
import { type AxisSource, Writer } from './writer';

/**
 * A graph in ONNX. Sequences are batch-first outside, `[batch, time]` or `[batch, time, size]`. An initial state is
 * `[batch, units]`, or `[1, units]` for all sequences of the batch alike.
 *
 * @param optional whether the initial states have zeros as a default
 */
export function onnxGraph(
  graph: Graph,
  weights: ReadonlyMap<string, StoredTensor>,
  name: string,
  optional: boolean,
): GraphProto {
  const writer = new Writer(axesOf(graph));
  const lowering = new Lowering(graph, weights, writer);
  const defaults: TensorProto[] = [];
  const input = Object.entries(graph.inputs).map(([each, id]): ValueInfoProto => {
    const value = graph.values[id];
    const shape = outside(value);
    if (!isInitial(each)) {
      lowering.given(id, isSequence(value) ? transposed(writer, each, value) : each);
      return valueInfo(each, value.element === 'int' ? 'int64' : 'float', shape);
    }
    lowering.given(id, writer.one('Expand', [each, writer.shape(knownShape(value))]));
    const one = [1, ...shape.slice(1).map(Number)];
    if (optional) defaults.push(floatTensor(each, one, new Float32Array(one.reduce((a, b) => a * b))));
    return valueInfo(each, 'float', ['batch_or_1', ...shape.slice(1)]);
  });
  lowering.add(graph.nodes);
  const output = Object.entries(graph.outputs).map(([each, id]) => {
    const value = graph.values[id];
    const inside = lowering.name(id);
    writer.rename(isSequence(value) ? transposed(writer, inside, value) : inside, each);
    return valueInfo(each, 'float', outside(value));
  });
  return { name, node: writer.nodes, initializer: [...writer.constants, ...defaults], input, output };
}

/** Whether an input is a part of the state that a whole network starts from. */
function isInitial(name: string): boolean {
  return name.startsWith('initial.');
}

/** Where the sizes of the axes are read: on the first input that has them for certain. */
function axesOf({ inputs, values }: Graph): AxisSource {
  const sizes = Object.entries(inputs)
    .filter(([name]) => !isInitial(name))
    .flatMap(([input, id]) => outside(values[id]).map((size, axis) => [size, { input, axis }] as const));
  return Object.fromEntries(sizes.toReversed());
}

/** `[time, batch, ...]`. */
function isSequence({ shape }: GraphValue): boolean {
  return shape.length > 1 && sizeOrAxis(shape[1]) === 'batch';
}

/** The shape of a value as the world sees it. */
function outside(value: GraphValue): (number | string)[] {
  const shape = value.shape.map(sizeOrAxis);
  if (!isSequence(value)) return shape;
  const [time, batch, ...rest] = shape;
  return [batch, time, ...rest];
}

function transposed(writer: Writer, name: string, { shape }: GraphValue): string {
  return writer.one('Transpose', [name], { perm: shape.map((_, i) => (i < 2 ? 1 - i : i)) });
}

/** What a person reads of a size: the number, or the name of the axis. */
function sizeOrAxis(extent: Extent | undefined): number | string {
  if (extent === undefined || typeof extent === 'number') return extent ?? 'any';
  const [[axis, power], ...others] = Object.entries(extent.powers);
  return others.length === 0 && power === 1 && extent.factor === 1 ? axis : 'any';
}
