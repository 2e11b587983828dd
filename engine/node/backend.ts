import type { Backend, BackendName } from '../contracts/backend';
import type { TrainConfig } from '../contracts/experiment';
import { createPlanningBackend } from '../kernels/planning';
import { createReferenceBackend, referenceBase } from '../kernels/reference';

/** Kernels that run here, before their memory is planned. */
export interface BackendChoice {
  readonly name: BackendName;
  /** For the dry run that gives the size of the memory. */
  plan(): Backend;
  /** @param bytes what the dry run came to */
  create(bytes: number): Backend;
}
