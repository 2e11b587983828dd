import * as fs from 'node:fs';
import type { RunEvent } from '../contracts/events';
import { encodeEvent } from '../run/log';
import { writeProblem } from './file-problem';

/** Appends to events.jsonl. Every event is in the system's hands when `append` returns, so that a kill loses none. */
export class EventLogWriter {
  private readonly descriptor: number;
  /** Whether the file ends inside a line, which a kill or a full disk tore. */
  private torn: boolean;

  constructor(private readonly file: string) {
    try {
      this.descriptor = fs.openSync(file, 'a+');
      this.torn = endsInsideLine(this.descriptor);
    } catch (error) {
      throw writeProblem(error, file);
    }
  }

  /** Throws `run.disk-full`, `run.write-failed`... */
  append(event: RunEvent): void {
    const bytes = Buffer.from((this.torn ? '\n' : '') + encodeEvent(event));
    this.torn = true;
    try {
      let written = 0;
      while (written < bytes.length) written += fs.writeSync(this.descriptor, bytes, written);
      this.torn = false;
      // What a later resume builds on must outlive the machine's power.
      if (event.type === 'checkpoint' || event.type === 'end') fs.fsyncSync(this.descriptor);
    } catch (error) {
      throw writeProblem(error, this.file);
    }
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

function endsInsideLine(descriptor: number): boolean {
  const { size } = fs.fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  fs.readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}
