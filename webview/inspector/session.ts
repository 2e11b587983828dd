import type { CheckpointName } from '../../engine/contracts/checkpoint';
import type { Inspection, InspectionInput } from '../../engine/contracts/inspection';
import type { CheckpointInfo, InspectorHost, InspectorState, RunChoice } from '../../engine/protocol/inspector';
import type { PanelProblem } from '../../engine/protocol/panel';
import type { Work } from './work';

export interface Wish {
  readonly checkpoint: CheckpointName;
  readonly input: InspectionInput;
}

/** Passes that stay with the engine: the one that is shown, and the one before, about which answers may still be on their way. */
const kept = 2;

/**
 * Which input is shown at which checkpoint. Of several wishes only the newest is followed: somebody who drags the slider over
 * twenty checkpoints sees as many of them as the engine can follow, and the last one in any case.
 */
export class Session {
  inspection?: Inspection;
  checkpoints: readonly CheckpointInfo[];
  others: readonly RunChoice[];
  /** Why the newest wish was not fulfilled. */
  failure?: unknown;
  private wish: Wish;
  private running = false;
  private waiting = false;
  private readonly passes: string[] = [];
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly host: InspectorHost,
    private readonly state: InspectorState,
    private readonly work: Work,
  ) {
    this.checkpoints = state.checkpoints;
    this.others = state.others;
    this.wish = { input: state.input, checkpoint: state.checkpoints.at(-1)?.name ?? 'last' };
  }

  /** The run goes on, or others have come or gone. */
  update(change: Pick<InspectorState, 'checkpoints' | 'others'>): void {
    this.checkpoints = change.checkpoints;
    this.others = change.others;
    this.tell();
  }

  get wanted(): Wish {
    return this.wish;
  }

  get busy(): boolean {
    return this.running;
  }

  /** Calls back whenever something was asked for, has come or has failed. */
  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  look(patch: Partial<Wish> = {}): void {
    this.wish = { ...this.wish, ...patch };
    if (this.running) this.waiting = true;
    else void this.follow();
  }

  /** Whether a failure says that the engine has let the pass go: then it is recorded again. */
  recovers(error: unknown, inspection: string): boolean {
    if (inspection !== this.inspection?.id) return true; // An old pass: nobody waits for it.
    const { problem } = (typeof error === 'object' && error !== null ? error : {}) as Partial<PanelProblem>;
    if (problem?.code !== 'inspect.released') return false;
    this.look();
    return true;
  }

  private async follow(): Promise<void> {
    this.running = true;
    this.tell();
    do {
      this.waiting = false;
      try {
        const inspection = await this.work.during(this.host.inspect({ run: this.state.run, ...this.wish }));
        this.inspection = inspection;
        this.failure = undefined;
        this.keep(inspection.id);
      } catch (error) {
        if (!this.waiting) this.failure = error;
      }
      if (this.waiting) this.tell();
    } while (this.waiting);
    this.running = false;
    this.tell();
  }

  private keep(id: string): void {
    this.passes.push(id);
    // A pass that is gone already needs no release.
    while (this.passes.length > kept) void this.host.release(this.passes.shift()!).catch(() => undefined);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
