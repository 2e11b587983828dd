import type { Contender, Session } from '../contender';
import { LineProcess } from '../line-process';
import type { Ready, Workload } from '../workload';
import { peerWorker } from './packages';
import pins from './packages/package.json';

/** A program out of npm's packages: a fresh process for every piece of work. */
export abstract class NpmPeer implements Contender {
  abstract readonly name: string;
  /** NAME of NAME-worker.ts. */
  protected abstract readonly worker: string;
  /** The package whose version is told. */
  protected abstract readonly package: keyof (typeof pins)['dependencies'];
  /** What the worker is started with, behind the folder of the packages. */
  protected readonly parameters: readonly string[] = [];

  abstract knows(work: Workload): boolean;

  async prepare(work: Workload): Promise<Session> {
    const { script, packages } = await peerWorker(this.worker);
    const child = new LineProcess(this.name, process.execPath, [script, packages, ...this.parameters]);
    try {
      const ready = await child.ask<Ready>({ prepare: work });
      return {
        ...ready,
        run: async (times) => (await child.ask<{ seconds: number }>({ run: times })).seconds,
        close: () => child.close(),
      };
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  async versions(): Promise<Readonly<Record<string, string>>> {
    return { [this.package]: pins.dependencies[this.package] };
  }

  async close(): Promise<void> {}
}
