import type { Generator } from '../../contracts/data';
import type { AddingConfig } from '../../contracts/experiment';
import { Random, randomKey } from '../../core/random';

/**
 * The adding problem (Hochreiter and Schmidhuber 1997): `length` numbers between 0 and 1, of which one in each half is marked;
 * the answer is the sum of the two. Rows of a table with the columns `value`, `mark` and `sum`, each `sequence` a series of
 * its own. The sum stands in the row behind the numbers; before it the column holds 1, which is the best that can be said
 * without looking, so that the naive forecast is the blind one.
 */
export const addingGenerator: Generator<AddingConfig> = {
  kind: 'adding',

  // Three numbers and the sequence's name, a row.
  bytes: ({ length }, sequences) => sequences * (length + 1) * 32,

  generate({ length, seed }, { start, end }) {
    const rows = length + 1;
    const count = (end - start) * rows;
    const [values, marks, sums] = [new Float64Array(count), new Float64Array(count), new Float64Array(count).fill(1)];
    const names: string[] = [];
    for (let sequence = start; sequence < end; sequence++) {
      const random = new Random(randomKey(seed, 'generate.adding'), sequence);
      const first = (sequence - start) * rows;
      const middle = length >> 1;
      const marked = [random.below(middle), middle + random.below(length - middle)];
      for (let t = 0; t < length; t++) values[first + t] = random.uniform();
      for (const t of marked) marks[first + t] = 1;
      sums[first + length] = values[first + marked[0]] + values[first + marked[1]];
      const name = String(sequence + 1);
      for (let t = 0; t < rows; t++) names.push(name);
    }
    return {
      kind: 'table',
      rows: count,
      repairs: [],
      columns: [
        { name: 'sequence', kind: 'text', values: names },
        { name: 'value', kind: 'number', values },
        { name: 'mark', kind: 'number', values: marks },
        { name: 'sum', kind: 'number', values: sums },
      ],
    };
  },
};
