import type { PartName } from '../../contracts/data';
import { permutation, randomKey } from '../../core/random';
import { checkFractions, PART_NAMES } from '../split';

/** The same split whatever the experiment's seed is, so that runs can be compared. */
const key = randomKey(0, 'data.split');

/**
 * Deals rows out to the parts at random, whole groups at a time, so that no group lies in two parts. A part is closed once it
 * holds its share of the rows; its rows keep their order.
 *
 * @param groups by row
 */
export function splitGroups(
  groups: readonly string[],
  fractions: readonly [number, number, number],
): Record<PartName, Uint32Array> {
  checkFractions(fractions);
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  const all = [...rowsOf.values()];
  const parts: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  // The last part that is to hold anything takes what rounding leaves over.
  const last = PART_NAMES.findLast((_, i) => fractions[i] > 0) ?? 'train';
  const wanted = PART_NAMES.filter((name, i) => fractions[i] > 0 && name !== last);
  const share = (name: PartName) => Math.round(fractions[PART_NAMES.indexOf(name)] * groups.length);
  for (const index of permutation(all.length, key, 0)) {
    const rows = all[index];
    const open = wanted.find((name) => parts[name].length < share(name)) ?? last;
    for (const row of rows) parts[open].push(row);
  }
  const sorted = (name: PartName) => Uint32Array.from(parts[name]).sort();
  return { train: sorted('train'), validation: sorted('validation'), test: sorted('test') };
}
