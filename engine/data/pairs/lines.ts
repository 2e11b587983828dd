import type { ByteSource, Limits } from '../../contracts/data';
import type { DataConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { decodeText } from '../decode';
import { recogniseEncoding } from '../encoding';
import { refuseBeyond } from '../memory';

/** Characters of a line. No pair is as long, and a string cannot be much longer. */
const longest = 2 ** 26;

/** One line of a file, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** A file as lines, and how it is encoded. Throws `data.long-line`, `data.memory` and what decoding throws. */
export async function openLines(source: ByteSource, { encoding }: Pick<DataConfig, 'encoding'>, limits: Limits) {
  const recognised = await recogniseEncoding(source, encoding);
  const check = (line: number, characters: number): void => {
    refuseBeyond(limits, 2 * characters, source.name);
    if (characters <= longest) return;
    throw new Problem(
      'data.long-line',
      { line, millions: Math.floor(longest / 1e6) },
      { file: source.name, line, column: 1 },
    );
  };
  return { encoding: recognised.label, lines: linesOf(decodeText(source, recognised), check) };
}

/** @param check told of a line how many characters of it were read */
async function* linesOf(
  pieces: AsyncIterable<string>,
  check: (line: number, characters: number) => void,
): AsyncGenerator<Line> {
  // What was read of a line that goes on.
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  for await (const piece of pieces) {
    const texts = piece.split('\n');
    const last = texts.pop() ?? '';
    for (const text of texts) {
      yield { text: parts.length > 0 ? parts.join('') + text : text, number: ++number };
      [parts, length] = [[], 0];
    }
    if (last === '') continue;
    parts.push(last);
    length += last.length;
    check(number + 1, length);
  }
  if (parts.length > 0) yield { text: parts.join(''), number: ++number };
}
