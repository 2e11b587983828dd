import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';

/** The person went back to the question before. */
export const back = Symbol('back');

/** What was chosen (at least one), `back`, or undefined when the person gave up. */
export type Answer<T> = readonly T[] | typeof back | undefined;

export interface Question<T> {
  readonly step: number;
  readonly steps: number;
  readonly placeholder: string;
  readonly items: readonly (vscode.QuickPickItem & { readonly value: T })[];
  /** Whether several may be chosen, and which are at the start. */
  readonly many?: { readonly selected: readonly T[] };
}

type Item = vscode.QuickPickItem & { readonly value?: unknown };

/** Asks a row of questions in one picker, so that it keeps the keyboard from the first to the last. */
export class Interview extends Disposables {
  private readonly picker = this.own(vscode.window.createQuickPick<Item>());

  /** Whether the person closed the picker, perhaps while something was worked out. */
  private gaveUp = false;

  constructor(title: string) {
    super();
    this.picker.title = title;
    this.picker.ignoreFocusOut = true;
    this.picker.matchOnDescription = true;
    this.own(this.picker.onDidHide(() => (this.gaveUp = true)));
  }

  async ask<T>(question: Question<T>): Promise<Answer<T>> {
    if (this.gaveUp) return undefined;
    const { picker } = this;
    const { many } = question;
    picker.step = question.step;
    picker.totalSteps = question.steps;
    picker.value = '';
    picker.placeholder = question.placeholder;
    picker.canSelectMany = many !== undefined;
    picker.items = question.items;
    picker.selectedItems = many ? question.items.filter((item) => many.selected.includes(item.value)) : [];
    picker.buttons = question.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    const listeners = new Disposables();
    const answer = new Promise<Answer<T>>((resolve) => {
      listeners.own(picker.onDidTriggerButton(() => resolve(back)));
      listeners.own(picker.onDidHide(() => resolve(undefined)));
      listeners.own(
        picker.onDidAccept(() => {
          // All items of this question carry values of its type.
          if (picker.selectedItems.length > 0) resolve(picker.selectedItems.map(({ value }) => value as T));
        }),
      );
    });
    picker.show();
    try {
      return await answer;
    } finally {
      listeners.dispose();
    }
  }

  /** Shows that something is worked out between two questions. */
  async wait<T>(words: string, work: Promise<T>): Promise<T> {
    const { picker } = this;
    picker.items = [];
    picker.value = '';
    picker.placeholder = words;
    picker.busy = true;
    picker.enabled = false;
    picker.show();
    try {
      return await work;
    } finally {
      picker.busy = false;
      picker.enabled = true;
    }
  }
}
