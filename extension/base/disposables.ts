/** Anything that holds a resource until `dispose`. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns what a part registers and starts, and ends it together, newest first. Disposing twice does nothing. */
export class Disposables implements Disposable {
  private owned: Disposable[] = [];
  private ended = false;

  /** Whether `dispose` was called: asynchronous work asks before it goes on. */
  get disposed(): boolean {
    return this.ended;
  }

  /** Hands over a resource. What comes after the end is disposed at once, so that nothing leaks from late callbacks. */
  own<T extends Disposable>(resource: T): T {
    if (this.ended) resource.dispose();
    else this.owned.push(resource);
    return resource;
  }

  dispose(): void {
    this.ended = true;
    const last = this.owned;
    this.owned = [];
    for (const resource of last.toReversed()) resource.dispose();
  }
}
