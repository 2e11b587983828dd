import { StringDecoder } from 'node:string_decoder';
import { stat } from 'node:fs/promises';
import { EventLogReader } from '../../engine/run/log';
import type { RunEvent } from '../../engine/contracts/events';
import { readBytes } from '../base/files';

/** Bytes that are read and folded at a time, so that a long log does not hold up the extension host. */
const piece = 256 << 10;

/** Follows a growing events.jsonl. */
export class LogTail {
  private offset = 0;
  private decoder = new StringDecoder('utf8');
  private reader = new EventLogReader();

  constructor(private readonly file: string) {}

  /** Hands over the events that came since the last call. @returns how many bytes were new */
  async read(take: (event: RunEvent) => void): Promise<number> {
    const size = await sizeOf(this.file);
    const start = this.offset;
    while (this.offset < size) {
      const bytes = await readBytes(this.file, this.offset, Math.min(piece, size - this.offset));
      if (!bytes?.length) break;
      this.offset += bytes.length;
      this.reader.read(this.decoder.write(bytes)).forEach(take);
    }
    return this.offset - start;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0; // The run's process has not written it yet.
  }
}
