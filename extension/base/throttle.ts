import type { Disposable } from './disposables';

/**
 * Runs `work` soon after `request`, at most once every `interval` milliseconds: at once when it has rested that long,
 * else once for all requests of the waiting time.
 */
export class Throttle implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private last = 0;

  constructor(
    private readonly interval: number,
    private readonly work: () => void,
  ) {}

  request(): void {
    this.timer ??= setTimeout(() => this.run(), Math.max(0, this.last + this.interval - Date.now()));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.timer = undefined;
    this.last = Date.now();
    this.work();
  }
}
