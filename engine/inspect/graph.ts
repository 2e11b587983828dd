import type { GraphEdge, GraphNode, ModelGraph, TraceInfo } from '../contracts/inspection';
import type { Place } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import type { ParameterStore } from '../core/parameters';
import { blockOf, type Tape } from '../core/tape';

interface GraphRequest {
  /** Holds the operations of one pass. */
  readonly tape: Tape;
  readonly store: ParameterStore;
  /** What is read, by the name of its node. */
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  readonly output: Tensor;
  /** Where recorded tensors were computed, by their blocks. */
  readonly places: ReadonlyMap<Tensor, Place>;
  readonly traces: readonly TraceInfo[];
}

type MutableNode = { -readonly [K in keyof GraphNode]: GraphNode[K] };

/**
 * The layers of a network and what flows between them, read off the operations of one pass. An operation belongs to the layer
 * whose weights it uses, or under whose name its result was recorded; what lies between (splitting, joining) hands on its inputs.
 */
export function graphOf({ tape, store, inputs: read, output, places, traces }: GraphRequest): ModelGraph {
  const nodes = new Map<string, MutableNode>();
  const edges = new Map<string, GraphEdge>();
  /** Nodes that a block's values come from. */
  const origins = new Map<Tensor, ReadonlySet<string>>();
  const width = tape.width;
  const node = (id: string, kind: GraphNode['kind']): MutableNode => {
    let found = nodes.get(id);
    if (!found) {
      const own = traces.filter((trace) => trace.node === id).map(({ name }) => name);
      found = {
        id,
        kind,
        shape: [],
        parameters: [],
        parameterCount: 0,
        parameterBytes: 0,
        activationBytes: 0,
        traces: own,
      };
      nodes.set(id, found);
    }
    return found;
  };
  const connect = (from: string, to: string, recurrent: boolean): void => {
    edges.set(`${from} ${to} ${recurrent}`, { from, to, recurrent });
  };

  for (const [id, tensor] of Object.entries(read)) {
    if (!tensor) continue;
    node(id, 'input').shape = withoutBatch(tensor);
    origins.set(blockOf(tensor), new Set([id]));
  }
  for (const { inputs, outputs } of tape.operations) {
    const from = new Set(inputs.flatMap((each) => [...(origins.get(blockOf(each)) ?? [])]));
    const path = inputs.find((each) => each.path !== undefined)?.path;
    const place = outputs.map((each) => places.get(each)).find((each) => each !== undefined);
    const id = place?.node ?? (path === undefined ? undefined : layerOf(path));
    const bytes = outputs.reduce((sum, each) => sum + each.size * width, 0);
    if (id === undefined) {
      for (const each of outputs) origins.set(each, from);
      const [first] = from;
      if (first !== undefined) node(first, 'other').activationBytes += bytes;
      continue;
    }
    const target = node(id, kindOf(path, place, nodes.get(id)?.kind));
    target.shape = withoutBatch(outputs[0]);
    target.activationBytes += bytes;
    if (target.kind === 'recurrent') connect(id, id, true);
    for (const origin of from) if (origin !== id) connect(origin, id, false);
    for (const each of outputs) origins.set(each, new Set([id]));
  }
  node('output', 'output').shape = withoutBatch(output);
  for (const origin of origins.get(blockOf(output)) ?? []) connect(origin, 'output', false);
  for (const parameter of store.all) {
    const found = nodes.get(layerOf(parameter.path ?? ''));
    if (!found) continue;
    found.parameters = [...found.parameters, { path: parameter.path ?? '', shape: parameter.shape }];
    found.parameterCount += parameter.size;
    found.parameterBytes += parameter.size * width;
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** `rnn.weight_ih_l0_reverse` -> `rnn.l0_reverse`, `head.bias` -> `head`: the layer that a weight belongs to. */
export function layerOf(path: string): string {
  const suffix = /_(l\d+(_reverse)?)$/.exec(path)?.[1];
  const name = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  return suffix ? `${name}.${suffix}` : name;
}

function kindOf(path: string | undefined, place: Place | undefined, before?: GraphNode['kind']): GraphNode['kind'] {
  if (before) return before;
  if (place?.over) return 'attention';
  if (place?.layer !== undefined || (path !== undefined && /_l\d+(_reverse)?$/.test(path))) return 'recurrent';
  if (path !== undefined && path.endsWith('embedding.weight')) return 'embedding';
  return path === undefined ? 'other' : 'linear';
}

/** Shapes are `[time, batch, ...]`, or `[batch, ...]` for one step or one answer. */
function withoutBatch({ shape, element }: Tensor): number[] {
  if (shape.length === 2 && element === 'float') return shape.slice(1);
  return shape.filter((_, axis) => axis !== 1);
}
