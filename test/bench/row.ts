import type { BackendName } from '../../engine/contracts/backend';
import type { Pace } from './compete';
import type { Contender } from './contender';
import type { Result } from './report';
import type { SequenceLab } from './sequence-lab';

/** What a row finds when it is measured. */
export interface Bench {
  readonly pace: Pace;
  /** Where the compiled workers lie; a row may put its files there. */
  readonly folder: string;
  /** Those that `auto` takes here. */
  readonly kernels: BackendName;
  /** Our engine: with one thread, and with all cores where that is more; first by itself, then with a library of the system. */
  readonly ours: readonly SequenceLab[];
  /** Other programs. */
  readonly peers: readonly Contender[];
  /** Builds and packages the extension, once. @returns the path of the .vsix */
  package(): string;
}

/** One row of the table. A new one is one entry in a file of rows/. */
export interface Row {
  /** Its path: `train/lstm/128`. A person chooses rows by any part of it. */
  readonly name: string;
  /** Whether `quick` measures it. */
  readonly quick?: boolean;
  /** Whether it stands in the README. */
  readonly essential?: boolean;
  measure(bench: Bench): Promise<Result>;
}
