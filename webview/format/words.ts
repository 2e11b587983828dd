import * as l10n from '@vscode/l10n';
import type { PartName } from '../../engine/contracts/data';
import type { Experiment } from '../../engine/contracts/experiment';
import { messages } from '../../engine/contracts/messages';
import { inWords, type ProblemWords, type Where } from '../../engine/contracts/problem';
import type { RunStatus } from '../../engine/contracts/view';
import type { PanelProblem } from '../../engine/protocol/panel';

/** Names are made on call, as the translations are there only after the first answer of the host. */
type Words = Readonly<Record<string, () => string>>;

const statusWords: Readonly<Record<RunStatus, () => string>> = {
  starting: () => l10n.t('Starting'),
  running: () => l10n.t('Running'),
  finished: () => l10n.t('Finished'),
  stopped: () => l10n.t('Stopped'),
  imported: () => l10n.t('Imported'),
  interrupted: () => l10n.t('Interrupted'),
  failed: () => l10n.t('Failed'),
};

const metricWords: Words = {
  loss: () => l10n.t('Loss'),
  perplexity: () => l10n.t('Perplexity'),
  bitsPerCharacter: () => l10n.t('Bits per character'),
  bitsPerToken: () => l10n.t('Bits per token'),
  accuracy: () => l10n.t('Accuracy'),
  exactMatch: () => l10n.t('Exact matches'),
  tokenAccuracy: () => l10n.t('Token accuracy'),
  f1: () => l10n.t('F1'),
  precision: () => l10n.t('Precision'),
  recall: () => l10n.t('Recall'),
  bleu: () => l10n.t('BLEU'),
  chrf: () => l10n.t('chrF'),
  mae: () => l10n.t('MAE'),
  rmse: () => l10n.t('RMSE'),
  mase: () => l10n.t('MASE'),
  smape: () => l10n.t('sMAPE (%)'),
};

const metricHints: Words = {
  loss: () => l10n.t('What training makes small. Lower is better.'),
  perplexity: () => l10n.t('Between how many equally likely tokens the model hesitates, on average. Lower is better.'),
  bitsPerCharacter: () => l10n.t('Bits that the model needs to write down one character. Lower is better.'),
  accuracy: () => l10n.t('Share of the tokens that are right. Higher is better.'),
  f1: () =>
    l10n.t(
      'Entities that are right in type and both ends: the harmonic mean of precision and recall. Higher is better.',
    ),
  precision: () => l10n.t('Share of the entities found that are right. Higher is better.'),
  recall: () => l10n.t('Share of the entities there are that were found. Higher is better.'),
  exactMatch: () => l10n.t('Share of the answers that are the reference, letter by letter. Higher is better.'),
  tokenAccuracy: () =>
    l10n.t('Share of the tokens that are right when the true ones before them are known. Higher is better.'),
  bleu: () =>
    l10n.t(
      'Runs of one to four words that the answers have in common with the references, from 0 to 100. Higher is better.',
    ),
  chrf: () =>
    l10n.t(
      'Runs of one to six characters that the answers have in common with the references, from 0 to 100. Higher is better.',
    ),
  mae: () => l10n.t('Mean absolute error, in the units of the file. Lower is better.'),
  rmse: () => l10n.t('Root of the mean squared error, in the units of the file. Lower is better.'),
  mase: () =>
    l10n.t(
      'Mean absolute error divided by that of the seasonal-naive forecast on the training part. Below 1 is better than it.',
    ),
  smape: () => l10n.t('Symmetric mean absolute percentage error, from 0 to 200. Lower is better.'),
};

const baselineWords: Words = {
  naive: () => l10n.t('Naive'),
  'seasonal-naive': () => l10n.t('Seasonal naive'),
  uniform: () => l10n.t('Uniform'),
  unigram: () => l10n.t('Unigram'),
  bigram: () => l10n.t('Bigram'),
  'frequent-tag': () => l10n.t('Most frequent tag'),
  copy: () => l10n.t('Copy of the source'),
  'nearest-pair': () => l10n.t('Nearest training pair'),
};

