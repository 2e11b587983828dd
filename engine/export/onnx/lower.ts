import type { StoredTensor } from '../../contracts/checkpoint';
import type { Extent, Graph, GraphNode, GraphValue, LoopNode } from '../../contracts/graph';
import { Problem } from '../../contracts/problem';
import { type GraphProto, valueInfo } from './model';
import { type Operand, operations, type OpResult } from './operations';
import { Writer } from './writer';

/** Writes the nodes of a graph, one after the other, in operators of ONNX. */
export class Lowering {
  private readonly results = new Map<number, OpResult>();

  constructor(
    private readonly graph: Graph,
    private readonly weights: ReadonlyMap<string, StoredTensor>,
    private readonly writer: Writer,
    /** What stands around the graph of a loop. */
    private readonly outer?: Lowering,
  ) {}

  /** Says what a value is called that is not computed here. */
  given(id: number, name: string): void {
    this.results.set(id, { name });
  }

  add(nodes: readonly GraphNode[]): void {
    for (const node of nodes) this.addNode(node);
  }

  /** The name of a value. Throws `export.operation` where ONNX does not give it. */
  name(id: number): string {
    const known = this.find(id);
    if (known?.name !== undefined) return known.name;
    const { path } = this.graph.values[id];
    if (path === undefined) throw new Problem('export.operation', { operation: `value ${id}` });
    const { shape, data } = this.constant(path);
    return this.writer.floats(path, shape, () => data);
  }

  private find(id: number): OpResult | undefined {
    return this.results.get(id) ?? this.outer?.find(id);
  }

  private addNode(node: GraphNode): void {
    const { writer } = this;
    switch (node.kind) {
      case 'op': {
        const write = Object.hasOwn(operations, node.op) ? operations[node.op] : undefined;
        if (!write) throw new Problem('export.operation', { operation: node.op });
        const inputs = node.inputs.map((id) => this.operand(id));
        const results = write({ writer, inputs, attributes: node.attributes });
        results.forEach((result, i) => this.results.set(node.outputs[i], result));
        break;
      }
      case 'reshape': {
        const shape = writer.shape(knownShape(this.graph.values[node.output]));
        this.given(node.output, writer.one('Reshape', [this.name(node.input), shape]));
        break;
      }
      case 'at': {
        const last = this.find(node.input)?.last;
        const only = this.graph.values[node.input].shape[0] === 1;
        const isLast = last !== undefined && (only || node.index === (last.reverse ? 0 : -1));
        const name = isLast ? last.name : writer.one('Gather', [this.name(node.input), writer.index(node.index)]);
        this.given(node.output, name);
        break;
      }
      case 'zeros':
        this.given(
          node.output,
          writer.one('Expand', [writer.float(0), writer.shape(knownShape(this.graph.values[node.output]))]),
        );
        break;
      case 'loop':
        this.addLoop(node);
        break;
    }
  }

  /** ONNX's Scan runs a graph for every step. */
  private addLoop({ x, state, reverse, body, y, final }: LoopNode): void {
    const inner = new Writer(this.writer);
    const lowering = new Lowering(this.graph, this.weights, inner, this);
    const own = [...body.state, body.x].map((id) => {
      const name = inner.fresh('step');
      lowering.given(id, name);
      return valueInfo(name, 'float');
    });
    lowering.add(body.nodes);
    // An output must be made inside, once: it may also be an input, or come out twice.
    const outputs = [...body.next, body.y].map((id) => {
      const name = inner.fresh('next');
      inner.rename(lowering.name(id), name);
      return valueInfo(name, 'float');
    });
    const graph: GraphProto = { name: inner.fresh('loop'), node: inner.nodes, input: own, output: outputs };
    const direction = reverse ? 1 : 0;
    const attributes = {
      body: graph,
      num_scan_inputs: 1,
      scan_input_directions: [direction],
      scan_output_directions: [direction],
    };
    const inputs = [...state, x].map((id) => this.name(id));
    const names = this.writer.node('Scan', inputs, attributes, final.length + 1);
    [...final, y].forEach((id, i) => this.given(id, names[i]));
  }

  private operand(id: number): Operand {
    const { shape, path } = this.graph.values[id];
    const name = (): string => this.name(id);
    return {
      get name() {
        return name();
      },
      shape,
      isConstant: path !== undefined,
      constant: () => {
        if (path === undefined) throw new Problem('export.operation', { operation: `value ${id}` });
        return { path, ...this.constant(path) };
      },
    };
  }

  private constant(path: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
    const stored = this.weights.get(path);
    if (!stored) throw new Problem('checkpoint.missing-tensor', { path });
    return { shape: stored.shape, data: Float32Array.from(stored.data) };
  }
}

/** Throws `export.sizes` where a size cannot be told. */
export function knownShape({ shape }: GraphValue): readonly Extent[] {
  return shape.map((extent) => {
    if (extent === undefined) throw new Problem('export.sizes');
    return extent;
  });
}
