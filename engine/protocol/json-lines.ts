/** Messages on a local socket: one JSON value a line. Both ends of a run's endpoint speak it. */
export function encodeLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Cuts what a socket gives, in pieces that may end anywhere, into messages. Throws a SyntaxError when a line is no JSON. */
export class LineDecoder {
  private rest = '';

  decode(piece: string): unknown[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  }
}
