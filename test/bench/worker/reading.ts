import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { experimentSchema } from '../../../engine/catalog/experiment';
import type { ByteSource } from '../../../engine/contracts/data';
import { csvFormat } from '../../../engine/data/formats/csv';
import { textFormat } from '../../../engine/data/formats/text';
import { Lexicon, readTokens } from '../../../engine/data/read-tokens';
import { tokenizers } from '../../../engine/data/tokenizers';
import type { Experiment } from '../../../engine/contracts/experiment';
import { usualMemory } from '../../../engine/node/session';
import type { ReadingWork } from '../workload';
import type { Work } from './serve';

const limits = { memory: usualMemory };

/** Bytes of a text to token ids. */
export async function tokenise({ file, tokens }: ReadingWork): Promise<Work> {
  const source = await sourceOf(file);
  return {
    amount: source.size / 1e6,
    facts: {},
    run: async () => {
      const text = await textFormat.read(source, dataConfig(file), limits);
      if (text.kind !== 'text') throw new Error(`${file} is no text`);
      await readTokens(text, tokenizers[tokens], new Lexicon(), () => {});
    },
  };
}

/** Bytes of a table to columns: found out, checked, ordered. */
export async function readTable({ file }: ReadingWork): Promise<Work> {
  const source = await sourceOf(file);
  return {
    amount: source.size / 1e6,
    facts: {},
    run: async () => {
      await csvFormat.read(source, dataConfig(file), limits);
    },
  };
}

/** A file in memory, so that the disk is not measured. */
async function sourceOf(file: string): Promise<ByteSource> {
  const bytes = await fs.readFile(file);
  const read = async (offset: number, length: number): Promise<Uint8Array> => bytes.subarray(offset, offset + length);
  return { name: path.basename(file), size: bytes.length, read };
}

function dataConfig(file: string): Experiment['data'] {
  return (experimentSchema.parse({ data: { path: file }, task: { kind: 'language-model' } }) as Experiment).data;
}
