import * as vscode from 'vscode';
import type { DataGuess } from '../../engine/protocol/service';

/** What the New Experiment picker has asked for. */
export interface Draft {
  readonly file: vscode.Uri;
  readonly guess: DataGuess;
  readonly task: string;
  /** Of tables: the columns to predict, or the column of the text to write. */
  readonly target: readonly string[];
  readonly cell: string;
}

/** Characters that the model of a new experiment reads, all epochs together: a few minutes on two cores. */
const textBudget = 4e6;
/** Rows times epochs of a new forecasting experiment. */
const rowBudget = 5e4;
/** Bytes of a row, where rows were not counted. */
const usualRowBytes = 60;

/** The commented text of a new experiment; `path` is the data file relative to it. Comments are in the window's language. */
export function draftText(draft: Draft, path: string): string {
  return page((sections[draft.task] ?? textSections)(draft, path));
}

type Commented = readonly [comment: string, section: Section];

const sections: Readonly<Record<string, (draft: Draft, path: string) => readonly Commented[]>> = {
  forecasting: tableSections,
  translation: pairSections,
  tagging: tagSections,
  cloze: clozeSections,
  'data-to-text': describedSections,
};

function textSections(draft: Draft, path: string): readonly Commented[] {
  return [
    [
      vscode.l10n.t('The text. A token is what is read and predicted at a time: "character", "grapheme" or "word".'),
      textData(path),
    ],
    [
      vscode.l10n.t('Predict the next token, again and again: the model can then write text of its own.'),
      { task: { kind: draft.task } },
    ],
    [cellWords(), model(draft, 128)],
    [
      vscode.l10n.t(
        'An epoch is one pass over the training text; `window` is the number of tokens that a step looks back.',
      ),
      textTrain(draft.guess.bytes),
    ],
  ];
}

function tableSections(draft: Draft, path: string): readonly Commented[] {
  return [
    [
      vscode.l10n.t('The table, and the columns to predict. The row order comes from the time column.'),
      tableData(draft, path),
    ],
    [vscode.l10n.t('Look at `window` rows, predict the next `horizon` rows.'), tableTask(rowsOf(draft.guess))],
    [cellWords(), model(draft, 32)],
    [
      vscode.l10n.t('Training ends early when the validation loss gets no better for `patience` validations.'),
      tableTrain(rowsOf(draft.guess)),
    ],
  ];
}

function pairSections(draft: Draft, path: string): readonly Commented[] {
  return [
    [
      vscode.l10n.t('The pairs. A token is what is read and written at a time: "character", "grapheme" or "word".'),
      { data: { path, tokens: 'character', split: [0.9, 0.05, 0.05] } },
    ],
    [
      vscode.l10n.t(
        'Generate the target of a pair from its source. `targetTokens` may differ from the tokens of the data.',
      ),
      { task: { kind: draft.task } },
    ],
    [
      vscode.l10n.t(
        'With attention the decoder looks back at the source at every step. Other cells are "lstm", "gru" and "elman"; more units or layers learn more and train slower.',
      ),
      {
        model: {
          kind: 'encoder-decoder',
          cell: { kind: draft.cell, units: 128 },
          attention: { kind: 'additive' },
        },
      },
    ],
    [vscode.l10n.t('An epoch is one pass over the training pairs.'), pairTrain(draft.guess.bytes)],
  ];
}

function tagSections(draft: Draft, path: string): readonly Commented[] {
  return [
    [vscode.l10n.t('The sentences: tokens, and a tag for each of them.'), { data: { path, split: [0.8, 0.1, 0.1] } }],
    [
      vscode.l10n.t('Give every token a tag. Sentences of more than `longest` tokens are left out.'),
      { task: { kind: draft.task, longest: 200 } },
    ],
    [bothSidesWords(), bothSides(model(draft, 64))],
    [vscode.l10n.t('An epoch is one pass over the training sentences.'), pairTrain(draft.guess.bytes)],
  ];
}

function clozeSections(draft: Draft, path: string): readonly Commented[] {
  return [
    [
      vscode.l10n.t('The text. A token is what is read, hidden and predicted: "character", "grapheme" or "word".'),
      textData(path),
    ],
    [
      vscode.l10n.t('Hide a share of the tokens, others every epoch, and predict them from what stands on both sides.'),
      { task: { kind: draft.task, hidden: 0.15 } },
    ],
    [bothSidesWords(), bothSides(model(draft, 96))],
    [
      vscode.l10n.t('An epoch is one pass over the training text, in passages of `window` tokens.'),
      textTrain(draft.guess.bytes),
    ],
  ];
}

