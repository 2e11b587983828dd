import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';

/** The person went back to the question before. */
export const back = Symbol('back');

export interface Question<T> {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly placeholder: string;
  readonly items: readonly (vscode.QuickPickItem & { readonly value: T })[];
  /** Whether several may be chosen, and which are at the start. */
  readonly many?: { readonly selected: readonly T[] };
}

/**
 * Asks one question of a row of questions.
 * @returns what was chosen (at least one), `back`, or undefined when the person gave up
 */
export async function ask<T>(question: Question<T>): Promise<readonly T[] | typeof back | undefined> {
  const owned = new Disposables();
  const picker = owned.own(vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: T }>());
  picker.title = question.title;
  picker.step = question.step;
  picker.totalSteps = question.steps;
  picker.placeholder = question.placeholder;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.items = question.items;
  if (question.step > 1) picker.buttons = [vscode.QuickInputButtons.Back];
  const { many } = question;
  if (many) {
    picker.canSelectMany = true;
    picker.selectedItems = question.items.filter((item) => many.selected.includes(item.value));
  }
  const answer = new Promise<readonly T[] | typeof back | undefined>((resolve) => {
    owned.own(picker.onDidTriggerButton(() => resolve(back)));
    owned.own(picker.onDidHide(() => resolve(undefined)));
    owned.own(
      picker.onDidAccept(() => {
        if (picker.selectedItems.length > 0) resolve(picker.selectedItems.map((item) => item.value));
      }),
    );
  });
  picker.show();
  try {
    return await answer;
  } finally {
    owned.dispose();
  }
}
