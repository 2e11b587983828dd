import { agrees, type ParityDifference, type ParityReport } from '../../contracts/parity';
import { sentenceOf } from '../cli/words';

/** The report as Markdown, for people who get the exported files. @param exported main file or folder */
export function parityMarkdown(exported: string, report: ParityReport): string {
  const { version, runtime, tolerance, greatest, differences, problem, rounding } = report;
  const title = `# ${exported} against Sequence Lab\n`;
  if (problem) return `${title}\nNot executed here. ${sentenceOf(problem)}\n`;
  return `${title}
${agrees(report) ? 'The export gives what Sequence Lab gives.' : '**The export does not give what Sequence Lab gives.**'}

It ran in ${version ?? runtime} on random inputs, beside Sequence Lab's own forward pass. The greatest difference is
**${difference(greatest)}**; ${difference(tolerance)} is allowed. A difference is |theirs - ours| / (1 + |ours|), the greatest over all elements.
${rounding ? roundingWords(report, rounding) : ''}
| sequences | length | initial states | output | final states |
| --- | --- | --- | --- | --- |
${differences.map(row).join('\n')}
`;
}

function roundingWords({ version, runtime }: ParityReport, { ours, theirs }: NonNullable<ParityReport['rounding']>) {
  return `
How much of it is rounding: from the same network in 64 bits, Sequence Lab's own output differs by ${difference(ours)}, that of
${version ?? runtime} by ${difference(theirs)}.
`;
}

function row({ batch, time, initial, decoderTime, output, state }: ParityDifference): string {
  const length = decoderTime === undefined ? time : `${time}, decoder ${decoderTime}`;
  // A decoder's states are not compared.
  const states = decoderTime === undefined ? difference(state) : '';
  const cells = [batch, length, initial ? 'given' : 'zeros', difference(output), states];
  return `| ${cells.join(' | ')} |`;
}

function difference(value: number | undefined): string {
  return value === undefined ? '' : value.toExponential(1);
}
