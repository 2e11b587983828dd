import * as vscode from 'vscode';
import type { InspectionInput } from '../../engine/contracts/inspection';

/** What a person selected in an editor, to be looked at, and where it stands. */
export interface Selected {
  readonly input: InspectionInput;
  readonly document: vscode.Uri;
  /** Where each step stands in the document. */
  readonly ranges: (labels: readonly string[]) => readonly vscode.Range[];
}

/** The selected text; the whole document where nothing is selected. */
export function selectedText({ document, selection }: vscode.TextEditor): Selected {
  const range = selection.isEmpty ? wholeOf(document) : selection;
  const text = document.getText(range);
  const start = document.offsetAt(range.start);
  return {
    input: { kind: 'text', text },
    document: document.uri,
    ranges: (labels) => tokenRanges(document, start, text, labels),
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
  const text = [document.lineAt(0).text, ...lines.map((line) => document.lineAt(line).text)].join('\n');
  return {
    input: { kind: 'table', text },
    document: document.uri,
    ranges: (labels) => lines.slice(0, labels.length).map((line) => document.lineAt(line).range),
  };
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

/** Tokens joined are the text, but a line break is one character to the engine and may be two in the document. */
export function tokenRanges(
  document: Pick<vscode.TextDocument, 'positionAt'>,
  start: number,
  text: string,
  labels: readonly string[],
): vscode.Range[] {
  let at = 0;
  return labels.map((label) => {
    const from = at;
    for (const unit of label.split('')) {
      if (unit === '\n' && text.startsWith('\r\n', at)) at++;
      at++;
    }
    return new vscode.Range(document.positionAt(start + from), document.positionAt(start + at));
  });
}
