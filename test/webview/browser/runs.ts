import type { Experiment } from '../../../engine/contracts/experiment';
import type {
  Answers,
  CheckpointEvent,
  ClozeToken,
  Evaluation,
  ForecastColumn,
  ForecastSample,
  Sample,
  StepEvent,
  TaggedSentence,
  ValidationEvent,
} from '../../../engine/contracts/events';
import type { CurveView, RunStatus, RunView } from '../../../engine/contracts/view';
import { RunReducer } from '../../../engine/run/reducer';

/** Uniform numbers in [0, 1) that are the same on every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RunPlan {
  readonly name: string;
  readonly experiment: Experiment;
  readonly parameters: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly validateEvery: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  readonly metrics: (loss: number) => Readonly<Record<string, number>>;
  readonly sample: (progress: number) => Sample;
}

const start = Date.UTC(2026, 2, 1, 9, 0, 0);
const millisecondsPerStep = 42;

function lossAt(plan: RunPlan, step: number): number {
  return plan.lastLoss + (plan.firstLoss - plan.lastLoss) * Math.exp(-7 * (step / plan.totalSteps) ** 0.6);
}

/** Steps from one step event to the next: at most ten events a second. */
const stepsPerEvent = 2;
const checkpointSeconds = 20;

function* stepEvents(plan: RunPlan, last: number): Generator<StepEvent> {
  const random = randomNumbers(7);
  for (let step = stepsPerEvent; step <= last; step += stepsPerEvent) {
    const middle = lossAt(plan, step);
    const noise = (random() + random() + random() - 1.5) * 0.09 * middle;
    const spread = (0.03 + 0.06 * random()) * middle;
    yield {
      type: 'step',
      time: start + step * millisecondsPerStep,
      step,
      epoch: step / plan.stepsPerEpoch,
      count: stepsPerEvent,
      loss: middle + noise,
      min: middle + noise - spread,
      max: middle + noise + spread,
      gradientNorm: 0.4 + 1.6 * Math.exp((-9 * step) / plan.totalSteps) + 0.25 * random(),
      rate: 0.002 * Math.min(1, step / 200) * 0.5 * (1 + Math.cos((Math.PI * step) / plan.totalSteps)),
      tokensPerSecond: 48000 + 4000 * random() - (step % 900 < 20 ? 15000 : 0),
    };
  }
}

function* validationEvents(plan: RunPlan, last: number): Generator<ValidationEvent> {
  let least = Number.POSITIVE_INFINITY;
  for (let step = plan.validateEvery; step <= last; step += plan.validateEvery) {
    const progress = step / plan.totalSteps;
    // Towards the end the model learns by heart: the validation loss turns up a little.
    const loss = lossAt(plan, step) * 1.04 + 0.25 * Math.max(0, progress - 0.75) * plan.lastLoss;
    yield {
      type: 'validation',
      time: start + step * millisecondsPerStep,
      step,
      epoch: step / plan.stepsPerEpoch,
      loss,
      metrics: plan.metrics(loss),
      best: loss < least,
      sample: plan.sample(progress),
    };
    least = Math.min(least, loss);
  }
}

function* checkpointEvents(last: number): Generator<CheckpointEvent> {
  const every = (checkpointSeconds * 1000) / millisecondsPerStep;
  for (let i = 1; i * every <= last; i += 1) {
    const step = Math.floor(i * every);
    yield { type: 'checkpoint', time: start + step * millisecondsPerStep, step, file: 'last.safetensors' };
  }
}

/** The run's log after `step` steps, folded by the same reducer as the editor's. */
function reducerOf(plan: RunPlan, step: number, status: RunStatus): RunReducer {
  const reducer = new RunReducer(plan.name);
  if (status === 'starting') return reducer;
  reducer.add({
    type: 'start',
    time: start,
    experiment: plan.experiment,
    parameters: plan.parameters,
    stepsPerEpoch: plan.stepsPerEpoch,
    totalSteps: plan.totalSteps,
    backend: 'native',
    threads: 2,
    library: 'OpenBLAS 0.3.21 (Zen)',
    memory: 63.4 * 2 ** 20,
  });
  const events = [...stepEvents(plan, step), ...validationEvents(plan, step), ...checkpointEvents(step)];
  for (const event of events.toSorted((a, b) => a.time - b.time)) reducer.add(event);
  if (status !== 'running') {
    reducer.add({ type: 'end', time: start + step * millisecondsPerStep, step, reason: status });
  }
  return reducer;
}

