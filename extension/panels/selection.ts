import * as vscode from 'vscode';
import type { InspectionInput } from '../../engine/contracts/inspection';

/** What a person selected in an editor, to be looked at, and where it stands. */
export interface Selected {
  readonly input: InspectionInput;
  readonly document: vscode.Uri;
  /** Where each step stands in the document as it is now; undefined when the text there is not what was selected. */
  readonly ranges: (document: vscode.TextDocument, labels: readonly string[]) => readonly vscode.Range[] | undefined;
}

/** The selected text; the whole document where nothing is selected. */
export function selectedText({ document, selection }: vscode.TextEditor): Selected {
  const range = selection.isEmpty ? wholeOf(document) : new vscode.Range(selection.start, selection.end);
  const text = document.getText(range);
  const start = document.offsetAt(range.start);
  return {
    input: { kind: 'text', text },
    document: document.uri,
    ranges: (now, labels) => (now.getText(range) === text ? tokenRanges(now, start, text, labels) : undefined),
  };
}

/** The header and the selected rows of a table; all rows where nothing is selected. Lines are taken whole. */
export function selectedRows({ document, selection }: vscode.TextEditor): Selected {
  const last = document.lineCount - 1;
  const from = selection.isEmpty ? 1 : Math.max(1, selection.start.line);
  // A selection that ends at the start of a line does not mean that line.
  const end = selection.end.character === 0 && selection.end.line > from ? selection.end.line - 1 : selection.end.line;
  const to = selection.isEmpty ? last : Math.max(from, end);
  const lines = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).filter(
    (line) => line <= last && document.lineAt(line).text.trim() !== '',
  );
  const text = linesOf(document, [0, ...lines]);
  return {
    input: { kind: 'table', text },
    document: document.uri,
    ranges(now, labels) {
      if (linesOf(now, [0, ...lines]) !== text) return undefined;
      return lines.slice(0, labels.length).map((line) => now.lineAt(line).range);
    },
  };
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

/** Those that the document has, joined. */
function linesOf(document: vscode.TextDocument, lines: readonly number[]): string {
  const there = lines.filter((line) => line < document.lineCount);
  return there.map((line) => document.lineAt(line).text).join('\n');
}

/**
 * Tokens joined are the text, but a line break is one character to the engine and may be two in the document, and blanks between
 * tokens may belong to none.
 */
export function tokenRanges(
  document: Pick<vscode.TextDocument, 'positionAt'>,
  start: number,
  text: string,
  labels: readonly string[],
): vscode.Range[] {
  let at = 0;
  return labels.map((label) => {
    if (/^\S/.test(label)) at += blanksAt(text, at);
    const from = at;
    for (const unit of label.split('')) {
      if (unit === '\n' && text.startsWith('\r\n', at)) at++;
      at++;
    }
    return new vscode.Range(document.positionAt(start + from), document.positionAt(start + at));
  });
}

function blanksAt(text: string, at: number): number {
  const blanks = /\s*/y;
  blanks.lastIndex = at;
  return blanks.exec(text)?.[0].length ?? 0;
}
