import type { CheckpointName } from '../../engine/contracts/checkpoint';
import type { Inspection, InspectionInput } from '../../engine/contracts/inspection';
import type { CheckpointInfo, InspectorHost, InspectorState, RunChoice } from '../../engine/protocol/inspector';
import { isCancelled } from '../format/words';
import { Passes } from './passes';

export interface Wish {
  readonly checkpoint: CheckpointName;
  readonly input: InspectionInput;
}

/**
 * Which input is shown at which checkpoint. Of several wishes only the newest is followed: somebody who drags the slider over
 * twenty checkpoints sees as many of them as the engine can follow, and the last one in any case.
 */
export class Session {
  checkpoints: readonly CheckpointInfo[];
  others: readonly RunChoice[];
  /** Why the newest wish was not fulfilled. */
  failure?: unknown;
  private wish: Wish;
  /** The wish that led to what is shown. */
  private fulfilled?: Wish;
  private running = false;
  private waiting = false;
  private readonly passes: Passes;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly host: InspectorHost,
    private readonly state: InspectorState,
  ) {
    this.passes = new Passes(host, () => this.look());
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

  /** What is shown. */
  get inspection(): Inspection | undefined {
    return this.passes.shown;
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

  /** Whether a failure needs no words. */
  recovers(error: unknown, inspection: string): boolean {
    return this.passes.recovers(error, inspection);
  }

  private async follow(): Promise<void> {
    this.running = true;
    this.tell();
    do {
      this.waiting = false;
      const { wish } = this;
      try {
        this.passes.show(await this.host.inspect({ run: this.state.run, ...wish }));
        this.fulfilled = wish;
        this.failure = undefined;
      } catch (error) {
        if (!this.waiting) this.fails(error);
      }
      if (this.waiting) this.tell();
    } while (this.waiting);
    this.running = false;
    this.tell();
  }

  /** Whoever cancels stays with what is shown. */
  private fails(error: unknown): void {
    if (isCancelled(error) && this.fulfilled) this.wish = this.fulfilled;
    else this.failure = error;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
