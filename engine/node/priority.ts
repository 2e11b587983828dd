import { readFileSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';

const low = os.constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Asks for little of the processor when others want it. Linux may divide it among sessions first (autogroups), where a
 * priority counts inside the session alone: a process that leads a session of its own asks for that session too.
 */
export function lowerPriority(): void {
  os.setPriority(low);
  try {
    const afterName = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1) ?? '';
    const session = Number(afterName.split(' ')[3]);
    if (session === process.pid) writeFileSync('/proc/self/autogroup', String(low));
  } catch {
    // No Linux, or one without autogroups: what was asked for above is all.
  }
}
