export type JobKind = 'evaluate' | 'generate' | 'forecast' | 'answer' | 'read';

/**
 * The one long call that may run at a time, as the host's `cancel` ends whichever runs. Whoever shows progress or a
 * button that must wait listens here.
 */
export class Jobs {
  private kind?: JobKind;
  private canceled = false;
  private fraction?: number;
  private readonly listeners: (() => void)[] = [];
  private pieceListener?: (text: string) => void;

  constructor(private readonly cancelCall: () => Promise<void>) {}

  get running(): JobKind | undefined {
    return this.kind;
  }

  /** From 0 to 1, once the host has told it. */
  get progress(): number | undefined {
    return this.fraction;
  }

  get canceling(): boolean {
    return this.kind !== undefined && this.canceled;
  }

  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The answer, or undefined when it was cancelled. Rejects when the call failed by itself. */
  async run<T>(kind: JobKind, call: () => Promise<T>, onPiece?: (text: string) => void): Promise<T | undefined> {
    if (this.kind) return undefined;
    this.kind = kind;
    this.canceled = false;
    this.fraction = undefined;
    this.pieceListener = onPiece;
    this.tell();
    try {
      return await call();
    } catch (error) {
      if (this.canceled) return undefined;
      throw error;
    } finally {
      this.kind = undefined;
      this.pieceListener = undefined;
      this.tell();
    }
  }

  async cancel(): Promise<void> {
    if (!this.kind || this.canceled) return;
    this.canceled = true;
    this.tell();
    await this.cancelCall();
  }

  onProgress(fraction: number): void {
    if (!this.kind) return;
    this.fraction = fraction;
    this.tell();
  }

  onPiece(text: string): void {
    this.pieceListener?.(text);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
