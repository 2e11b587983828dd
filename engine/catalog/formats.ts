import { z } from 'zod';
import type { Format } from '../contracts/data';
import { type Descriptor, kindOf, Registry } from './descriptor';

/** File endings let pickers and the Data view find files without reading them. */
export interface FormatDescriptor extends Descriptor<Format> {
  readonly data: 'text' | 'table';
  readonly endings: readonly string[];
}

const textText = 'Plain text in UTF-8, UTF-16 or GB18030.';
const csvText = 'A table of comma, semicolon or tab separated values.';

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
]);
