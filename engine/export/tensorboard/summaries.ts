import type { HistogramMessage, ValueMessage } from './messages';

/** TensorFlow's number of the type string. */
const stringType = 7;

export function scalar(tag: string, value: number): ValueMessage {
  return { tag, simpleValue: value };
}

/** A text in Markdown, for the text plugin. */
export function text(tag: string, markdown: string): ValueMessage {
  const tensor = { dtype: stringType, tensorShape: {}, stringVal: [new TextEncoder().encode(markdown)] };
  return { tag, tensor, metadata: { pluginData: { pluginName: 'text' } } };
}

/** Text as it stands, whatever it holds: every line of a block of code is indented by four spaces. */
export function verbatim(content: string): string {
  return content.replace(/^/gm, '    ');
}

const buckets = 30;

/** How the values of a tensor are spread, in buckets of equal width; values that are no numbers are left out. */
export function histogram(tag: string, values: ArrayLike<number>): ValueMessage {
  const finite = Array.from(values).filter(Number.isFinite);
  const [min, max] = finite.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  const width = (max - min) / buckets;
  const bucket = Array.from({ length: buckets }, () => 0);
  for (const value of finite) bucket[width > 0 ? Math.min(buckets - 1, Math.floor((value - min) / width)) : 0]++;
  const histo: HistogramMessage = {
    min,
    max,
    num: finite.length,
    sum: finite.reduce((sum, value) => sum + value, 0),
    sumSquares: finite.reduce((sum, value) => sum + value * value, 0),
    // The last limit is the greatest value itself, without what rounding adds.
    bucketLimit: bucket.map((_, i) => (i === buckets - 1 ? max : min + (i + 1) * width)),
    bucket,
  };
  return { tag, histo };
}
