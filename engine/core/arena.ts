import type { Backend } from '../contracts/backend';
import { Problem } from '../contracts/problem';

/** Every block starts on a cache line. */
const alignment = 64;

/**
 * Hands out a backend's memory front to back. What lives long is allocated first; `reset` gives back all that came after
 * a mark. The greatest extent ever reached is the sum that a dry run is made for.
 */
export class Arena {
  private top: number;
  private greatest: number;

  constructor(private readonly backend: Backend) {
    this.top = align(backend.base);
    this.greatest = this.top;
  }

  /** Throws `internal.memory-overrun` when the plan was too small: a defect of the planner, never of the user. */
  allocate(bytes: number): number {
    const pointer = this.top;
    const end = align(pointer + bytes);
    if (end > this.backend.bytes)
      throw new Problem('internal.memory-overrun', { needed: end, planned: this.backend.bytes });
    this.top = end;
    if (end > this.greatest) this.greatest = end;
    return pointer;
  }

  get mark(): number {
    return this.top;
  }

  reset(mark: number): void {
    this.top = mark;
  }

  /** Bytes of memory that hold everything allocated so far at its fullest. */
  get peak(): number {
    return this.greatest;
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
