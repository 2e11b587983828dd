import type { Limits, ReadConfig } from '../../contracts/data';
import { Problem } from '../../contracts/problem';
import { refuseBeyond } from '../memory';
import { type ColumnKind, ColumnProbe, refuseMixed } from './column-kind';
import { eachRow, type TableFile } from './records';

export interface SurveyedColumn extends ColumnKind {
  readonly name: string;
  /** Index of the column in the file. */
  readonly index: number;
}

/** What a table holds, found without keeping any of it. */
export interface Survey {
  readonly rows: number;
  /** The columns that the experiment uses, in the order of the file. */
  readonly columns: readonly SurveyedColumn[];
  readonly time?: SurveyedColumn;
  readonly group?: SurveyedColumn;
}

/** Row numbers for sorting, and one column's copy in its new order. */
const BYTES_PER_ROW = 12;
const BYTES_PER_CELL = 8;

/**
 * Reads through a table to learn the kind of each column and the number of rows.
 * Throws `table.unknown-column`, `table.not-number`, `table.date-order`, `table.text-time`, `table.no-rows`, `data.memory`...
 */
export async function surveyTable(file: TableFile, config: ReadConfig, limits: Limits): Promise<Survey> {
  const { source, names, dialect } = file;
  checkNames(names, config);
  const missing = new Set(config.missing.tokens);
  const probes = names.map((name) => new ColumnProbe(name, dialect.delimiter === ';'));
  let rows = 0;
  await eachRow(file, (cells) => {
    rows++;
    // Not to read on through a table that cannot fit, whatever its columns are.
    if (rows % 65536 === 0) refuseBeyond(limits, rows * BYTES_PER_ROW, source.name);
    for (let i = 0; i < cells.length; i++) {
      const text = cells[i].text.trim();
      if (!missing.has(text)) probes[i].add(cells[i], text);
    }
  });
  if (rows === 0) throw new Problem('table.no-rows', { file: source.name }, { file: source.name });
  const all = probes.map((probe, index) => ({ name: names[index], index, ...probe.result() }));
  const survey = { rows, ...chooseColumns(all, config) };
  for (const column of survey.columns) if (column !== survey.group) refuseMixed(column.name, column, source.name);
  if (survey.time?.kind === 'text') {
    throw new Problem('table.text-time', { column: survey.time.name }, { file: source.name, path: 'data.time' });
  }
  refuseBeyond(limits, rows * (BYTES_PER_ROW + BYTES_PER_CELL * survey.columns.length), source.name);
  return survey;
}

/** The columns that the experiment names; where it names no target, every numeric column. */
function chooseColumns(all: readonly SurveyedColumn[], config: ReadConfig): Omit<Survey, 'rows'> {
  const named = (name: string | undefined) => all.find((column) => column.name === name);
  const group = asText(named(config.group));
  const dates = config.time === undefined ? all.find(({ kind }) => kind === 'date') : named(config.time);
  const time = config.unordered ? undefined : dates;
  const targets = config.target ?? all.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const values = new Set([...targets, ...(config.columns ?? [])]);
  const text = asText(named(config.text));
  const columns = all.flatMap((column) => {
    if (column.name === group?.name) return [group];
    if (column.name === text?.name) return [text];
    return column === time || values.has(column.name) ? [column] : [];
  });
  return { columns, time, group };
}

/** Groups are names, and texts are texts, even where they look like numbers. */
function asText(column: SurveyedColumn | undefined): SurveyedColumn | undefined {
  return column && { name: column.name, index: column.index, kind: 'text' };
}

/** Throws `table.unknown-column` for a name of the experiment that the table lacks. */
function checkNames(names: readonly string[], config: ReadConfig): void {
  const check = (name: string | undefined, path: string) => {
    if (name === undefined || names.includes(name)) return;
    throw new Problem('table.unknown-column', { column: name, columns: names.join(', ') }, { path });
  };
  config.target?.forEach((name, i) => check(name, `data.target.${i}`));
  config.columns?.forEach((name, i) => check(name, `data.columns.${i}`));
  check(config.time, 'data.time');
  check(config.group, 'data.group');
}
