import type { Op, Shape, TimeLoop, Tensor } from '../contracts/tensor';
import { Problem } from '../contracts/problem';
import { sameShape, sizeOf } from './shape';
import { Tape } from './tape';

/** What a graph's nodes are made of: the same, with the numbers of one trace. */
export type TracedNode =
  | {
      readonly kind: 'op';
      readonly op: string;
      readonly attributes: Readonly<Record<string, unknown>>;
      readonly inputs: readonly number[];
      readonly outputs: readonly number[];
    }
  | { readonly kind: 'reshape'; readonly input: number; readonly output: number }
  | {
      readonly kind: 'at';
      readonly input: number;
      readonly output: number;
      readonly index: number;
      readonly of: number;
    }
  | { readonly kind: 'zeros'; readonly output: number }
  | TracedLoop;

export interface TracedLoop {
  readonly kind: 'loop';
  readonly x: number;
  readonly state: readonly number[];
  readonly reverse: boolean;
  readonly body: {
    readonly x: number;
    readonly state: readonly number[];
    readonly nodes: readonly TracedNode[];
    readonly y: number;
    readonly next: readonly number[];
  };
  readonly y: number;
  readonly final: readonly number[];
}

/** Writes down what a forward pass does, for sizes that are known here; on a planning backend it computes nothing. */
export class TracingTape extends Tape {
  private readonly ids = new Map<Tensor, number>();
  private readonly tensors: Tensor[] = [];
  private written: TracedNode[] | undefined;

  /** By id. */
  get values(): readonly Tensor[] {
    return this.tensors;
  }

  /** The number that a tensor goes by: anew for one not seen before. */
  id(tensor: Tensor): number {
    const known = this.ids.get(tensor);
    if (known !== undefined) return known;
    this.ids.set(tensor, this.tensors.length);
    return this.tensors.push(tensor) - 1;
  }

  /** What `work` does, written down; what happens outside is not. */
  write<T>(work: () => T): { readonly result: T; readonly nodes: readonly TracedNode[] } {
    const outer = this.written;
    const nodes: TracedNode[] = [];
    this.written = nodes;
    try {
      return { result: work(), nodes };
    } finally {
      this.written = outer;
    }
  }

  override apply<A>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor[] {
    const before = inputs.map((input) => this.id(input));
    const outputs = super.apply(op, inputs, attributes);
    const after = outputs.map((output) => this.id(output));
    this.written?.push({
      kind: 'op',
      op: op.name,
      attributes: { ...(attributes as object) },
      inputs: before,
      outputs: after,
    });
    return outputs;
  }

  override view(of: Tensor, offset: number, shape: Shape): Tensor {
    const view = super.view(of, offset, shape);
    const [input, output] = [this.id(of), this.id(view)];
    const slab = sizeOf(shape);
    if (sameShape(shape, of.shape.slice(1)) && offset % slab === 0) {
      this.written?.push({ kind: 'at', input, output, index: offset / slab, of: of.shape[0] });
    } else if (slab === of.size && offset === 0) {
      this.written?.push({ kind: 'reshape', input, output });
    } else {
      throw new Problem('export.view', { from: of.shape.join(', '), to: shape.join(', ') });
    }
    return view;
  }

  override zeros(shape: Shape): Tensor {
    const zeros = super.zeros(shape);
    this.written?.push({ kind: 'zeros', output: this.id(zeros) });
    return zeros;
  }

  /** The step of a cell is written down once, not as often as there are steps. */
  loop({ x, state, reverse, step }: TimeLoop): ReturnType<TimeLoop['step']> {
    const names = Object.keys(state);
    const [time, ...rest] = x.shape;
    const own = { x: this.buffer(rest), state: names.map((name) => this.buffer(state[name].shape)) };
    const ownState = Object.fromEntries(names.map((name, i) => [name, own.state[i]]));
    const { result, nodes } = this.write(() => step(own.x, ownState));
    const [y, next] = result;
    const body = {
      x: this.id(own.x),
      state: own.state.map((part) => this.id(part)),
      nodes,
      y: this.id(y),
      next: names.map((name) => this.id(next[name])),
    };
    const outputs = this.buffer([time, ...y.shape]);
    const final = names.map((name) => this.buffer(next[name].shape));
    this.written?.push({
      kind: 'loop',
      x: this.id(x),
      state: names.map((name) => this.id(state[name])),
      reverse,
      body,
      y: this.id(outputs),
      final: final.map((part) => this.id(part)),
    });
    return [outputs, Object.fromEntries(names.map((name, i) => [name, final[i]]))];
  }
}
