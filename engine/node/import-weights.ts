import * as fs from 'node:fs/promises';
import type { Checkpoint } from '../contracts/checkpoint';
import { Problem } from '../contracts/problem';
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
 * Throws `import.misfit` or `import.surplus` with every name that is missing, left over or of another shape.
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
  const place = { file };
  if (missing.length > 0 || misshapen.length > 0) {
    const lists = { missing: list(missing), misshapen: list(misshapen), surplus: list(surplus) };
    throw new Problem('import.misfit', { file, ...lists }, place);
  }
  if (surplus.length > 0 && !ignoreSurplus) {
    throw new Problem('import.surplus', { file, surplus: list(surplus) }, place);
  }
  return tensors;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : '–';
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
  return isZip ? decodeNpz(bytes, file, limit) : decodeAnySafetensors(bytes, file).tensors;
}

function tooLarge(file: string, limit: number): Problem {
  return new Problem('import.too-large', { file, limit: Math.floor(limit / 2 ** 20) }, { file });
}
