/** Longer lines are cut at a space: Intl.Segmenter takes quadratic time on long strings in Node 20. */
const LONGEST = 4096;

/** Calls `visit` with each line of the text, its line feed included. */
export function eachLine(text: string, visit: (line: string) => void): void {
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    while (end - start > LONGEST) {
      const cut = cutPoint(text, start, start + LONGEST);
      visit(text.slice(start, cut));
      start = cut;
    }
    visit(text.slice(start, end));
    start = end;
  }
}

/** Before a single space between ASCII letters, where neither a word nor a cluster goes on; else before a base character. */
function cutPoint(text: string, start: number, limit: number): number {
  for (let i = limit; i > start; i--) {
    if (text[i] === ' ' && /[\x21-\x7e][ ][\x21-\x7e]/.test(text.slice(i - 1, i + 2))) return i;
  }
  for (let i = limit; i > start; i--) {
    if (/\p{Lo}/u.test(text[i]) && /\p{L}|\p{P}/u.test(text[i - 1])) return i;
  }
  return limit - (text.charCodeAt(limit) >> 10 === 0x37 ? 1 : 0);
}
