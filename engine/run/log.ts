import type { RunEvent } from '../contracts/events';

const types: ReadonlySet<string> = new Set<RunEvent['type']>([
  'start',
  'step',
  'validation',
  'checkpoint',
  'probe',
  'resume',
  'warning',
  'end',
]);

/** One line of events.jsonl, its newline included. */
export function encodeEvent(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * Reads events.jsonl piece by piece, as it grows. A line counts once its newline is there, so a torn last line waits; lines
 * that are not events (torn by a lost machine, or from a later version) are passed over.
 */
export class EventLogReader {
  private rest = '';

  /** The events whose lines `text` completes. A piece may end anywhere. */
  read(text: string): RunEvent[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => parseEvent(line) ?? []);
  }
}

/** The event of a line, or undefined when it is none. */
export function parseEvent(line: string): RunEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEvent(value) ? value : undefined;
}

function isEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { type, time } = value as Partial<RunEvent>;
  return typeof type === 'string' && types.has(type) && typeof time === 'number';
}
