// What the bench uses of the packages in packages/. They are installed on first use, so the compiler cannot read theirs.

declare module '@tensorflow/tfjs-core' {
  interface Tensor {
    dataSync(): ArrayLike<number>;
    dispose(): void;
  }
  interface Optimizer {
    applyGradients(gradients: Record<string, Tensor>): void;
  }
  export const train: { adam(rate: number): Optimizer };
  export function setBackend(name: string): Promise<boolean>;
  export function ready(): Promise<void>;
  export function tidy<T>(work: () => T): T;
  export function variableGrads(loss: () => Tensor): { value: Tensor; grads: Record<string, Tensor> };
  export function tensor1d(values: Int32Array, type: 'int32'): Tensor;
  export function tensor2d(values: Int32Array, shape: [number, number], type: 'int32'): Tensor;
  export function oneHot(indices: Tensor, depth: number): Tensor;
  export function reshape(x: Tensor, shape: number[]): Tensor;
  export function logSoftmax(x: Tensor): Tensor;
  export function addN(terms: Tensor[]): Tensor;
  export function sum(x: Tensor, axis?: number): Tensor;
  export function mean(x: Tensor): Tensor;
  export function neg(x: Tensor): Tensor;
  export function sqrt(x: Tensor): Tensor;
  export function square(x: Tensor): Tensor;
  export function add(a: Tensor, b: number): Tensor;
  export function mul(a: Tensor, b: Tensor): Tensor;
  export function div(a: number, b: Tensor): Tensor;
  export function minimum(a: number, b: Tensor): Tensor;
}

declare module '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops' {}
declare module '@tensorflow/tfjs-backend-cpu' {}

declare module '@tensorflow/tfjs-backend-wasm' {
  export function setWasmPaths(folder: string): void;
}

declare module '@tensorflow/tfjs-layers' {
  import type { Tensor } from '@tensorflow/tfjs-core';
  type Layer = object;
  interface Sequential {
    add(layer: Layer): void;
    apply(x: Tensor, options: { training: boolean }): Tensor;
  }
  interface Recurrent {
    units: number;
    returnSequences: boolean;
    recurrentInitializer: 'glorotUniform';
  }
  export function sequential(): Sequential;
  export const layers: {
    embedding(options: { inputDim: number; outputDim: number; inputLength: number }): Layer;
    simpleRNN(this: void, options: Recurrent): Layer;
    lstm(this: void, options: Recurrent): Layer;
    gru(this: void, options: Recurrent): Layer;
    dense(options: { units: number }): Layer;
    bidirectional(options: { layer: Layer; mergeMode: 'concat' }): Layer;
  };
}

declare module 'brain.js' {
  interface Network {
    train(strings: readonly string[], options: { iterations: number; errorThresh: number }): { iterations: number };
  }
  export const recurrent: Record<'RNN' | 'LSTM' | 'GRU', new (options: { hiddenLayers: number[] }) => Network>;
}
