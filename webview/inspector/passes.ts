import type { Inspection } from '../../engine/contracts/inspection';
import type { InspectorHost } from '../../engine/protocol/inspector';
import { problemCode } from '../format/words';

/** Passes that stay with the engine: the one that is shown, and the one before, about which answers may still be on their way. */
const kept = 2;

/** The passes of one run that the page has had recorded: all but the last ones are let go. */
export class Passes {
  /** The one that is shown. */
  shown?: Inspection;
  private readonly ids: string[] = [];

  constructor(
    private readonly host: InspectorHost,
    /** Records the pass that is shown once more. */
    private readonly again: () => void,
  ) {}

  show(inspection: Inspection): void {
    this.shown = inspection;
    this.ids.push(inspection.id);
    while (this.ids.length > kept) this.release(this.ids.shift()!);
  }

  clear(): void {
    this.shown = undefined;
    for (const id of this.ids.splice(0)) this.release(id);
  }

  /** One that came when nobody waited for it any more. */
  release(id: string): void {
    // A pass that is gone already needs no release.
    void this.host.release(id).catch(() => undefined);
  }

  /** Whether a failure needs no words: nobody waits for the pass any more, or the engine has let it go, and it is recorded again. */
  recovers(error: unknown, id: string): boolean {
    if (id !== this.shown?.id) return true;
    if (problemCode(error) !== 'inspect.released') return false;
    this.again();
    return true;
  }
}
