import type { GeneratedParts, PairData, PartName, TableData } from '../../contracts/data';
import type { Experiment } from '../../contracts/experiment';
import { toCsv } from '../../run/csv-text';

type Data = TableData | PairData;

/** The same experiment as if its data had come from the files of `partFiles`. */
export function readingFiles({ data, ...rest }: Experiment, parts: GeneratedParts): Experiment {
  const { generate: _, ...others } = data;
  const paths = Object.fromEntries([...parts].map(([part, made]) => [part, fileOf(part, made)]));
  const [{ format }] = [...parts.values()].map(formOf);
  return { ...rest, data: { ...others, ...paths, format } };
}

/** Files of a project by path, one a part. */
export function partFiles(parts: GeneratedParts): [path: string, content: Uint8Array][] {
  const encoder = new TextEncoder();
  return [...parts].map(([part, made]) => [`data/${fileOf(part, made)}`, encoder.encode(formOf(made).text())]);
}

function fileOf(part: PartName, made: Data): string {
  return `${part}.${formOf(made).ending}`;
}

/** How data is written down: a format of the catalogue, its ending, and the text. */
function formOf(made: Data): { readonly format: string; readonly ending: string; readonly text: () => string } {
  return made.kind === 'table'
    ? { format: 'csv', ending: 'csv', text: () => tableText(made) }
    : { format: 'json-lines', ending: 'jsonl', text: () => pairsText(made) };
}

function tableText({ columns, rows }: TableData): string {
  const row = (i: number): (string | number)[] => columns.map(({ values }) => values[i]);
  return toCsv(
    columns.map(({ name }) => name),
    Array.from({ length: rows }, (_, i) => row(i)),
  );
}

function pairsText({ source, target }: PairData): string {
  return source.map((each, i) => `${JSON.stringify({ source: each, target: target[i] })}\n`).join('');
}
