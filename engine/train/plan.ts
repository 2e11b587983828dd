import type { Backend } from '../contracts/backend';
import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import { type ProgramRequest, TrainingProgram } from './program';

export interface Plan {
  /** Bytes of memory that training takes, all told. */
  readonly bytes: number;
  readonly parameters: readonly { readonly path: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
}

/**
 * The dry run: builds the program on a backend without memory and goes through one training and one validation step, so that
 * the arena's peak is the sum. Throws `memory.too-large` when it is over `limit` bytes.
 *
 * @param planning a planning backend with the base and the float type of the one that will do the work
 */
export function planTraining(request: ProgramRequest, planning: Backend, limit: number): Plan {
  const program = new TrainingProgram(planning, request);
  program.step(0, 0, 0, 0);
  program.probe();
  if (program.hasValidation) program.validate(0, 0, () => {});
  const { tape, store } = program.network;
  const bytes = tape.arena.peak;
  if (bytes > limit) {
    throw new Problem('memory.too-large', { needed: inWords(bytes), limit: inWords(limit) }, { path: 'model' });
  }
  const parameters = store.all.map(({ path, shape }: Tensor) => ({ path: path ?? '', shape }));
  return { bytes, parameters, parameterCount: store.count };
}

/** 1536 -> "1.5 KiB". */
function inWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}