/** What a panel gets of the run after `step` steps. */
export function viewOf(plan: RunPlan, step: number, status: RunStatus, points?: number): RunView {
  return reducerOf(plan, step, status).view(status === 'starting' || status === 'running', points);
}

/** What a panel gets when it zooms. */
export function curveOf(plan: RunPlan, from: number, to: number, points: number): CurveView {
  return reducerOf(plan, plan.totalSteps, 'running').curve(from, to, points);
}

/** The same run with values that are not finite here and there, and at its end. */
export function spoiled(view: RunView): RunView {
  const spoil = (values: readonly number[]): number[] =>
    values.map((value, i) => (i === 9 || i > values.length - 20 ? Number.NaN : value));
  const { curve } = view;
  return {
    ...view,
    last: view.last && { ...view.last, loss: Number.NaN },
    curve: {
      ...curve,
      loss: spoil(curve.loss),
      max: curve.max.map(() => Number.POSITIVE_INFINITY),
      gradientNorm: spoil(curve.gradientNorm),
    },
    validations: view.validations.map((validation) => ({
      ...validation,
      loss: Number.NaN,
      metrics: { perplexity: Number.POSITIVE_INFINITY },
    })),
  };
}

const train: Experiment['train'] = {
  epochs: 8,
  batch: 32,
  window: 64,
  carry: true,
  seed: 1,
  optimizer: { kind: 'adamw', rate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  schedule: { kind: 'cosine', minimum: 0 },
  clip: { norm: 1 },
  weightDecay: 0.01,
  checkpointSeconds: 20,
  keepCheckpoints: 0,
  backend: 'auto',
  threads: 'auto',
};

const model = (units: number, layers: number): Experiment['model'] => ({
  kind: 'recurrent',
  cell: { kind: 'lstm', units, initialiser: 'uniform', forgetBias: 1 },
  layers,
  bidirectional: false,
  dropout: 0.1,
  variational: false,
  pool: 'last',
});

const data: Experiment['data'] = {
  split: [0.9, 0.05, 0.05],
  tokens: 'character',
  missing: { tokens: [''], policy: 'error' },
};

const passage =
  'the whale rose slowly out of the water, and the men in the boats held their breath. ' +
  'There was no wind that morning; the sails hung as they had hung all night, and the captain ' +
  'walked from one side of the deck to the other.\n\n"He will come up again," said the mate. "He always does."\n\n' +
  'Nobody answered. Far away, where the sky and the sea were one grey thing, something moved. ';

const letters = 'etaoin shrdlu,.\nETA';

/** A text that reads better the further the training is. One line looks like HTML and must stay text. */
function writtenText(progress: number): string {
  const random = randomNumbers(Math.round(progress * 1000));
  const wrong = 0.75 * Math.exp(-5 * progress);
  const text = passage
    .split('')
    .map((letter) => (random() < wrong ? letters[Math.floor(random() * letters.length)] : letter));
  return `${text.join('')}<img src=x onerror="document.title='broken'"> & <b>not bold</b>`;
}

export const textRun: RunPlan = {
  name: 'moby-dick-3',
  experiment: {
    data: { ...data, path: 'moby-dick.txt' },
    task: { kind: 'language-model' },
    model: model(192, 2),
    train,
  },
  parameters: 631_296,
  stepsPerEpoch: 540,
  totalSteps: 4320,
  validateEvery: 270,
  firstLoss: 4.31,
  lastLoss: 1.34,
  metrics: (loss) => ({ perplexity: Math.exp(loss), bitsPerCharacter: loss / Math.LN2 }),
  sample: (progress) => ({ kind: 'text', prompt: 'Call me Ishmael. When ', text: writtenText(progress) }),
};

const dayLength = 24 * 3600 * 1000;
const firstDay = Date.UTC(2015, 9, 4);

function temperature(day: number, offset: number): number {
  const random = randomNumbers(day * 7 + offset * 1000);
  const season = 10 * Math.sin(((day - 20) / 365) * 2 * Math.PI);
  return Math.round((12 + offset - season + 3.2 * Math.sin(day / 3.1) + 4 * (random() - 0.5)) * 10) / 10;
}

function days(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(firstDay + (from + i) * dayLength).toISOString().slice(0, 10),
  );
}

