import type { CellConfig, DataConfig } from '../../engine/contracts/experiment';

/** A network over tokens: embedding as wide as the hidden state, recurrent layers, linear head on every step. */
export interface NetworkSize {
  readonly cell: CellConfig['kind'];
  readonly hidden: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly time: number;
  readonly batch: number;
  readonly vocabulary: number;
}

/** `train`: forward, backward, clip by norm 1, Adam. `infer`: forward. `generate`: one token after the other, drawn at random. */
export interface NetworkWork extends NetworkSize {
  readonly kind: 'train' | 'infer' | 'generate';
}

/** Learning lines of text by heart: each character from those before it in its line, until they are known well enough. */
export interface LearningWork extends Pick<NetworkSize, 'cell' | 'hidden'> {
  readonly kind: 'learn';
  readonly lines: readonly string[];
  /** Mean perplexity of a character that is low enough. */
  readonly perplexity: number;
}

/** c [m, n] = a [m, k] b [k, n], rows in order. */
export interface ProductWork {
  readonly kind: 'product';
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Multiplications and additions between registers alone: the most that any kernel can reach. */
export interface PeakWork {
  readonly kind: 'peak';
  /** Compiled code of peak/loop.as. */
  readonly file: string;
}

/** Text or table from bytes to token ids or columns. */
export interface ReadingWork {
  readonly kind: 'tokenise' | 'table';
  /** The file that is read. */
  readonly file: string;
  readonly tokens: DataConfig['tokens'];
}

/** What a contender can be asked to do. Each says itself which of these it can. */
export type Workload = NetworkWork | LearningWork | ProductWork | PeakWork | ReadingWork;

/** What a contender answers when it is ready. */
export interface Ready {
  /** How much of the row's unit one run of the work is: tokens, floating point operations in 10^9, megabytes. */
  readonly amount: number;
  /** Facts about how it works: kernels, threads, planned bytes. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export const network: Omit<NetworkSize, 'cell' | 'hidden'> = {
  layers: 1,
  bidirectional: false,
  time: 64,
  batch: 32,
  vocabulary: 65,
};
