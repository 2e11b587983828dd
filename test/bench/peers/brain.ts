import type { Workload } from '../workload';
import { NpmPeer } from './npm-peer';

/** brain.js: learns short strings, one after the other. */
export class Brain extends NpmPeer {
  readonly name = 'brain.js';
  protected readonly worker = 'brain';
  protected readonly package = 'brain.js';

  knows(work: Workload): boolean {
    return work.kind === 'learn' || (work.kind === 'train' && work.batch === 1 && !work.bidirectional);
  }
}
