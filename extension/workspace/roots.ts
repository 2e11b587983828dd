import * as path from 'node:path';
import * as vscode from 'vscode';

/** Paths of the workspace folders: data must lie under one of them. */
export function rootPaths(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);
}

/** The path as a person reads it: relative to the workspace, with the folder's name when there are several. */
export function readablePath(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

/** The path of a file relative to another file's folder, with forward slashes, as experiment files write it. */
export function relativePath(from: vscode.Uri, to: vscode.Uri): string {
  return path.relative(path.dirname(from.fsPath), to.fsPath).split(path.sep).join('/');
}
