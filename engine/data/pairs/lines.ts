import type { ByteSource } from '../../contracts/data';
import { decodeText } from '../decode';
import { recogniseEncoding } from '../encoding';

/** One line of a file, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** A file as lines, and how it is encoded. Throws what decoding throws. */
export async function openLines(source: ByteSource, encoding?: string) {
  const recognised = await recogniseEncoding(source, encoding);
  return { encoding: recognised.label, lines: linesOf(decodeText(source, recognised)) };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  let number = 0;
  for await (const piece of pieces) {
    const texts = (rest + piece).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { text, number: ++number };
  }
  if (rest !== '') yield { text: rest, number: ++number };
}
