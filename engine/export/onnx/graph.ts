import type { StoredTensor } from '../../contracts/checkpoint';
import type { Extent, Graph, GraphValue } from '../../contracts/graph';
import { knownShape, Lowering } from './lower';
import { floatTensor, type GraphProto, valueInfo, type ValueInfoProto } from './model';
import { type AxisSource, Writer } from './writer';

/**
 * A network as an ONNX graph. Sequences are batch-first outside, `[batch, time]` or `[batch, time, size]`. An initial state is
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
  const input: ValueInfoProto[] = [];
  const defaults = [];
  for (const [each, id] of Object.entries(graph.inputs)) {
    const value = graph.values[id];
    const shape = value.shape.map(sizeOrAxis);
    const type = value.element === 'int' ? 'int64' : 'float';
    if (isSequence(value)) {
      const [time, batch, ...rest] = shape;
      input.push(valueInfo(each, type, [batch, time, ...rest]));
      lowering.given(id, transposed(writer, each, value));
    } else {
      const [, ...rest] = shape;
      input.push(valueInfo(each, type, ['batch_or_1', ...rest]));
      lowering.given(id, writer.one('Expand', [each, writer.shape(knownShape(value))]));
      const dims = [1, ...rest.map(Number)];
      if (optional) defaults.push(floatTensor(each, dims, new Float32Array(dims.reduce((a, b) => a * b))));
    }
  }
  lowering.add(graph.nodes);
  const output = Object.entries(graph.outputs).map(([each, id]) => {
    const value = graph.values[id];
    const inside = lowering.name(id);
    writer.rename(isSequence(value) ? transposed(writer, inside, value) : inside, each);
    const [first, second, ...rest] = value.shape.map(sizeOrAxis);
    return valueInfo(each, 'float', isSequence(value) ? [second, first, ...rest] : [first, second, ...rest]);
  });
  return { name, node: writer.nodes, initializer: [...writer.constants, ...defaults], input, output };
}

/** Where the sizes of the axes are read: on the first input that is a sequence. */
function axesOf({ inputs, values }: Graph): AxisSource {
  const [input] = Object.entries(inputs).find(([, id]) => isSequence(values[id])) ?? ['input'];
  return { batch: { input, axis: 0 }, time: { input, axis: 1 } };
}

/** `[time, batch, ...]`. */
function isSequence({ shape }: GraphValue): boolean {
  return sizeOrAxis(shape[0]) === 'time' && sizeOrAxis(shape[1]) === 'batch';
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
