/** Cuts one line. The locale is fixed so that every machine cuts alike; Chinese is found by its script, not the locale. */
export function segmenterTokenizer(granularity: 'grapheme' | 'word') {
  const segmenter = new Intl.Segmenter('en', { granularity });
  return (line: string, visit: (token: string) => void): void => {
    for (const { segment } of segmenter.segment(line)) visit(segment);
  };
}
