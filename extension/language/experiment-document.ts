import { findNodeAtLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';

export const experimentSuffix = '.seqlab.json';

export const experimentSelector: vscode.DocumentSelector = { scheme: 'file', pattern: `**/*${experimentSuffix}` };

export function isExperiment(uri: vscode.Uri | undefined): uri is vscode.Uri {
  return uri?.scheme === 'file' && uri.path.endsWith(experimentSuffix);
}

/** Segments of a path inside an experiment: `data.target[0]` or `data.target.0` is data, target, 0. */
export function segmentsOf(path: string): (string | number)[] {
  return path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/**
 * Where a path such as `model.cell.units` stands in the text of an experiment file: its value, or the nearest parent
 * that is written out. Undefined when the text is no JSON at all.
 */
export function rangeOfPath(text: string, path: string): vscode.Range | undefined {
  const root = parseTree(text);
  if (!root) return undefined;
  const segments = segmentsOf(path);
  for (; segments.length > 0; segments.pop()) {
    const node = findNodeAtLocation(root, segments);
    if (node) return rangeOfNode(text, node);
  }
  return rangeOfNode(text, { ...root, length: 1 });
}

/** The value that is written at a path, if any. */
export function valueAt(text: string, path: string): unknown {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, segmentsOf(path));
  return node ? (getNodeValue(node) as unknown) : undefined;
}

/** The data file that an experiment names: `data.path`, else `data.train`. */
export function dataFileOf(text: string, experiment: vscode.Uri): vscode.Uri | undefined {
  const written = valueAt(text, 'data.path') ?? valueAt(text, 'data.train');
  if (typeof written !== 'string' || written === '') return undefined;
  return vscode.Uri.joinPath(experiment, '..', written);
}

function rangeOfNode(text: string, node: Node): vscode.Range {
  return new vscode.Range(positionAt(text, node.offset), positionAt(text, node.offset + node.length));
}

function positionAt(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return new vscode.Position(before.split('\n').length - 1, offset - lineStart);
}
