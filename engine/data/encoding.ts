import type { ByteSource } from '../contracts/data';
import { Problem } from '../contracts/problem';

export interface Encoding {
  /** Canonical WHATWG name, such as `utf-8`. */
  readonly label: string;
  /** Bytes of the byte order mark. */
  readonly skip: number;
}

const SAMPLE_BYTES = 65536;

const byteOrderMarks: readonly { readonly label: string; readonly bytes: readonly number[] }[] = [
  { label: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { label: 'utf-16le', bytes: [0xff, 0xfe] },
  { label: 'utf-16be', bytes: [0xfe, 0xff] },
  { label: 'gb18030', bytes: [0x84, 0x31, 0x95, 0x33] },
];

/**
 * The encoding of a file: named, or recognised by its byte order mark or its first 64 KiB.
 * Throws `data.empty`, `data.binary`, `data.encoding-name`. A file that is no known encoding counts as UTF-8, so that
 * decoding it reports the first invalid byte.
 */
export async function recogniseEncoding(source: ByteSource, named?: string): Promise<Encoding> {
  if (source.size === 0) throw new Problem('data.empty', { file: source.name }, { file: source.name });
  const sample = await source.read(0, Math.min(SAMPLE_BYTES, source.size));
  const mark = byteOrderMarks.find(({ bytes }) => bytes.every((byte, i) => sample[i] === byte));
  if (named !== undefined) return namedEncoding(named, mark);
  if (mark) return { label: mark.label, skip: mark.bytes.length };
  const whole = sample.length === source.size;
  const zero = sample.indexOf(0);
  if (zero >= 0) {
    const label = recogniseUtf16(sample);
    if (label === undefined) throw binary(source, zero);
    return { label, skip: 0 };
  }
  const control = controlShare(sample);
  if (control.share > 0.05) throw binary(source, control.first);
  const label = decodes(sample, 'utf-8', whole) === undefined && looksLikeGb18030(sample, whole) ? 'gb18030' : 'utf-8';
  return { label, skip: 0 };
}

function namedEncoding(named: string, mark: (typeof byteOrderMarks)[number] | undefined): Encoding {
  let label: string;
  try {
    label = new TextDecoder(named).encoding;
  } catch {
    throw new Problem('data.encoding-name', { encoding: named }, { path: 'data.encoding' });
  }
  // The label `utf-16` means little endian unless the file's mark says otherwise.
  if (mark && (mark.label === label || named.toLowerCase() === 'utf-16')) {
    return { label: mark.label, skip: mark.bytes.length };
  }
  return { label, skip: 0 };
}

export function binary(source: ByteSource, offset: number): Problem {
  return new Problem('data.binary', { file: source.name, offset }, { file: source.name, offset });
}

/** The decoded sample, or undefined when it is invalid. A character that the sample's end cuts is left out. */
function decodes(sample: Uint8Array, label: string, whole: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(sample, { stream: !whole });
  } catch {
    return undefined;
  }
}

/**
 * UTF-16 without a mark: text in the right byte order has no control or unassigned characters, and more spaces, line
 * ends and ASCII than in the wrong one.
 */
function recogniseUtf16(sample: Uint8Array): string | undefined {
  let best: string | undefined;
  let bestScore = 0;
  for (const label of ['utf-16le', 'utf-16be']) {
    const text = decodes(sample.subarray(0, sample.length & ~1), label, false);
    if (text === undefined || text.length === 0 || /[^\P{Cc}\t\n\f\r]|\p{Cn}|\p{Co}/u.test(text)) continue;
    const score = (text.match(/[\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff]/g)?.length ?? 0) / text.length;
    if (score > bestScore) [best, bestScore] = [label, score];
  }
  return bestScore > 0.5 ? best : undefined;
}

function controlShare(sample: Uint8Array): { readonly share: number; readonly first: number } {
  const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127;
  const count = sample.reduce((sum, byte) => sum + (isControl(byte) ? 1 : 0), 0);
  return { share: count / sample.length, first: sample.findIndex(isControl) };
}

/**
 * Whether bytes that are not UTF-8 are GB18030. Latin-1 text is often valid GB18030 too, but then an accented letter
 * pairs with an ASCII one; in Chinese text nearly all second bytes are high (the GB 2312 plane).
 */
function looksLikeGb18030(sample: Uint8Array, whole: boolean): boolean {
  if (decodes(sample, 'gb18030', whole) === undefined) return false;
  let pairs = 0;
  let high = 0;
  for (let i = 0; i + 1 < sample.length; i++) {
    if (sample[i] < 0x80) continue;
    pairs++;
    if (sample[++i] >= 0xa1) high++;
  }
  return high > pairs / 2;
}