function forecastColumn(
  name: string,
  offset: number,
  from: number,
  seen: number,
  horizon: number,
  skill: number,
): ForecastColumn {
  const row = (day: number): number => temperature(day, offset);
  const past = Array.from({ length: seen }, (_, i) => row(from + i));
  const truth = Array.from({ length: horizon }, (_, i) => row(from + seen + i));
  const random = randomNumbers(from + offset);
  return {
    name,
    past,
    truth,
    forecast: truth.map((value, i) => skill * value + (1 - skill) * 12 + (random() - 0.5) * (1 + i * 0.15)),
    naive: truth.map(() => past.at(-1) ?? row(from - 1)),
    seasonalNaive: truth.map((_, i) => row(from + seen + i - 7)),
  };
}

export function forecastSample(from: number, seen: number, horizon: number, skill: number): ForecastSample {
  return {
    kind: 'forecast',
    labels: days(from, seen + horizon),
    columns: [
      forecastColumn('temp_max', 5, from, seen, horizon, skill),
      forecastColumn('temp_min', -2, from, seen, horizon, skill),
    ],
  };
}

export function futureSample(length: number): ForecastSample {
  const sample = forecastSample(60, 30, length, 0.8);
  return {
    ...sample,
    columns: sample.columns.map(({ name, past, forecast }) => ({ name, past, forecast })),
  };
}

export const forecastRun: RunPlan = {
  name: 'seattle-weather-1',
  experiment: {
    data: { ...data, path: 'seattle-weather.csv', target: ['temp_max', 'temp_min'], time: 'date' },
    task: { kind: 'forecasting', window: 30, horizon: 14, scaler: 'standard' },
    model: model(48, 1),
    train: { ...train, epochs: 30 },
  },
  parameters: 11_420,
  stepsPerEpoch: 40,
  totalSteps: 1200,
  validateEvery: 40,
  firstLoss: 1.05,
  lastLoss: 0.22,
  metrics: (loss) => ({
    mae: 5.1 * Math.sqrt(loss),
    rmse: 6.6 * Math.sqrt(loss),
    mase: 1.6 * loss ** 0.5,
    smape: 34 * loss,
  }),
  sample: (progress) => forecastSample(20, 30, 14, 0.15 + 0.8 * progress),
};

const surprises = ['Queequeg', ' harpooneers', '\n', ' ', 'xviii', '!', 'ing', '"', 'the', ' of'];

export function textEvaluation(): Evaluation {
  const random = randomNumbers(5);
  const stretch = (position: number) => {
    const tokens = Array.from({ length: 70 }, (_, i) =>
      i % 9 === 4 ? surprises[Math.floor(random() * surprises.length)] : passage.slice(i * 2, i * 2 + 2),
    );
    const nats = tokens.map((_, i) => (i % 9 === 4 ? 3 + 8 * random() : 3 * random() ** 2));
    return { position, tokens, nats, meanLoss: nats.reduce((sum, value) => sum + value, 0) / nats.length };
  };
  return {
    kind: 'text',
    part: 'test',
    count: 61_234,
    loss: 1.402,
    metrics: { perplexity: 4.063, bitsPerCharacter: 2.023 },
    baselines: [
      { name: 'kneser-ney-5', metrics: { perplexity: 5.71, bitsPerCharacter: 2.513 } },
      { name: 'uniform', metrics: { perplexity: 84, bitsPerCharacter: 6.392 } },
    ],
    worst: [stretch(18_220), stretch(40_031), stretch(2_514)],
  };
}

