import type { Checkpoint } from './checkpoint';
import type { DataRecord, GeneratedParts } from './data';
import type { RunEvent } from './events';
import type { Experiment } from './experiment';
import type { NetworkGraphs } from './graph';
import type { RunView } from './view';

/** One run as exporters see it. What is read from its folder is read when it is asked for. */
export interface ExportedRun {
  /** Exported files are named for it. */
  readonly name: string;
  /** The resolved experiment. Throws `run-folder.missing`... */
  experiment(): Promise<Experiment>;
  /** What it knows of its data: vocabulary, scaling, columns, files. Throws `run-folder.missing`... */
  data(): Promise<DataRecord>;
  /** The data that it made instead of reading files, part by part; undefined where it read some. */
  generated(): Promise<GeneratedParts | undefined>;
  /** Its best weights (the last ones before the first validation), by path, and nothing else. Throws `run-folder.no-checkpoint`. */
  weights(): Promise<Checkpoint>;
  /** What its network computes. Throws `export.sizes`... where it cannot be written down. */
  graphs(): Promise<NetworkGraphs>;
  /** All that panels show of it. */
  view(): Promise<RunView>;
  /** Its log from the beginning; steps that a resume made void are in it. */
  events(): AsyncIterable<RunEvent>;
}

export interface ExportRequest {
  /** One run, or at least one where the catalogue says that the exporter takes several. */
  readonly runs: readonly [ExportedRun, ...ExportedRun[]];
}

/**
 * Contents by path: relative, with forward slashes. Where the catalogue gives the exporter an ending, the first is the main
 * file: it gets the name that the user chose, and the others (`RUN.data.json`) are named after it. Where it gives none, they
 * are a tree for a folder of their own.
 */
export type ExportedFiles = ReadonlyMap<string, Uint8Array>;

/** What executes exported files here, to hold them against our own output (contracts/parity.ts). */
export type Execution =
  | { readonly runtime: 'onnxruntime' }
  /** `python3 SCRIPT CASES ANSWERS` in the folder of the files. */
  | { readonly runtime: 'pytorch'; readonly script: string };

/** Turns trained runs into files of another world. One file in export/, one line in the catalogue. */
export interface Exporter {
  readonly kind: string;
  files(request: ExportRequest): Promise<ExportedFiles>;
  /** Absent where there is nothing to execute: weights alone, tables, curves. */
  readonly execution?: Execution;
}
