import type { Backend } from '../contracts/backend';
import type { Op, Shape, Tape as TapeContract, Tensor } from '../contracts/tensor';
import { Arena } from './arena';
import { capturing } from './capture';
import { sizeOf } from './shape';

/** One recorded operation. */
export interface Operation {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: unknown;
}

/** A block of memory of its own. */
class Block implements Tensor {
  readonly size: number;
  gradient = 0;

  constructor(
    readonly tape: TapeContract,
    readonly shape: Shape,
    readonly pointer: number,
    readonly element: 'float' | 'int',
    readonly tracked: boolean,
    readonly path?: string,
  ) {
    this.size = sizeOf(shape);
  }
}

/** A part of another tensor, values and gradient alike: so it needs no node on the tape. */
class View implements Tensor {
  readonly size: number;
  readonly pointer: number;

  constructor(
    readonly base: Tensor,
    private readonly offset: number,
    readonly shape: Shape,
  ) {
    this.size = sizeOf(shape);
    this.pointer = base.pointer + offset;
  }

  get tape(): TapeContract {
    return this.base.tape;
  }
  get element(): 'float' | 'int' {
    return this.base.element;
  }
  get tracked(): boolean {
    return this.base.tracked;
  }
  get path(): string | undefined {
    return this.base.path;
  }
  get gradient(): number {
    return this.base.gradient === 0 ? 0 : this.base.gradient + this.offset;
  }
}

/** The block that a tensor is a part of; itself when it is one. */
export function blockOf(tensor: Tensor): Tensor {
  return tensor instanceof View ? blockOf(tensor.base) : tensor;
}

/** Lends the memory of an output to the gradient of an input that has none. */
function reuse(input: Tensor, output: Tensor): void {
  if (input instanceof Block && input.tracked && input.gradient === 0) input.gradient = output.pointer;
}

/**
 * Records operations in the order of execution and runs them backwards. All its blocks come out of one arena: what is made
 * before `seal` stays (parameters, buffers), what is made after lives until `reset` (one training step).
 */
export class Tape implements TapeContract {
  private nodes: Operation[] = [];
  private record = true;
  private sealed: number | undefined;
  /** What is kept while the weights are frozen, for whom, and where the memory of a step begins behind it (0: it is being made). */
  private kept: { readonly owner: object; readonly made: Map<Tensor, number>; start: number } | undefined;
  private lending = 0;
  private current: Backend;
  readonly arena: Arena;
  /** Bytes of one float. */
  readonly width: number;

  constructor(backend: Backend) {
    this.current = backend;
    this.arena = new Arena(backend);
    this.width = backend.type === 'f64' ? 8 : 4;
  }

  get backend(): Backend {
    return this.current;
  }

  get recording(): boolean {
    return this.record;
  }

  /** What was recorded since the last reset, in order of execution. */
  get operations(): readonly Operation[] {
    return this.nodes;
  }

