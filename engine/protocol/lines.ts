/** Messages as lines of JSON: how they go over a stream of bytes. */
export function encodeLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Puts messages together out of pieces of text that end anywhere. */
export class LineDecoder {
  private rest = '';

  /** @throws SyntaxError on a line that is no JSON */
  read(text: string): unknown[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map((line) => JSON.parse(line) as unknown);
  }
}
