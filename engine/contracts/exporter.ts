import type { Checkpoint } from './checkpoint';
import type { DataRecord } from './data';
import type { Experiment } from './experiment';

export interface ExportRequest {
  /** The run's name: exported files are named for it. */
  readonly name: string;
  /** Weights alone, by path. */
  readonly weights: Checkpoint;
  readonly experiment: Experiment;
  readonly data: DataRecord;
}

/** Turns a trained run into files of another world. One file in export/, one line in the catalogue. */
export interface Exporter {
  readonly kind: string;
  /** Contents by file name; the first is the main one, which gets the name that the user chose. */
  files(request: ExportRequest): ReadonlyMap<string, Uint8Array>;
}
