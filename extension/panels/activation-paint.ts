import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';

/** Shades of each sign. */
const shades = 6;
/** Orange for what is above zero and blue for what is below: told apart with every usual colour blindness. */
const colours = { above: '230, 120, 20', below: '30, 120, 220' };

/**
 * A unit's activation over the text that it was computed from: the stronger, the deeper the colour (Karpathy et al. 2015). It goes
 * when the text is changed.
 */
export class ActivationPaint extends Disposables {
  private painted?: vscode.TextDocument;
  private readonly types = Object.fromEntries(
    Object.entries(colours).map(([sign, colour]) => [
      sign,
      Array.from({ length: shades }, (_, shade) =>
        this.own(
          vscode.window.createTextEditorDecorationType({
            backgroundColor: `rgba(${colour}, ${(0.75 * (shade + 1)) / shades})`,
            rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
          }),
        ),
      ),
    ]),
  ) as Record<keyof typeof colours, vscode.TextEditorDecorationType[]>;

  constructor() {
    super();
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.painted && contentChanges.length > 0) this.clear();
      }),
    );
  }

  /** @param ranges where each step stands @param values one a step */
  show(document: vscode.TextDocument, ranges: readonly vscode.Range[], values: ArrayLike<number>): void {
    const greatest = Array.from(values, Math.abs).reduce((a, b) => Math.max(a, b), 0);
    const painted = { above: shadesOf<vscode.Range>(), below: shadesOf<vscode.Range>() };
    ranges.forEach((range, step) => {
      const strength = greatest > 0 ? Math.abs(values[step]) / greatest : 0;
      const shade = Math.ceil(strength * shades) - 1;
      if (shade >= 0) painted[values[step] > 0 ? 'above' : 'below'][shade].push(range);
    });
    this.painted = document;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      for (const sign of ['above', 'below'] as const) {
        this.types[sign].forEach((type, shade) => editor.setDecorations(type, painted[sign][shade]));
      }
    }
  }

  clear(): void {
    this.painted = undefined;
    for (const editor of vscode.window.visibleTextEditors) {
      for (const type of Object.values(this.types).flat()) editor.setDecorations(type, []);
    }
  }
}

function shadesOf<T>(): T[][] {
  return Array.from({ length: shades }, () => []);
}
