import type { Row } from '../row';
import { drawing } from './drawing';
import { editor } from './editor';
import { inference } from './inference';
import { memory } from './memory';
import { processes } from './processes';
import { products } from './products';
import { reading } from './reading';
import { start } from './start';
import { strings } from './strings';
import { training } from './training';

/** Everything that the bench can measure, in the order of the table. */
export const rows: readonly Row[] = [
  ...training,
  ...strings,
  ...inference,
  ...products,
  ...reading,
  ...memory,
  ...processes,
  ...drawing,
  ...start,
  ...editor,
];
