import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';

export const extensionId = 'sequence-lab.sequence-lab';

/** The extension's parts, activated. */
export async function activeLab(): Promise<Lab> {
  const extension = vscode.extensions.getExtension<Lab>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not there.`);
  return extension.activate();
}

export function extensionManifest(): Record<string, unknown> {
  return vscode.extensions.getExtension(extensionId)!.packageJSON as Record<string, unknown>;
}

export function workspaceUri(...names: string[]): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, ...names);
}

/** Writes a file into the workspace, folders included. */
export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceUri(...name.split('/'));
  await fs.mkdir(path.dirname(uri.fsPath), { recursive: true });
  await fs.writeFile(uri.fsPath, text);
  return uri;
}

/** Closes all editors and empties the workspace folder. Runs that train are stopped first. */
export async function emptyWorkspace(): Promise<void> {
  const lab = await activeLab();
  for (const run of await lab.runs.list()) if (run.active) await lab.manager.stop(run);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const root = workspaceUri().fsPath;
  for (const name of await fs.readdir(root)) await fs.rm(path.join(root, name), { recursive: true, force: true });
  await vscode.commands.executeCommand('sequenceLab.refresh');
}

/** Waits until `find` gives something. */
export async function until<T>(
  what: string,
  find: () => T | Promise<T>,
  patience = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== null && found !== false) return found as Exclude<T, false | null | undefined>;
    if (Date.now() > end) throw new Error(`Waited ${patience} ms in vain: ${what}`);
    await sleep(50);
  }
}

/** A text with some structure that a small model learns quickly. */
export const smallText = 'the cat sat on the mat and the dog lay by the door\n'.repeat(120);

/** An experiment that trains in about a second. */
export function smallExperiment(data: string, train: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(
    {
      data: { path: data, split: [0.8, 0.1, 0.1] },
      task: { kind: 'language-model' },
      model: { kind: 'recurrent', cell: { kind: 'elman', units: 16 } },
      train: { epochs: 4, batch: 4, window: 16, ...train },
    },
    undefined,
    2,
  );
}

/** Small data and an experiment `NAME.seqlab.json` on it. */
export async function writeSmallExperiment(name = 'small', train = {}): Promise<vscode.Uri> {
  await write('small.txt', smallText);
  const uri = await write(`${name}.seqlab.json`, smallExperiment('small.txt', train));
  await vscode.commands.executeCommand('sequenceLab.refresh');
  return uri;
}

export function runEnded(run: Run): Promise<true> {
  return until(`${run.name} ends`, () => !run.active && run.summary.status !== 'starting', 60_000);
}

/** A table of days with a weekly rhythm. */
export function smallTable(rows: number): string {
  const lines = ['date,temperature,rain,place'];
  for (let day = 0; day < rows; day++) {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
    lines.push(`${date},${(10 + 5 * Math.sin(day / 1.1)).toFixed(2)},${day % 7 === 0 ? 1 : 0},here`);
  }
  return `${lines.join('\n')}\n`;
}
