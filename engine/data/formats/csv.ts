import type { Format, TableData } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import type { Problem } from '../../contracts/problem';
import { cellProblem } from '../table/column-kind';
import { loadTable } from '../table/load';
import { fillMissing, type Unfillable } from '../table/missing';
import { type OrderedTable, orderTable } from '../table/order';
import { eachRow, openTable, type TableFile } from '../table/records';
import { surveyTable } from '../table/survey';

/**
 * Delimited tables (CSV, TSV). The file is read twice: once to learn its columns and rows, so that what would not fit is
 * refused before memory is taken, and once to keep the columns that the experiment uses.
 *
 * The rows come out series after series (`group`), each in the order of time, or as in the file where they are no series, with missing
 * values dealt with.
 * Every problem with the content has the line and column of the cell.
 */
export const csvFormat: Format = {
  kind: 'csv',
  async read(source, config, limits): Promise<TableData> {
    const file = await openTable(source, config);
    const survey = await surveyTable(file, config, limits);
    const loaded = await loadTable(file, survey, config);
    const { time, group } = config.unordered ? {} : survey;
    const table = orderTable(loaded, source.name, time?.name, group?.name);
    const { policy } = config.missing;
    const repaired = new Map(table.dropped);
    if (policy === 'forward' || policy === 'interpolate') {
      const { filled, unfillable } = fillMissing(table, policy, time?.name);
      if (unfillable) throw await unfillableProblem(file, table, unfillable, policy);
      filled.forEach((count, column) => repaired.set(column, count));
    }
    return {
      kind: 'table',
      columns: table.columns,
      rows: table.rows,
      repairs: [...repaired].map(([column, count]) => ({ column, count, policy })),
    };
  },
};

/** Reads on to the cell that could not be filled, to tell its place. No row is dropped under the policies that fill. */
async function unfillableProblem(
  file: TableFile,
  table: OrderedTable,
  { column, row }: Unfillable,
  policy: DataConfig['missing']['policy'],
): Promise<Problem> {
  const index = file.names.indexOf(column);
  const wanted = table.order[row];
  let at = 0;
  let problem: Problem | undefined;
  await eachRow(file, (cells) => {
    if (at++ === wanted) problem = cellProblem(`table.missing-${policy}`, cells[index], column, file.source.name);
  });
  if (!problem) throw new Error('the table changed while it was read');
  return problem;
}
