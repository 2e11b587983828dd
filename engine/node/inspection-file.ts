import type { StoredTensor } from '../contracts/checkpoint';
import { encodeNpz } from '../run/npz';
import type { KeptInspection } from './inspections';

export const inspectionVersion = 1;

/** What `seqlab inspect --out FILE.json` writes; its schema is engine/catalog/inspection-file.ts. Numbers are row by row. */
export function inspectionJson({ inspection, capture: { traces } }: KeptInspection): string {
  const { id: _id, traces: _about, ...rest } = inspection;
  const arrays = traces.map(({ values, ...about }) => ({
    ...about,
    least: finite(about.least),
    greatest: finite(about.greatest),
    shape: [about.steps, about.heads, about.columns],
    values: Array.from(values, finite),
  }));
  return `${JSON.stringify({ formatVersion: inspectionVersion, ...rest, traces: arrays })}\n`;
}

/** JSON knows no NaN: the loss where the truth is not known. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The arrays by name for `numpy.load`: `[steps, columns]`, with heads `[steps, heads, columns]`. */
export function inspectionNpz({ capture: { traces } }: KeptInspection): Uint8Array {
  const arrays = traces.map(({ name, steps, heads, columns, values }): [string, StoredTensor] => {
    return [name, { shape: heads > 1 ? [steps, heads, columns] : [steps, columns], data: values }];
  });
  return encodeNpz(new Map(arrays));
}
