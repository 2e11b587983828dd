import type { TensorSlice, TensorSummary } from '../contracts/tensor-file';

/** One tensor of a file as a list shows it. */
export interface TensorRow {
  readonly name: string;
  /** As the file names it: F32, BF16... */
  readonly type: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
}

/** What the page of a .safetensors file asks of the extension. Nothing is sent whole: lists, summaries and slices. */
export interface TensorsHost {
  ready(): Promise<TensorsState>;
  summary(tensor: number): Promise<TensorSummary>;
  /** Row by row: the mean of what each point stands for (of some of it, where that is very much). */
  slice(tensor: number, slice: TensorSlice): Promise<Float32Array>;
}

/** What the extension tells the page. */
export interface TensorsView {
  /** The file has changed on disk. */
  changed(): void;
}

export interface TensorsState {
  readonly file: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the file; tensors are called by their place in this list. */
  readonly tensors: readonly TensorRow[];
  readonly translations?: Readonly<Record<string, string>>;
  readonly language: string;
}
