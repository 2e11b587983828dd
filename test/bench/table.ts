import { type Comparison, type Entry, type Report, type Result, type Verdict, verdictOf } from './report';

/** A line of the table: a comparison, or a figure that is compared with nothing. */
interface Line {
  readonly result: Result;
  readonly verdict: Verdict;
}

const heads = ['row', 'unit', 'ours', '', '(least - most)', 'peer', '', 'ours / peer', 'target', ''] as const;

/** The whole report as one table of plain text, with a line about the machine and all notes below. */
export function textTable(report: Report): string {
  const rows = linesOf(report.results).map(cellsOf);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  // Names to the left, numbers to the right.
  const left = new Set([0, 1, 2, 5, 9]);
  const show = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (left.has(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const notes = report.results.flatMap(({ row, note }) => (note === undefined ? [] : [`${row}: ${note}`]));
  return [show(heads), rule, ...rows.map(show), '', ...missingOf(report.results), ...notes, '', signature(report)].join(
    '\n',
  );
}

/** The rows that a README has room for, as a Markdown table under the same line about the machine. */
export function markdownTable(report: Report, isEssential: (row: string) => boolean): string {
  const lines = linesOf(report.results.filter(({ row }) => isEssential(row)));
  const rows = lines.map(({ result, verdict: { ours, peer, ratio, target, word } }) => [
    result.title,
    ours ? `${amount(ours.value.median)} ${result.unit} (${variantOf(ours.who)})` : '-',
    peer ? ('value' in peer ? `${amount(peer.value.median)} (${peer.who})` : `${peer.who}: ${peer.missing}`) : '',
    ratio === undefined ? '' : times(ratio),
    target === undefined ? '' : times(target),
    word,
  ]);
  const all = [['measured', 'Sequence Lab', 'peer', 'ours / peer', 'target', ''], ...rows];
  const widths = all[0].map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
  const show = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [signature(report), '', show(all[0]), rule, ...all.slice(1).map(show)].join('\n');
}

/** What happened where: without it no figure means anything. */
export function signature({ date, machine, quick }: Report): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const hurry = quick ? ' Measured in a hurry.' : '';
  const load = `load ${machine.load.toFixed(1)} at the start`;
  return `${date}; ${machine.processor}, ${machine.cores} cores, ${load}; ${versions.join(', ')}.${hurry}`;
}

function linesOf(results: readonly Result[]): Line[] {
  return results.flatMap((result) => {
    const comparisons: readonly Comparison[] =
      result.comparisons.length > 0 ? result.comparisons : [{ ours: result.entries.map(({ who }) => who), peers: [] }];
    const verdicts = comparisons.map((comparison) => verdictOf(result, comparison));
    return verdicts
      .filter((verdict, i) => !verdicts.slice(0, i).some((earlier) => saysAsMuch(earlier, verdict)))
      .map((verdict) => ({ result, verdict }));
  });
}

/** The best of several is often the one that is asked for by itself too. */
function saysAsMuch(earlier: Verdict, { ours, peer, target = 0 }: Verdict): boolean {
  return earlier.ours === ours && earlier.peer === peer && (earlier.target ?? 0) >= target;
}

function cellsOf({ result, verdict: { ours, peer, ratio, target, word } }: Line): string[] {
  return [
    result.row,
    result.unit,
    ours ? variantOf(ours.who) : '',
    ours ? amount(ours.value.median) : 'missing',
    ours ? `(${amount(ours.value.min)} - ${amount(ours.value.max)})` : '',
    peer?.who ?? '',
    peer ? ('value' in peer ? amount(peer.value.median) : 'missing') : '',
    ratio === undefined ? '' : times(ratio),
    target === undefined ? '' : times(target),
    word,
  ];
}

function missingOf(results: readonly Result[]): string[] {
  const named = results.flatMap(({ row, entries }) =>
    entries.flatMap((entry: Entry) => ('missing' in entry ? [{ row, text: `${entry.who}: ${entry.missing}` }] : [])),
  );
  return [...Map.groupBy(named, ({ text }) => text)].map(([text, where]) => {
    const rows = where.map(({ row }) => row);
    return `missing ${text} (${rows.length > 3 ? `${rows.slice(0, 3).join(', ')} ... ${rows.length} rows` : rows.join(', ')})`;
  });
}

/** `Sequence Lab, native, 2 threads` -> `native, 2 threads`: the table is about ours. */
function variantOf(who: string): string {
  return who.replace(/^Sequence Lab, /, '');
}

function times(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}x`;
}

/** Three digits that count; thousands in groups. */
function amount(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const rounded = digits > 0 ? value : Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