function describedSections(draft: Draft, path: string): readonly Commented[] {
  const columns = (draft.guess.columns ?? []).filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const rows = rowsOf(draft.guess);
  return [
    [
      vscode.l10n.t('The table: columns of numbers, and the column of the text to write about them.'),
      { data: { path, columns, target: draft.target, split: [0.8, 0.1, 0.1] } },
    ],
    [
      vscode.l10n.t('Write the text of a row from its numbers. Texts of more than `longest` tokens are left out.'),
      { task: { kind: draft.task, longest: 200 } },
    ],
    [
      vscode.l10n.t('The numbers make the first state of the decoder and are a part of the input of every step.'),
      { model: { kind: 'vector-to-sequence', cell: { kind: draft.cell, units: 96 }, context: 'both' } },
    ],
    [vscode.l10n.t('An epoch is one pass over the training rows.'), describedTrain(rows)],
  ];
}

function bothSidesWords(): string {
  return vscode.l10n.t(
    'The network reads forwards and backwards. Other cells are "lstm", "gru" and "elman"; more units or layers learn more and train slower.',
  );
}

function cellWords(): string {
  return vscode.l10n.t('Other cells are "lstm", "gru" and "elman". More units or layers learn more and train slower.');
}

type Section = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Sections of an object, each below its comment. */
export function page(commented: readonly Commented[]): string {
  const head = vscode.l10n.t(
    'A Sequence Lab experiment. Hover over a setting for its meaning; Ctrl+Space lists what else there is.',
  );
  const body = commented.map(([comment, section]) => {
    const [[name, value]] = Object.entries(section);
    return `  // ${comment}\n  ${JSON.stringify(name)}: ${written(value, '  ')}`;
  });
  return `// ${head}\n{\n${body.join(',\n\n')}\n}\n`;
}

/** JSON as a person would write it: what is short stands on one line. */
function written(value: unknown, indent: string): string {
  const line = JSON.stringify(value, undefined, 1).replace(/\n\s*/g, ' ').replaceAll('[ ', '[').replaceAll(' ]', ']');
  if (line.length < 90 || typeof value !== 'object' || value === null || Array.isArray(value)) return line;
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${written(each, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function textData(path: string): Section {
  return { data: { path, tokens: 'character', split: [0.9, 0.05, 0.05] } };
}

function textTrain(bytes: number): Section {
  const epochs = clamp(Math.round(textBudget / Math.max(1, bytes)), 1, 30);
  return {
    train: { epochs, batch: 32, window: 64, seed: 1, optimizer: { kind: 'adamw', rate: 0.002 }, clip: { norm: 1 } },
  };
}

function pairTrain(bytes: number): Section {
  const epochs = clamp(Math.round(textBudget / Math.max(1, bytes)), 1, 30);
  return {
    train: { epochs, batch: 64, seed: 1, optimizer: { kind: 'adamw', rate: 0.002 }, clip: { norm: 1 } },
  };
}

function tableData(draft: Draft, path: string): Section {
  const time = draft.guess.columns?.find((column) => column.kind === 'date')?.name;
  return { data: { path, target: draft.target, ...(time !== undefined && { time }), split: [0.7, 0.15, 0.15] } };
}

/** Rows of a table; those of a long file, which is not read to its end here, by its size. */
function rowsOf({ rows, bytes }: DataGuess): number {
  return rows ?? Math.round(bytes / usualRowBytes);
}

/** A window that fits well into the smallest part of the table. */
function tableTask(rows: number): Section {
  const window = clamp(Math.floor(rows * 0.05), 4, 28);
  return { task: { kind: 'forecasting', window, horizon: clamp(Math.floor(window / 4), 1, 7) } };
}

function tableTrain(rows: number): Section {
  const epochs = clamp(Math.round(rowBudget / Math.max(1, rows)), 5, 40);
  const stopEarly = { patience: 5, minimumGain: 0 };
  return {
    train: { epochs, batch: 32, seed: 1, optimizer: { kind: 'adamw', rate: 0.003 }, clip: { norm: 1 }, stopEarly },
  };
}

function describedTrain(rows: number): Section {
  const epochs = clamp(Math.round(rowBudget / Math.max(1, rows)), 5, 40);
  return { train: { epochs, batch: 32, seed: 1, optimizer: { kind: 'adamw', rate: 0.003 }, clip: { norm: 1 } } };
}

/** A model that reads both ways. */
function bothSides({ model: settings }: Section): Section {
  return { model: { ...settings, bidirectional: true } };
}

function model(draft: Draft, units: number): Section {
  return { model: { kind: 'recurrent', cell: { kind: draft.cell, units }, layers: 1 } };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
