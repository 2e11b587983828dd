import type { Dataset, Generator, Limits, PairData, PartName, PrepareRequest, TableData } from '../contracts/data';
import type { DataConfig, GenerateConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { refuseBeyond } from './memory';
import { PART_NAMES, splitRange } from './split';

/** The format of two files that belong together. */
const ALIGNED = 'aligned';

/** One file of an experiment, read; or one part of data that is generated. */
export interface DataFile<D extends Dataset> {
  /** As a person wrote it. */
  readonly name: string;
  /** The part that the file is; absent when it is to be split. */
  readonly part?: PartName;
  readonly data: D;
}

/**
 * Reads the file, or the explicit parts, that an experiment names, one after the other; or makes its parts.
 * `use` gets each file as soon as it is read and gives back the bytes that it keeps in memory.
 * Throws `data.no-path`, `data.kind` and whatever opening and the format throw, located at `data.path`, `data.train`...
 */
export async function readFiles<K extends Dataset['kind']>(
  request: PrepareRequest,
  kind: K,
  defaultFormat: string,
  use: UseFile<Extract<Dataset, { kind: K }>>,
): Promise<void> {
  const { experiment, open, limits, formats } = request;
  const config = experiment.data;
  if (config.generate) return locate(generateParts(request, config.generate, kind, use), 'generate');
  const format = await formats(config.format ?? defaultFormat);
  let used = 0;
  for (const { key, part } of filesOf(config)) {
    const [path, aligned] = [config[key] ?? ''].flat();
    if (aligned !== undefined && format.kind !== ALIGNED) {
      throw new Problem('pairs.one-file', { format: format.kind }, { path: `data.${key}` });
    }
    const rest = { ...limits, memory: limits.memory - used };
    const source = await locate(open(path), key);
    const second = aligned === undefined ? undefined : await locate(open(aligned), key);
    const data = await locate(format.read(source, config, rest, second), key);
    if (data.kind !== kind) {
      throw new Problem('data.kind', { format: format.kind, task: experiment.task.kind }, { path: 'data.format' });
    }
    used += await locate(use({ name: source.name, part, data: data as Extract<Dataset, { kind: K }> }, rest), key);
  }
}

type UseFile<D extends Dataset> = (file: DataFile<D>, limits: Limits) => Promise<number>;

async function generateParts<K extends Dataset['kind']>(
  { experiment, limits, generators }: PrepareRequest,
  config: GenerateConfig,
  kind: K,
  use: UseFile<Extract<Dataset, { kind: K }>>,
): Promise<void> {
  const generator = await generators(config.kind);
  const name = config.kind;
  let used = generator.bytes(config, config.sequences);
  refuseBeyond(limits, used, name);
  for (const [part, data] of generated(generator, config, experiment.data.split)) {
    if (data.kind !== kind) throw new Problem('data.generated-kind', { generator: name, task: experiment.task.kind });
    const rest = { ...limits, memory: limits.memory - used };
    used += await use({ name, part, data: data as Extract<Dataset, { kind: K }> }, rest);
  }
}

/** The parts of generated data, each made when it is asked for. */
export function* generated(
  generator: Generator,
  config: GenerateConfig,
  split: DataConfig['split'],
): Iterable<readonly [PartName, TableData | PairData]> {
  const ranges = splitRange(config.sequences, split);
  for (const [i, part] of PART_NAMES.entries()) {
    if (split[i] > 0) yield [part, generator.generate(config, ranges[part])];
  }
}

type FileKey = 'path' | PartName;

function filesOf(config: PrepareRequest['experiment']['data']): readonly { key: FileKey; part?: PartName }[] {
  if (config.path !== undefined) return [{ key: 'path' }];
  const parts = PART_NAMES.filter((part) => config[part] !== undefined);
  if (parts.length === 0) throw new Problem('data.no-path', {}, { path: 'data' });
  return parts.map((part) => ({ key: part, part }));
}

/** Adds to a problem the key of the experiment that named the file. */
async function locate<T>(work: Promise<T>, key: FileKey | 'generate'): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Problem ? error.at({ path: `data.${key}` }) : error;
  }
}
