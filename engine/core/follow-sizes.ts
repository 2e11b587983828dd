import type { Attribute, Extent, Graph, GraphNode, GraphValue } from '../contracts/graph';
import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import type { TracedNode } from './tracing-tape';

/** A forward pass at one choice of sizes. */
export interface Trace {
  readonly inputs: Readonly<Record<string, number>>;
  readonly nodes: readonly TracedNode[];
  readonly outputs: Readonly<Record<string, number>>;
  readonly values: readonly Tensor[];
}

export interface Traces {
  /** Sizes of the axes in `trace`. */
  readonly usual: Readonly<Record<string, number>>;
  /** Sizes of the one axis that is changed in its trace. */
  readonly changed: Readonly<Record<string, number>>;
  readonly trace: Trace;
  /** One a changed axis. */
  readonly traces: readonly (readonly [axis: string, trace: Trace])[];
}

/**
 * One graph for all sizes, out of traces that differ in one size each: a number that changes with the size of an axis follows
 * that axis. Throws `export.sizes` when the traces do not do the same.
 */
export function followSizes({ usual, changed, trace, traces }: Traces): Graph {
  const others = traces.map(([, other]) => other);
  if (others.some(({ values }) => values.length !== trace.values.length)) throw new Problem('export.sizes');

  const extent = (number: number, ofOthers: readonly number[]): Extent | undefined => {
    const powers: Record<string, number> = {};
    let factor = number;
    for (const [i, [axis]] of traces.entries()) {
      if (ofOthers[i] === number) continue;
      const power = Math.log(ofOthers[i] / number) / Math.log(changed[axis] / usual[axis]);
      if (!(Math.abs(power - Math.round(power)) < 1e-9)) return undefined;
      powers[axis] = Math.round(power);
      factor /= usual[axis] ** powers[axis];
    }
    return Object.keys(powers).length === 0 ? number : { factor, powers };
  };

  const value = ({ shape, element, path }: Tensor, i: number): GraphValue => ({
    shape: shape.map((size, axis) =>
      extent(
        size,
        others.map(({ values }) => values[i].shape[axis]),
      ),
    ),
    element,
    path,
  });

  const attribute = (one: unknown, ofOthers: readonly unknown[]): Attribute => {
    if (typeof one === 'number') {
      const found = extent(one, ofOthers as number[]);
      if (found === undefined) throw new Problem('export.sizes');
      return found;
    }
    if (Array.isArray(one))
      return one.map((each, i) =>
        attribute(
          each,
          ofOthers.map((other) => (other as unknown[])[i]),
        ),
      ) as Extent[];
    if (ofOthers.some((other) => other !== one)) throw new Problem('export.sizes');
    return one as boolean | string;
  };

  const merged = (nodes: readonly TracedNode[], ofOthers: readonly (readonly TracedNode[])[]): GraphNode[] => {
    if (ofOthers.some((other) => other.length !== nodes.length)) throw new Problem('export.sizes');
    return nodes.map((node, i) =>
      mergedNode(
        node,
        ofOthers.map((other) => other[i]),
      ),
    );
  };

  const mergedNode = (node: TracedNode, ofOthers: readonly TracedNode[]): GraphNode => {
    const same = alike(node, ofOthers);
    switch (node.kind) {
      case 'op': {
        const rest = same as (typeof node)[];
        if (rest.some(({ op }) => op !== node.op)) throw new Problem('export.sizes');
        const attributes = Object.entries(node.attributes).map(([name, one]) => {
          return [
            name,
            attribute(
              one,
              rest.map((other) => other.attributes[name]),
            ),
          ] as const;
        });
        return { ...node, attributes: Object.fromEntries(attributes) };
      }
      case 'at': {
        const all = [node, ...(same as (typeof node)[])];
        const { input, output, index, of } = node;
        if (all.every((each) => each.index === index)) return { kind: 'at', input, output, index };
        if (all.every((each) => each.index - each.of === index - of))
          return { kind: 'at', input, output, index: index - of };
        throw new Problem('export.sizes');
      }
      case 'loop': {
        const rest = same as (typeof node)[];
        return {
          ...node,
          body: {
            ...node.body,
            nodes: merged(
              node.body.nodes,
              rest.map(({ body }) => body.nodes),
            ),
          },
        };
      }
      case 'reshape':
      case 'zeros':
        return node;
    }
  };

  return {
    values: trace.values.map(value),
    inputs: trace.inputs,
    nodes: merged(
      trace.nodes,
      others.map(({ nodes }) => nodes),
    ),
    outputs: trace.outputs,
  };
}

/** The others, when they are of the node's kind. */
function alike(node: TracedNode, others: readonly TracedNode[]): readonly TracedNode[] {
  if (others.some(({ kind }) => kind !== node.kind)) throw new Problem('export.sizes');
  return others;
}
