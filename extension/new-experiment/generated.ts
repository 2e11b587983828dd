import * as vscode from 'vscode';
import { page } from './draft';

/** What the New Experiment picker has asked for where data is to be made. */
export interface GeneratedDraft {
  /** Kind of the generator. */
  readonly generate: string;
  readonly cell: string;
}

/** The commented text of a new experiment on data that is made. The task follows from the generator. */
export function generatedText({ generate, cell }: GeneratedDraft): string {
  const forgetBias = cell === 'lstm' ? { forgetBias: 3 } : {};
  return page([
    [
      vscode.l10n.t('The data is made, not read: the settings of its kind come up with Ctrl+Space.'),
      { data: { generate: { kind: generate, sequences: 20000 }, split: [0.9, 0.05, 0.05] } },
    ],
    [
      vscode.l10n.t(
        'Train with "lstm", "gru" and "elman" in turn: Inspect Run, Time, shows how far back each of them learns.',
      ),
      { model: { kind: 'recurrent', cell: { kind: cell, units: 24, ...forgetBias }, layers: 1 } },
    ],
    [
      vscode.l10n.t('`probe` samples while training how the gradient fades with the distance.'),
      {
        train: {
          epochs: 1,
          batch: 16,
          seed: 1,
          validateEvery: 200,
          optimizer: { kind: 'adam', rate: 0.01 },
          probe: {},
        },
      },
    ],
  ]);
}
