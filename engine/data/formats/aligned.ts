import type { Format } from '../../contracts/data';
import { Problem } from '../../contracts/problem';
import { PairGatherer, sideWords } from '../pairs/gather';
import { type Line, openLines } from '../pairs/lines';

/**
 * Two files that belong together line by line: sources in the first, targets in the second. Lines that are empty in both are
 * left out. Throws `pairs.two-files`, `pairs.line-count`, `pairs.empty`, `pairs.none` and what decoding throws.
 */
export const alignedFormat: Format = {
  kind: 'aligned',
  async read(source, config, limits, aligned) {
    if (!aligned) throw new Problem('pairs.two-files', { file: source.name }, { file: source.name });
    const first = await openLines(source, config, limits);
    const second = await openLines(aligned, config, limits);
    const gatherer = new PairGatherer(source.name, limits);
    for (;;) {
      const [a, b] = await Promise.all([next(first.lines), next(second.lines)]);
      if (!a && !b) break;
      if (!a || !b) {
        const [longer, shorter] = a ? [source.name, aligned.name] : [aligned.name, source.name];
        const line = (a ?? b)?.number ?? 1;
        throw new Problem('pairs.line-count', { longer, shorter, lines: line - 1 }, { file: longer, line });
      }
      if (a.text.trim() === '' && b.text.trim() === '') continue;
      refuseEmpty(b, aligned.name);
      gatherer.add(a.text.trim(), b.text.trim(), { line: a.number, columns: [1, 1] });
    }
    return gatherer.result(first.encoding);
  },
};

async function next(lines: AsyncGenerator<Line>): Promise<Line | undefined> {
  const { value, done } = await lines.next();
  return done ? undefined : value;
}

/** Of the second file; the gatherer names the first. */
function refuseEmpty({ text, number: line }: Line, file: string): void {
  if (text.trim() === '')
    throw new Problem('pairs.empty', { side: sideWords('target'), line }, { file, line, column: 1 });
}