export function forecastEvaluation(): Evaluation {
  const steps = Array.from({ length: 14 }, (_, i) => i + 1);
  const errors = (column: string, scale: number) => ({
    column,
    model: steps.map((step) => scale * (1.1 + 0.09 * step)),
    naive: steps.map((step) => scale * (1.4 + 0.19 * step)),
    seasonalNaive: steps.map((step) => scale * (2.2 + 0.02 * Math.sin(step))),
  });
  return {
    kind: 'forecast',
    part: 'test',
    count: 72,
    loss: 0.271,
    metrics: { mae: 2.31, rmse: 3.02, mase: 0.83, smape: 14.2 },
    baselines: [
      { name: 'naive', metrics: { mae: 3.41, rmse: 4.4, mase: 1.22, smape: 19.9 } },
      { name: 'seasonal-naive', metrics: { mae: 2.94, rmse: 3.9, mase: 1.05, smape: 17.4 } },
    ],
    errorByStep: [errors('temp_max', 1.1), errors('temp_min', 0.8)],
    series: forecastSample(100, 0, 200, 0.9),
  };
}

const dates = [
  ['lundi 3 mars 2031', '2031-03-03'],
  ['17 de septiembre de 1988', '1988-09-17'],
  ['2024年11月2日', '2024-11-02'],
  ['Freitag, 21. Juli 2006', '2006-07-21'],
  ['<b>May</b> 9, 1999', '1999-05-09'],
] as const;

/** The later digits of a date are learnt last. */
function answered(progress: number) {
  const known = Math.round(10 * Math.min(1, 1.6 * progress));
  return dates.map(([source, reference]) => ({
    source,
    reference,
    output: `${reference.slice(0, known)}2000-01-01`.slice(0, 10),
  }));
}

export const pairRun: RunPlan = {
  name: 'dates-1',
  experiment: {
    data: { ...data, path: 'dates.pairs', group: 'column 2', format: 'pairs' },
    task: { kind: 'translation', vocabularies: 'separate', longest: 200 },
    model: model(64, 1),
    train: { ...train, epochs: 12 },
  },
  parameters: 61_218,
  stepsPerEpoch: 150,
  totalSteps: 1800,
  validateEvery: 150,
  firstLoss: 2.9,
  lastLoss: 0.01,
  metrics: (loss) => ({ tokenAccuracy: Math.exp(-loss), perplexity: Math.exp(loss) }),
  sample: (progress) => ({ kind: 'pairs', pairs: answered(progress) }),
};

const numerals = [
  ['thousands=1, hundreds=9, tens=9, ones=4', 'MCMXCIV'],
  ['thousands=0, hundreds=4, tens=8, ones=8', 'CDLXXXVIII'],
] as const;

export const rowRun: RunPlan = {
  ...pairRun,
  name: 'roman-numerals-1',
  experiment: {
    data: {
      ...data,
      path: 'roman-numerals.csv',
      columns: ['thousands', 'hundreds', 'tens', 'ones'],
      target: ['roman'],
    },
    task: { kind: 'data-to-text', scaler: 'standard', longest: 200 },
    model: model(96, 1),
    train: { ...train, epochs: 12 },
  },
  sample: (progress) => ({
    kind: 'pairs',
    pairs: numerals.map(([source, reference]) => ({
      source,
      reference,
      output: reference.slice(0, Math.ceil(reference.length * progress)),
    })),
  }),
};

export function pairEvaluation(): Evaluation {
  return {
    kind: 'pairs',
    part: 'test',
    count: 5_500,
    pairs: 500,
    loss: 0.012,
    metrics: { exactMatch: 0.992, bleu: 99.1, chrf: 99.4, tokenAccuracy: 0.9985, perplexity: 1.012 },
    baselines: [
      { name: 'copy', metrics: { exactMatch: 0, bleu: 0.4, chrf: 12.1 } },
      { name: 'nearest-pair', metrics: { exactMatch: 0, bleu: 31, chrf: 58.2 } },
    ],
    byLength: Array.from({ length: 8 }, (_, i) => ({
      from: 8 + 4 * i,
      to: 11 + 4 * i,
      pairs: 40 + 10 * i,
      exactMatch: 1 - 0.004 * i,
      tokenAccuracy: 1 - 0.001 * i,
    })),
    wrong: answered(0.3),
  };
}

