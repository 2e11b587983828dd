import type { Backend } from '../contracts/backend';
import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import { type CreateModel, Network } from '../core/network';
import type { ParameterStore } from '../core/parameters';

/** A trained network, ready to be set up in memories of any size. */
export interface Bench {
  readonly createModel: CreateModel;
  readonly weights: Parameters<ParameterStore['load']>[0];
  /** For a dry run. */
  plan(): Backend;
  create(bytes: number): Backend;
  /** Bytes that one piece of work may take. */
  readonly limit: number;
}

/**
 * Does a piece of work on the network: once in a dry run, which gives the memory, then in earnest. `work` makes its buffers on the
 * network's tape and looks at numbers through `numbersOf` alone. Throws `inspect.memory` when it needs more than it may have.
 */
export function onNetwork<T>(bench: Bench, work: (network: Network) => T): T {
  const { createModel, weights, limit } = bench;
  const dry = new Network(bench.plan(), 0, createModel);
  work(dry);
  const bytes = dry.tape.arena.peak;
  if (bytes > limit) throw new Problem('inspect.memory', { needed: megabytes(bytes), limit: megabytes(limit) });
  const backend = bench.create(bytes);
  try {
    const network = new Network(backend, 0, createModel);
    network.store.load(weights);
    return work(network);
  } finally {
    backend.dispose();
  }
}

/** Values of a tensor; zeros in a dry run. */
export function numbersOf(tensor: Tensor): Float32Array | Float64Array {
  const { backend } = tensor.tape;
  return backend.planning ? new Float32Array(tensor.size) : backend.floats(tensor.pointer, tensor.size);
}

/** Gradient of a tensor; zeros where none reaches it, and in a dry run. */
export function gradientOf(tensor: Tensor): Float32Array | Float64Array {
  const { backend } = tensor.tape;
  if (backend.planning || tensor.gradient === 0) return new Float32Array(tensor.size);
  return backend.floats(tensor.gradient, tensor.size);
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
