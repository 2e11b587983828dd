import type { ByteSource } from '../contracts/data';
import { Problem } from '../contracts/problem';
import { binary, type Encoding } from './encoding';

const BLOCK_BYTES = 1 << 20;
const LINE_FEED = 10;
const TAIL = 256;
const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The text of a file in pieces of about `blockBytes` that end with a line where that can be helped, else with a word.
 * The byte order mark is left out and CRLF is made LF. Throws `data.encoding` (invalid bytes, with offset and line) and
 * `data.binary` (zero bytes).
 */
export async function* decodeText(
  source: ByteSource,
  encoding: Encoding,
  blockBytes = BLOCK_BYTES,
): AsyncGenerator<string> {
  let bytes: Uint8Array = new Uint8Array(0);
  let offset = encoding.skip;
  let position = encoding.skip;
  let line = 1;
  let held = '';
  while (position < source.size) {
    const block = await source.read(position, Math.min(blockBytes, source.size - position));
    if (block.length === 0) throw new Problem('data.shrunk', { file: source.name }, { file: source.name });
    position += block.length;
    bytes = bytes.length === 0 ? block : concatenate(bytes, block);
    const last = position >= source.size;
    const cut = last ? bytes.length : cutPoint(bytes, encoding.label);
    if (cut === 0) continue;
    const decoded = decodeBlock(bytes.subarray(0, cut), source, encoding.label, offset, line);
    const lines = countLines(decoded);
    const text = held + decoded;
    const keep = last || text.endsWith('\n') ? text.length : safeEnd(text);
    held = text.slice(keep);
    if (keep > 0) yield normaliseLineEnds(text.slice(0, keep));
    line += lines;
    offset += cut;
    bytes = bytes.slice(cut);
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function normaliseLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

function countLines(text: string): number {
  let count = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  return count;
}

/** Where a text (not empty) that goes on may be cut: before its last word (or grapheme, or lone CR), found in its last few characters. */
function safeEnd(text: string): number {
  const start = Math.max(0, text.length - TAIL);
  const segments = [...words.segment(text.slice(start))];
  const last = segments[segments.length - 1];
  return start > 0 && last.index === 0 ? text.length : start + last.index;
}

/** Bytes up to which a block can be decoded on its own: the end of a line, else of a character; 0 when unknown. */
function cutPoint(bytes: Uint8Array, label: string): number {
  if (label.startsWith('utf-16')) return cutUtf16(bytes, label === 'utf-16le' ? 0 : 1);
  const lineEnd = bytes.lastIndexOf(LINE_FEED) + 1;
  if (lineEnd > 0) return lineEnd;
  // In every encoding of the web a byte below 0x30 is a character of its own.
  const plain = bytes.findLastIndex((byte) => byte < 0x30) + 1;
  if (plain > 0) return plain;
  return label === 'utf-8' ? bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80) : 0;
}

function cutUtf16(bytes: Uint8Array, low: 0 | 1): number {
  const even = bytes.length & ~1;
  for (let i = even - 2; i >= 0; i -= 2) {
    if (bytes[i + low] === LINE_FEED && bytes[i + 1 - low] === 0) return i + 2;
  }
  const endsWithHighSurrogate = even >= 2 && (bytes[even - 1 - low] & 0xfc) === 0xd8;
  return endsWithHighSurrogate ? even - 2 : even;
}

function decodeBlock(bytes: Uint8Array, source: ByteSource, label: string, offset: number, line: number): string {
  let text: string;
  try {
    text = new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const place = locateInvalid(bytes, label);
    const where = { file: source.name, offset: offset + place.offset, line: line + place.line };
    throw new Problem('data.encoding', { encoding: label, ...where }, where);
  }
  const zero = text.indexOf('\0');
  if (zero >= 0) throw binary(source, offset + byteLengthBefore(bytes, label, zero));
  return text;
}

/** Offset of the first invalid byte and the number of line ends before it, by feeding byte after byte. */
function locateInvalid(bytes: Uint8Array, label: string): { readonly offset: number; readonly line: number } {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  let line = 0;
  let start = 0;
  try {
    for (let i = 0; i < bytes.length; i++) {
      const text = decoder.decode(bytes.subarray(i, i + 1), { stream: true });
      if (text === '') continue;
      start = i + 1;
      if (text === '\n') line++;
    }
    decoder.decode();
  } catch {
    // `start` is where the character that could not be decoded begins.
  }
  return { offset: start, line };
}

/** Bytes before the character at `index` (UTF-16 units) of the decoded block. */
function byteLengthBefore(bytes: Uint8Array, label: string, index: number): number {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  let units = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (units >= index) return i;
    units += decoder.decode(bytes.subarray(i, i + 1), { stream: true }).length;
  }
  return bytes.length;
}
