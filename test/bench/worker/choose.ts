import { type BackendChoice, chooseBackend } from '../../../engine/node/backend';

/** The fastest kernels, with as many threads as the bench started this process for. */
export function chosen(): Promise<BackendChoice> {
  return chooseBackend({ backend: 'auto', threads: Number(process.argv[2]) });
}
