import type { BatchBuffer, Batches, Format, PrepareRequest } from '../../../engine/contracts/data';
import type { DataConfig, Experiment, ForecastingConfig, TrainConfig } from '../../../engine/contracts/experiment';
import { defaultTask } from '../../../engine/catalog/experiment';
import { generators } from '../../../engine/catalog/generators';
import { alignedFormat } from '../../../engine/data/formats/aligned';
import { conllFormat } from '../../../engine/data/formats/conll';
import { csvFormat } from '../../../engine/data/formats/csv';
import { jsonLinesFormat } from '../../../engine/data/formats/json-lines';
import { tabPairsFormat } from '../../../engine/data/formats/tab-pairs';
import { textFormat } from '../../../engine/data/formats/text';
import { dataConfig, sourceOf } from '../data/support';

const formats: Readonly<Record<string, Format>> = {
  text: textFormat,
  csv: csvFormat,
  pairs: tabPairsFormat,
  aligned: alignedFormat,
  'json-lines': jsonLinesFormat,
  conll: conllFormat,
};

export interface Setting {
  /** Content by path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly data?: Partial<DataConfig>;
  readonly task?: Partial<Record<string, unknown>>;
  readonly train?: Partial<Pick<TrainConfig, 'batch' | 'window' | 'seed'>>;
  readonly memory?: number;
}

/** What the tasks read of an experiment. */
export function requestOf(kind: Experiment['task']['kind'], setting: Setting): PrepareRequest {
  const [path] = Object.keys(setting.files);
  const explicit = setting.data?.train !== undefined;
  const data: DataConfig = { ...dataConfig, ...(explicit ? {} : { path }), ...setting.data };
  const forecasting: ForecastingConfig = {
    kind: 'forecasting',
    window: 4,
    horizon: 2,
    scaler: 'standard',
    ...setting.task,
  };
  const experiment = {
    data,
    task: kind === 'forecasting' ? forecasting : { ...defaultTask(kind), ...setting.task },
    train: { batch: 3, window: 5, seed: 1, ...setting.train },
  } as unknown as Experiment;
  return {
    experiment,
    open: async (name) => sourceOf(setting.files[name], name),
    limits: { memory: setting.memory ?? 1e9 },
    formats: async (format) => formats[format],
    generators: (generator) => generators.load(generator),
  };
}

/** Reads the batches of epoch 0 in order. */
export function* readAll(batches: Batches): Generator<{ readonly buffer: BatchBuffer; readonly count: number }> {
  const { shape } = batches;
  const vectors = shape.input.kind === 'vectors' ? shape.input.size : 1;
  const width = shape.output.kind === 'classes' ? 1 : shape.output.size;
  for (let index = 0; index < batches.count; index++) {
    const { time, decoderTime } = batches.lengths?.(0, index) ?? { time: shape.time, decoderTime: shape.decoder?.time };
    const rows = shape.output.per === 'step' ? (decoderTime ?? time) * shape.batch : shape.batch;
    const buffer = {
      input: new Float64Array(time * shape.batch * vectors),
      target: new Float64Array(rows * width),
      weights: new Float64Array(rows),
      ...(shape.masked && { mask: new Float64Array(time * shape.batch) }),
      ...(shape.decoder && { decoderInput: new Float64Array(rows) }),
    };
    yield { count: batches.read(0, index, buffer), buffer };
  }
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is missing');
  return value;
}

export const near = (a: number, b: number, tolerance = 1e-9) => Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
