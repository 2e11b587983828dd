import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Where } from '../../engine/contracts/problem';
import { readBytes } from '../base/files';
import { rangeOfPath } from '../language/experiment-document';

/** Bytes of a data file that are read at most to turn an offset into a line. */
const offsetLimit = 32 << 20;

/**
 * The place in a file that a problem names, or undefined when it names none.
 * @param experiment the experiment file that the problem is about: paths are relative to it
 */
export async function placeOf(where: Where | undefined, experiment?: vscode.Uri): Promise<vscode.Location | undefined> {
  const uri = fileOf(where, experiment);
  if (!uri) return undefined;
  return new vscode.Location(uri, (await rangeIn(uri, where)) ?? new vscode.Range(0, 0, 0, 0));
}

/** The file that a problem names: the experiment file when it names none. */
export function fileOf(where: Where | undefined, experiment?: vscode.Uri): vscode.Uri | undefined {
  if (!where?.file) return experiment;
  if (path.isAbsolute(where.file)) return vscode.Uri.file(where.file);
  return experiment && vscode.Uri.joinPath(experiment, '..', where.file);
}

async function rangeIn(uri: vscode.Uri, where: Where | undefined): Promise<vscode.Range | undefined> {
  if (where?.line !== undefined) {
    const start = new vscode.Position(where.line - 1, Math.max(0, (where.column ?? 1) - 1));
    return new vscode.Range(start, start);
  }
  if (where?.path !== undefined) {
    const text = await readBytes(uri.fsPath, 0, 1 << 20);
    return text && rangeOfPath(text.toString('utf8'), where.path);
  }
  if (where?.offset !== undefined && where.offset < offsetLimit) {
    const before = await readBytes(uri.fsPath, 0, where.offset);
    if (!before) return undefined;
    const lines = before.toString('utf8').split('\n');
    const start = new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
    return new vscode.Range(start, start);
  }
  return undefined;
}
