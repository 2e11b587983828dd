import type { Shape, Tensor } from '../contracts/tensor';
import { Problem } from '../contracts/problem';
import type { Initialiser } from './initialisers';
import { Random, randomKey } from './random';
import { sameShape, showShape } from './shape';
import type { Tape } from './tape';

/**
 * All trained weights of a model by path. The path is the name on disk, the optimiser's key and PyTorch's name. Each
 * parameter draws from a random stream of its own, so that adding a layer changes no other layer's start.
 */
export class ParameterStore {
  private readonly byPath = new Map<string, Tensor>();

  constructor(
    readonly tape: Tape,
    private readonly seed: number,
  ) {}

  create(path: string, shape: Shape, initialise: Initialiser): Tensor {
    if (this.byPath.has(path)) throw new Problem('internal.duplicate-parameter', { path });
    const tensor = this.tape.variable(shape, path);
    const { backend } = this.tape;
    if (!backend.planning) {
      initialise(
        backend.floats(tensor.pointer, tensor.size),
        shape,
        new Random(randomKey(this.seed, `initialise ${path}`)),
      );
    }
    this.byPath.set(path, tensor);
    return tensor;
  }

  scope(prefix: string, suffix = ''): ParameterScope {
    return new ParameterScope(this, prefix === '' ? '' : `${prefix}.`, suffix);
  }

  /** In order of creation. */
  get all(): readonly Tensor[] {
    return [...this.byPath.values()];
  }

  get count(): number {
    return this.all.reduce((sum, tensor) => sum + tensor.size, 0);
  }

  get(path: string): Tensor | undefined {
    return this.byPath.get(path);
  }

  clearGradients(): void {
    for (const tensor of this.byPath.values()) this.tape.backend.kernels.fill(tensor.size, 0, tensor.gradient);
  }

  /** Copies stored weights in. Every parameter must be there with its shape; surplus names are ignored. */
  load(tensors: ReadonlyMap<string, { readonly shape: Shape; readonly data: ArrayLike<number> }>): void {
    this.tape.reset();
    for (const [path, tensor] of this.byPath) {
      const stored = tensors.get(path);
      if (!stored) throw new Problem('checkpoint.missing-tensor', { path });
      if (!sameShape(stored.shape, tensor.shape)) {
        throw new Problem('checkpoint.wrong-shape', {
          path,
          expected: showShape(tensor.shape),
          found: showShape(stored.shape),
        });
      }
      this.tape.backend.floats(tensor.pointer, tensor.size).set(stored.data);
    }
  }
}

/** A place in the tree of parameters: a prefix, and the suffix that PyTorch gives the layers of a stack. */
export class ParameterScope {
  constructor(
    private readonly store: ParameterStore,
    private readonly prefix: string,
    private readonly suffix: string,
  ) {}

  get tape(): Tape {
    return this.store.tape;
  }

  create(name: string, shape: Shape, initialise: Initialiser): Tensor {
    return this.store.create(this.path(name), shape, initialise);
  }

  path(name: string): string {
    return `${this.prefix}${name}${this.suffix}`;
  }
}
