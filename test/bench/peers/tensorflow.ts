import type { Workload } from '../workload';
import { NpmPeer } from './npm-peer';

/** TensorFlow.js with one of its backends that need no graphics card. */
export class TensorFlow extends NpmPeer {
  readonly name: string;
  protected readonly worker = 'tensorflow';
  protected readonly package = '@tensorflow/tfjs-core';
  protected override readonly parameters: readonly string[];

  constructor(backend: 'cpu' | 'wasm') {
    super();
    this.name = `TensorFlow.js ${backend}`;
    this.parameters = [backend];
  }

  knows({ kind }: Workload): boolean {
    return kind === 'train' || kind === 'infer';
  }
}