export function pairAnswers(count: number): Answers {
  const answers = ['1988-09-17', '1988-09-07', '1988-09-11', '1983-09-17'].slice(0, count).map((text, i) => ({
    text,
    logProbability: -0.02 - 3.1 * i,
    score: -0.01 - 1.7 * i,
    ended: i < 3,
  }));
  return { answers, tree: { width: count, nodes: [] } };
}

const sentence = 'Most people in New Zealand speak English , some also Māori .'.split(' ');
const tags = ['O', 'O', 'O', 'B-PLACE', 'I-PLACE', 'O', 'B-LANGUAGE', 'O', 'O', 'O', 'B-LANGUAGE', 'O'];

function tagged(progress: number): TaggedSentence {
  return { tokens: sentence, truth: tags, predicted: tags.map((tag, i) => (i / tags.length < progress ? tag : 'O')) };
}

export const tagRun: RunPlan = {
  name: 'sentences-1',
  experiment: {
    data: { ...data, path: 'sentences.conll', format: 'conll' },
    task: { kind: 'tagging', longest: 200 },
    model: model(48, 1),
    train: { ...train, epochs: 6 },
  },
  parameters: 55_690,
  stepsPerEpoch: 32,
  totalSteps: 192,
  validateEvery: 32,
  firstLoss: 1.8,
  lastLoss: 0.04,
  metrics: (loss) => ({ f1: Math.exp(-loss), accuracy: Math.exp(-loss / 2) }),
  sample: (progress) => ({ kind: 'tags', sentences: [tagged(progress)] }),
};

export function tagEvaluation(): Evaluation {
  return {
    kind: 'tags',
    part: 'test',
    count: 8876,
    sentences: 750,
    loss: 0.039,
    metrics: { f1: 0.983, precision: 0.978, recall: 0.989, accuracy: 0.997 },
    baselines: [{ name: 'frequent-tag', metrics: { f1: 0.799, precision: 0.763, recall: 0.84, accuracy: 0.952 } }],
    wrong: [tagged(0.9), tagged(0.5)],
  };
}

const guesses = ['e', 'a', 'o', '<i>', ' '];

function gaps(progress: number): ClozeToken[] {
  return Array.from(passage.slice(0, 160), (token, i) => {
    if (i % 9 !== 4) return { token };
    const order = progress > 0.5 ? [token, ...guesses.filter((guess) => guess !== token)] : guesses;
    return { token, candidates: order.map((guess, n) => ({ token: guess, probability: 0.6 / (n + 1) ** 2 })) };
  });
}

export const clozeRun: RunPlan = {
  name: 'moby-dick-cloze-1',
  experiment: {
    data: { ...data, path: 'moby-dick.txt' },
    task: { kind: 'cloze', hidden: 0.15 },
    model: model(96, 1),
    train: { ...train, epochs: 3 },
  },
  parameters: 100_000,
  stepsPerEpoch: 500,
  totalSteps: 1500,
  validateEvery: 250,
  firstLoss: 3.1,
  lastLoss: 0.9,
  metrics: (loss) => ({ accuracy: Math.exp(-loss / 2), perplexity: Math.exp(loss) }),
  sample: (progress) => ({ kind: 'cloze', texts: [gaps(progress)] }),
};

export function clozeEvaluation(): Evaluation {
  return {
    kind: 'cloze',
    part: 'test',
    count: 9012,
    loss: 0.91,
    metrics: { accuracy: 0.74, perplexity: 2.48 },
    baselines: [
      { name: 'unigram', metrics: { accuracy: 0.18, perplexity: 20.1 } },
      { name: 'bigram', metrics: { accuracy: 0.33, perplexity: 9.8 } },
    ],
    worst: [gaps(0).slice(0, 31), gaps(0).slice(40, 71)],
  };
}
