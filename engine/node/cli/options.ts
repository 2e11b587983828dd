import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Problem } from '../../contracts/problem';
import { runsFolder } from '../../run/layout';
import { mostThreads } from '../../catalog/experiment';
import type { Override } from '../experiment-file';
import { defaultRoot, exists } from '../files';
import { RunFolder } from '../run-folder';

/** Options of commands that read data. */
export interface RootOption {
  readonly root?: string;
}

export const rootOption = [
  '--root <dir>',
  'folder that data must lie under (default: the nearest one above with .seqlab or .git)',
] as const;

/** Options of commands that compute. */
export interface ThreadsOption {
  readonly threads?: number;
}

export const threadsOption = [
  '--threads <n>',
  'processor cores to use (default: what the experiment says, or what suits the machine)',
  threadCount,
] as const;

/** Gathers `--set PATH=VALUE`. A value is JSON, or else a string. Throws `usage.set`. */
export function gatherOverride(setting: string, before: readonly Override[] = []): readonly Override[] {
  const equals = setting.indexOf('=');
  if (equals < 1) throw new Problem('usage.set', { setting });
  return [...before, { path: setting.slice(0, equals), value: parseValue(setting.slice(equals + 1)) }];
}

function parseValue(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    // JSON cannot write what 1e400 becomes.
    return value === Infinity || value === -Infinity ? text : value;
  } catch {
    return text;
  }
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

export function positiveWhole(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

function threadCount(text: string): number {
  const value = positiveWhole(text);
  if (value > mostThreads) throw new InvalidArgumentError(`It must be at most ${mostThreads}.`);
  return value;
}

/** From 0 up. */
export function realNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  }
  return value;
}

/** From 0 to 1. */
export function fraction(text: string): number {
  const value = realNumber(text);
  if (value > 1) throw new InvalidArgumentError('It must be at most 1.');
  return value;
}

/** The folder that the files of an experiment must lie under. */
export function rootOf(file: string, { root }: RootOption): Promise<string> {
  return root === undefined ? defaultRoot(file) : Promise.resolve(path.resolve(root));
}

/** A file that the command line itself names may lie anywhere: the folder that it is really in. */
export async function rootOfNamed(file: string): Promise<string> {
  return path.dirname(await fs.realpath(file).catch(() => file));
}

/** The run that a person names: its folder, or its name among the runs here. Throws `run-folder.missing`. */
export async function findRun(named: string): Promise<RunFolder> {
  const here = path.join(await defaultRoot(path.resolve('here')), runsFolder, named);
  return RunFolder.open(!(await exists(named)) && (await exists(here)) ? here : named);
}