const partWords: Readonly<Record<PartName | 'file', () => string>> = {
  train: () => l10n.t('Training part'),
  validation: () => l10n.t('Validation part'),
  test: () => l10n.t('Test part'),
  file: () => l10n.t('File'),
};

const cellWords: Readonly<Record<Experiment['model']['cell']['kind'], string>> = {
  elman: 'Elman',
  lstm: 'LSTM',
  gru: 'GRU',
};

const metricKey = /^(\S+) (.+)$/s;

export const statusWord = (status: RunStatus): string => statusWords[status]();

export const partWord = (part: PartName | 'file'): string => partWords[part]();

/** `mae`, and also `mae temperature`: the metric of one column. */
export function metricWord(key: string): string {
  const [, name = key, column = ''] = metricKey.exec(key) ?? [];
  const word = metricWords[name]?.() ?? name;
  return column === '' ? word : l10n.t('{0} of {1}', word, column);
}

export const metricHint = (key: string): string | undefined => metricHints[key.split(' ')[0]]?.();

/** Whether more of it is better. */
export const isGain = (metric: string): boolean => gains.has(metric);

const gains: ReadonlySet<string> = new Set([
  'accuracy',
  'f1',
  'precision',
  'recall',
  'exactMatch',
  'tokenAccuracy',
  'bleu',
  'chrf',
]);

export function baselineWord(name: string): string {
  const order = /^kneser-ney-(\d+)$/.exec(name)?.[1];
  if (order) return l10n.t('Kneser-Ney {0}-gram', order);
  return baselineWords[name]?.() ?? name;
}

/** LSTM, 2 layers of 128 units */
export function modelWords({ model }: Experiment): string {
  const { cell, layers } = model;
  const bidirectional = 'bidirectional' in model && model.bidirectional;
  const name = bidirectional ? l10n.t('bidirectional {0}', cellWords[cell.kind]) : cellWords[cell.kind];
  const words =
    layers === 1
      ? l10n.t('{0}, 1 layer of {1} units', name, cell.units)
      : l10n.t('{0}, {1} layers of {2} units', name, layers, cell.units);
  if (model.kind === 'encoder-decoder') return l10n.t('Encoder-decoder: {0}', words);
  return model.kind === 'vector-to-sequence' ? l10n.t('Vector to sequence: {0}', words) : words;
}

/** What is wrong and what to do, in the language of the window. */
export function problemWords(problem: ProblemWords): string {
  const message = messages[problem.code];
  if (message !== undefined) return l10n.t(message, inWords(problem.arguments, problemWords));
  return l10n.t(messages['internal.error'], { message: problem.code });
}

/** file.csv:12:3 */
export function placeWords(where: Where | undefined): string {
  if (!where) return '';
  const position = [where.line, where.column].filter((part) => part !== undefined).join(':');
  const place = [where.file, position].filter((part) => part !== undefined && part !== '').join(':');
  return [place, where.path].filter((part) => part !== undefined && part !== '').join(' \u00b7 ');
}

/** The code of the problem that a call was rejected with, if it was one. */
export function problemCode(error: unknown): string | undefined {
  const { problem } = (typeof error === 'object' && error !== null ? error : {}) as Partial<PanelProblem>;
  return problem?.code;
}

/** Whether a call ended because somebody cancelled it: no failure. */
export const isCancelled = (error: unknown): boolean => problemCode(error) === 'run.cancelled';

/** Anything that a call was rejected with, in words. */
export function failureWords(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    const { message, problem } = error as Partial<PanelProblem>;
    if (typeof message === 'string' && message !== '') return message;
    if (problem) return problemWords(problem);
  }
  return l10n.t(messages['internal.error'], { message: String(error) });
}
