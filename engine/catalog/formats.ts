import { z } from 'zod';
import type { Format } from '../contracts/data';
import { type Descriptor, kindOf, Registry } from './descriptor';

/** File endings let pickers and the Data view find files without reading them. */
export interface FormatDescriptor extends Descriptor<Format> {
  readonly data: 'text' | 'table' | 'pairs';
  readonly endings: readonly string[];
}

const textText = 'Plain text in UTF-8, UTF-16 or GB18030.';
const csvText = 'A table of comma, semicolon or tab separated values.';
const pairsText = 'Pairs of texts, one a line: the source, a tab, the target.';
const alignedText = 'Pairs in two files that belong together line by line.';
const jsonLinesText = 'One JSON object a line, with a source and a target, or with tokens and their tags.';
const conllText = 'Columns of tokens and tags (CoNLL), an empty line between sentences.';

export const formats = new Registry<Format, FormatDescriptor>('format', [
  {
    kind: 'text',
    label: 'Text',
    description: textText,
    data: 'text',
    endings: ['.txt', '.text', '.md'],
    schema: z.strictObject({ kind: kindOf('text', textText) }),
    load: async () => (await import('../data/formats/text')).textFormat,
  },
  {
    kind: 'csv',
    label: 'CSV',
    description: csvText,
    data: 'table',
    endings: ['.csv', '.tsv', '.tab'],
    schema: z.strictObject({ kind: kindOf('csv', csvText) }),
    load: async () => (await import('../data/formats/csv')).csvFormat,
  },
  {
    kind: 'pairs',
    label: 'Pairs',
    description: pairsText,
    data: 'pairs',
    endings: ['.pairs'],
    schema: z.strictObject({ kind: kindOf('pairs', pairsText) }),
    load: async () => (await import('../data/formats/tab-pairs')).tabPairsFormat,
  },
  {
    kind: 'aligned',
    label: 'Aligned files',
    description: alignedText,
    data: 'pairs',
    endings: [],
    schema: z.strictObject({ kind: kindOf('aligned', alignedText) }),
    load: async () => (await import('../data/formats/aligned')).alignedFormat,
  },
  {
    kind: 'json-lines',
    label: 'JSON Lines',
    description: jsonLinesText,
    data: 'pairs',
    endings: ['.jsonl', '.ndjson'],
    schema: z.strictObject({ kind: kindOf('json-lines', jsonLinesText) }),
    load: async () => (await import('../data/formats/json-lines')).jsonLinesFormat,
  },
  {
    kind: 'conll',
    label: 'CoNLL columns',
    description: conllText,
    data: 'pairs',
    endings: ['.conll', '.conllu', '.bio', '.iob', '.iob2'],
    schema: z.strictObject({ kind: kindOf('conll', conllText) }),
    load: async () => (await import('../data/formats/conll')).conllFormat,
  },
]);
