import type { Ready, Workload } from './workload';

/** Somebody who can do the work of a row: our engine with so many threads, or another program. */
export interface Contender {
  readonly name: string;
  /** Whether its program knows this kind of work at all. */
  knows(work: Workload): boolean;
  /** @throws Error whose message says why it cannot take part: not installed, an operation that is missing ... */
  prepare(work: Workload): Promise<Session>;
  /** Versions of what it is made of. */
  versions(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** A contender that stands ready. */
export interface Session extends Ready {
  /** Does the work so many times. @returns seconds */
  run(times: number): Promise<number>;
  close(): Promise<void>;
}
