import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Log } from '../base/log';
import { byteWords } from '../base/numbers';
import type { FormatEntry } from '../catalog';
import { WatchedFiles } from './watched-files';

/** A readme or licence is text, but hardly what a person wants to train on. */
const unlikely = /^(readme|license|licence|changelog|contributing|notice|copying|code_of_conduct|todo|requirements)\b/i;

export interface DataFile {
  readonly uri: vscode.Uri;
  readonly name: string;
  /** The format that its ending promises. */
  readonly format: string;
  readonly bytes: number;
  /** Kind and size in words. */
  readonly words: string;
  /** Name of a theme icon. */
  readonly icon: string;
}

/** The files of the workspace that can be trained on. */
export class DataFiles extends WatchedFiles {
  constructor(
    private readonly formats: readonly FormatEntry[],
    log: Log,
  ) {
    super(`**/*.{${formats.flatMap(({ endings }) => endings.map((ending) => ending.slice(1))).join(',')}}`, 1000, log);
  }

  /** All files, in the order of their paths. */
  async files(): Promise<DataFile[]> {
    const found = await Promise.all((await this.list()).map((uri) => this.describe(uri)));
    return found.filter((file) => file !== undefined);
  }

  /** What a person most likely wants to train on comes first. */
  async likeliestFirst(): Promise<DataFile[]> {
    return (await this.files()).sort((a, b) => likelihood(b) - likelihood(a));
  }

  private async describe(uri: vscode.Uri): Promise<DataFile | undefined> {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const ending = name.slice(name.lastIndexOf('.')).toLowerCase();
    const format = this.formats.find(({ endings }) => endings.includes(ending));
    if (!format) return undefined;
    try {
      const { size } = await stat(uri.fsPath);
      const words = `${vscode.l10n.t(format.label)} · ${byteWords(size)}`;
      return { uri, name, format: format.kind, bytes: size, words, icon: icons[format.kind] ?? 'file' };
    } catch {
      return undefined; // It was deleted a moment ago.
    }
  }
}

const icons: Readonly<Record<string, string>> = { text: 'book', csv: 'table' };

/** Tables before texts, long before short; readme files and empty files last. */
function likelihood({ name, format, bytes }: DataFile): number {
  if (bytes === 0 || unlikely.test(name)) return -1;
  const preference = format === 'text' ? (name.endsWith('.md') ? 0 : 1) : 2;
  return preference * 10 + Math.log10(bytes);
}
