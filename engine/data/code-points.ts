/** Number of code points of a text. */
export function countCodePoints(text: string): number {
  return Array.from(text).length;
}

/** Order by code point; JavaScript's own order is by UTF-16 unit, which puts U+FFFD after U+1F600. */
export function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
