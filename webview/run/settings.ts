import type { Evaluation, ForecastSample, Sample, TextSample } from '../../engine/contracts/events';
import type { PartName } from '../../engine/contracts/data';
import { maximumSmoothing } from '../curves/smoothing';
import type { CurveAxis } from '../curves/curve';

/** What the panel remembers of its reader, also over a reload of the window. */
export interface Settings {
  readonly smoothing: number;
  readonly axis: CurveAxis;
  readonly logarithmic: boolean;
  /** Sections that were folded or unfolded by hand. */
  readonly open: Readonly<Record<string, boolean>>;
  /** Step of the validation whose sample is shown; undefined follows the newest. */
  readonly sampleStep?: number;
  /** Column of tables with several. */
  readonly column?: string;
  readonly part: PartName;
  /** Undefined until somebody types one. */
  readonly prompt?: string;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly length: number;
  readonly rows: number;
  /** What is to be translated; undefined until somebody types it. */
  readonly source?: string;
  readonly beam: number;
  readonly lengthPenalty: number;
  readonly answers: number;
  readonly evaluation?: KeptEvaluation;
  /** What was last written, and from which prompt. */
  readonly generated?: TextSample;
  /** What was last forecast. */
  readonly forecast?: ForecastSample;
}

/** An evaluation, and the step of the best weights that it was made with. */
export interface KeptEvaluation {
  readonly step: number;
  readonly value: Evaluation;
}

const defaults: Settings = {
  smoothing: 0.8,
  axis: 'step',
  logarithmic: false,
  open: {},
  part: 'test',
  temperature: 0.8,
  topK: 0,
  topP: 1,
  seed: 1,
  length: 400,
  rows: 30,
  beam: 4,
  lengthPenalty: 0.6,
  answers: 4,
};

/** Settings as they were stored, by this version or another: what does not fit is left at its default. */
export function readSettings(stored: unknown): Settings {
  if (!isRecord(stored)) return defaults;
  const number = (key: keyof Settings, least: number, greatest: number): number => {
    const value = stored[key];
    const fits = typeof value === 'number' && value >= least && value <= greatest;
    return fits ? value : (defaults[key] as number);
  };
  const choice = <T extends string>(key: keyof Settings, choices: readonly T[]): T =>
    choices.find((value) => value === stored[key]) ?? (defaults[key] as T);
  return {
    smoothing: number('smoothing', 0, maximumSmoothing),
    axis: choice<CurveAxis>('axis', ['step', 'epoch', 'time']),
    logarithmic: stored.logarithmic === true,
    open: readOpen(stored.open),
    sampleStep: typeof stored.sampleStep === 'number' ? stored.sampleStep : undefined,
    column: typeof stored.column === 'string' ? stored.column : undefined,
    part: choice<PartName>('part', ['train', 'validation', 'test']),
    prompt: typeof stored.prompt === 'string' ? stored.prompt : undefined,
    temperature: number('temperature', 0, 5),
    topK: number('topK', 0, 1e6),
    topP: number('topP', 0, 1),
    seed: number('seed', 0, 2 ** 32 - 1),
    length: number('length', 1, 1e5),
    rows: number('rows', 1, 1e5),
    source: typeof stored.source === 'string' ? stored.source : undefined,
    beam: number('beam', 1, 100),
    lengthPenalty: number('lengthPenalty', 0, 5),
    answers: number('answers', 1, 100),
    evaluation: readEvaluation(stored.evaluation),
    generated: readSample<TextSample>(stored.generated, 'text'),
    forecast: readSample<ForecastSample>(stored.forecast, 'forecast'),
  };
}

function readOpen(value: unknown): Settings['open'] {
  if (!isRecord(value)) return defaults.open;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  );
}

const evaluationKinds: ReadonlySet<string> = new Set<Evaluation['kind']>([
  'text',
  'forecast',
  'pairs',
  'tags',
  'cloze',
]);

function readEvaluation(value: unknown): KeptEvaluation | undefined {
  if (!isRecord(value) || typeof value.step !== 'number' || !isRecord(value.value)) return undefined;
  const { kind } = value.value;
  return evaluationKinds.has(String(kind)) ? (value as unknown as KeptEvaluation) : undefined;
}

function readSample<T extends Sample>(value: unknown, kind: T['kind']): T | undefined {
  return isRecord(value) && value.kind === kind ? (value as unknown as T) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Settings that are stored whenever they change. */
export class SettingsStore {
  private settings: Settings;
  private readonly listeners: ((before: Settings) => void)[] = [];

  constructor(
    stored: unknown,
    private readonly save: (settings: Settings) => void,
  ) {
    this.settings = readSettings(stored);
  }

  get value(): Settings {
    return this.settings;
  }

  change(patch: Partial<Settings>): void {
    const before = this.settings;
    this.settings = { ...before, ...patch };
    this.save(this.settings);
    for (const listener of this.listeners) listener(before);
  }

  /** Calls back after each change, with what was before. */
  listen(listener: (before: Settings) => void): void {
    this.listeners.push(listener);
  }

  isOpen(section: string, otherwise: boolean): boolean {
    return this.settings.open[section] ?? otherwise;
  }

  setOpen(section: string, open: boolean): void {
    if (this.settings.open[section] !== open) this.change({ open: { ...this.settings.open, [section]: open } });
  }
}
