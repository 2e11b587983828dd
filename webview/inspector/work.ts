import type { InspectorHost } from '../../engine/protocol/inspector';

/** Calls that may take long and can be cancelled: while there are some, the panel shows how far they are. */
export class Work {
  private running = 0;
  private readonly listeners: (() => void)[] = [];

  get busy(): boolean {
    return this.running > 0;
  }

  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.count(1);
    try {
      return await work;
    } finally {
      this.count(-1);
    }
  }

  private count(by: 1 | -1): void {
    this.running += by;
    for (const listener of this.listeners) listener();
  }
}

/** What the engine works on; the rest it only looks up. */
const long: ReadonlySet<string | symbol> = new Set<keyof InspectorHost>([
  'inspect',
  'flow',
  'contributions',
  'saliency',
  'match',
  'rollout',
  'beam',
  'lengths',
  'cloze',
]);

/** The host, with its long calls counted as work. */
export function countedHost(host: InspectorHost, work: Work): InspectorHost {
  return new Proxy(host, {
    get(target, name: keyof InspectorHost) {
      const call = target[name] as (...values: unknown[]) => Promise<unknown>;
      return long.has(name) ? (...values: unknown[]) => work.during(call(...values)) : call;
    },
  });
}