  apply<A>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor[] {
    const { element = 'float' } = op;
    const tracked = element === 'float' && this.record && inputs.some((input) => input.tracked);
    const outputs = op.shapes(inputs, attributes).map((shape) => this.block(shape, element, tracked));
    op.forward(this.backend, inputs, outputs, attributes);
    if (tracked) this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  view(of: Tensor, offset: number, shape: Shape): Tensor {
    return new View(of, offset * (of.element === 'int' ? 4 : this.width), shape);
  }

  zeros(shape: Shape): Tensor {
    const tensor = this.block(shape, 'float', false);
    this.backend.kernels.fill(tensor.size, 0, tensor.pointer);
    return tensor;
  }

  scratch(count: number, use: (pointer: number) => void): void {
    const mark = this.arena.mark;
    this.lending++;
    use(this.arena.allocate(count * this.width));
    this.lending--;
    this.arena.reset(mark);
  }

  made(key: Tensor, count: number, make: (pointer: number) => void, use: (pointer: number) => void): void {
    const known = this.kept?.made.get(key);
    if (known !== undefined) {
      use(known);
    } else if (this.kept?.start === 0 && this.lending === 0) {
      const pointer = this.arena.allocate(count * this.width);
      make(pointer);
      this.kept.made.set(key, pointer);
      use(pointer);
    } else {
      this.scratch(count, (pointer) => {
        make(pointer);
        use(pointer);
      });
    }
  }

  get frozen(): boolean {
    return this.kept !== undefined;
  }

  frozenFor(owner: object): boolean {
    return this.kept?.owner === owner;
  }

  /**
   * Freezes the weights until the next `reset`. All that `first` allocates stays so long, and so does what it makes of parameters
   * alone; the steps that follow, parted by `rewind`, find it there.
   */
  freeze<T>(owner: object, first: () => T): T {
    this.reset();
    this.kept = { owner, made: new Map(), start: 0 };
    const result = first();
    this.kept.start = this.arena.mark;
    return result;
  }

  /**
   * Does `work` and remembers which kernels it called, and how. It may not look at numbers, which are others the next time.
   *
   * @returns calls them again, on the same memory
   */
  capture(work: () => void): () => void {
    const { backend } = this;
    const calls: (() => void)[] = [];
    this.current = capturing(backend, calls);
    try {
      work();
    } finally {
      this.current = backend;
    }
    return () => {
      for (const call of calls) call();
    };
  }

  /** Forgets the step, but not what is kept of frozen weights. */
  rewind(): void {
    this.nodes = [];
    if (this.kept) this.arena.reset(this.kept.start);
  }

  /** A block that is not computed but written from outside: data and states. */
  buffer(shape: Shape, element: 'float' | 'int' = 'float'): Tensor {
    return this.block(shape, element, false);
  }

  /** A tensor that gradients are wanted for: a trained weight (with its path), or an input of a gradient check. */
  variable(shape: Shape, path?: string): Tensor {
    const tensor = new Block(this, shape, this.arena.allocate(sizeOf(shape) * this.width), 'float', true, path);
    tensor.gradient = this.arena.allocate(tensor.size * this.width);
    this.backend.kernels.fill(tensor.size, 0, tensor.gradient);
    return tensor;
  }

  /** Everything made so far stays for good. */
  seal(): void {
    this.sealed = this.arena.mark;
  }

  /** Forgets the step: its records and its memory. Weights are not frozen any more. */
  reset(): void {
    this.nodes = [];
    this.kept = undefined;
    this.lending = 0;
    if (this.sealed !== undefined) this.arena.reset(this.sealed);
  }

  /** Runs `work` without recording. */
  inference<T>(work: () => T): T {
    const before = this.record;
    this.record = false;
    try {
      return work();
    } finally {
      this.record = before;
    }
  }

  /**
   * Gradient of `root` (all elements weighted by one) for every tracked tensor it was computed from.
   * Parameters accumulate over calls until their gradients are cleared.
   *
   * @param after told the index of every operation right after it was gone back through
   */
  backward(root: Tensor, after?: (index: number) => void): void {
    this.ensureGradient(root);
    this.backend.kernels.fill(root.size, 1, root.gradient);
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const { op, inputs, outputs, attributes } = this.nodes[i];
      if (outputs.every((output) => output.gradient === 0)) continue;
      if (op.reuses) reuse(inputs[op.reuses.input], outputs[op.reuses.output]);
      for (const input of inputs) if (input.tracked) this.ensureGradient(input);
      op.backward(this.backend, inputs, outputs, attributes);
      after?.(i);
    }
  }

  /** The first recorded operation, in order of execution, with a result that is not finite, and the parameter nearest to it. */
  firstNonFinite(): { operation: string; parameter: string | undefined } | undefined {
    let parameter: string | undefined;
    for (const { op, inputs, outputs } of this.nodes) {
      parameter = inputs.find((input) => input.path !== undefined)?.path ?? parameter;
      const bad = outputs.some((output) => !Number.isFinite(this.backend.kernels.sum(output.size, output.pointer)));
      if (bad) return { operation: op.name, parameter };
    }
    return undefined;
  }

  private block(shape: Shape, element: 'float' | 'int', tracked: boolean): Block {
    const bytes = sizeOf(shape) * (element === 'int' ? 4 : this.width);
    return new Block(this, shape, this.arena.allocate(bytes), element, tracked);
  }

  private ensureGradient(tensor: Tensor): void {
    if (tensor.gradient !== 0) return;
    if (tensor instanceof View) this.ensureGradient(tensor.base);
    if (!(tensor instanceof Block)) return;
    tensor.gradient = this.arena.allocate(tensor.size * this.width);
    this.backend.kernels.fill(tensor.size, 0, tensor.gradient);
  }
}
