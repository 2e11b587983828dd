import * as fs from 'node:fs/promises';
import type { Checkpoint } from '../contracts/checkpoint';
import { Problem, type ProblemWords } from '../contracts/problem';
import { sameShape, showShape } from '../core/shape';
import { decodeNpz } from '../run/npz';
import { decodeAnySafetensors } from '../run/safetensors';
import type { Plan } from '../train/plan';
import { readProblem } from './file-problem';

/** Weights from elsewhere that a new run begins with. */
export interface ImportedWeights {
  /** Absolute path of a .safetensors or .npz file with PyTorch's names. */
  readonly file: string;
  /** Whether tensors that the model has no place for are left out instead of refused. */
  readonly ignoreSurplus?: boolean;
}

/**
 * Reads weights for a model, whatever their number type.
 * Throws `import.misfit` or `import.surplus` with every name that is missing, left over or of another shape, `import.format`,
 * `import.too-large`. They name the file themselves and have no place: there is none to go to in a file of weights.
 *
 * @param limit bytes that they may take
 */
export async function importWeights(
  { file, ignoreSurplus }: ImportedWeights,
  { parameters }: Pick<Plan, 'parameters'>,
  limit: number,
): Promise<Checkpoint['tensors']> {
  const tensors = await readTensors(file, limit);
  const missing = parameters.filter(({ path }) => !tensors.has(path)).map(({ path }) => path);
  const misshapen = parameters.flatMap(({ path, shape }) => {
    const found = tensors.get(path)?.shape;
    return !found || sameShape(found, shape) ? [] : [`${path} ${showShape(found)} ≠ ${showShape(shape)}`];
  });
  const known = new Set(parameters.map(({ path }) => path));
  const surplus = [...tensors.keys()].filter((name) => !known.has(name));
  if (missing.length > 0 || misshapen.length > 0) {
    const lists = { missing, misshapen, surplus };
    throw new Problem('import.misfit', { file, lists: listed(lists) });
  }
  if (surplus.length > 0 && !ignoreSurplus) {
    throw new Problem('import.surplus', { file, surplus: surplus.join(', ') });
  }
  return tensors;
}

/** A sentence for every list that names anything, one after the other. */
function listed(lists: Readonly<Record<'missing' | 'misshapen' | 'surplus', readonly string[]>>): ProblemWords {
  return Object.entries(lists)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]): ProblemWords => ({ code: `words.${kind}`, arguments: { names: names.join(', ') } }))
    .reduce((first, second) => ({ code: 'words.both', arguments: { first, second } }));
}

async function readTensors(file: string, limit: number): Promise<Checkpoint['tensors']> {
  let bytes: Uint8Array;
  try {
    const { size } = await fs.stat(file);
    if (size > limit) throw tooLarge(file, limit);
    bytes = await fs.readFile(file);
  } catch (error) {
    throw readProblem(error, file);
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) return decodeNpz(bytes, file, limit);
  try {
    return decodeAnySafetensors(bytes, file).tensors;
  } catch (error) {
    // A file of another kind has no header either.
    if (error instanceof Problem && error.code === 'safetensors.header') throw new Problem('import.format', { file });
    throw error;
  }
}

function tooLarge(file: string, limit: number): Problem {
  return new Problem('import.too-large', { file, limit: Math.floor(limit / 2 ** 20) });
}
