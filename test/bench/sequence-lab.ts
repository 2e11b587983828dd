import * as path from 'node:path';
import type { Contender, Session } from './contender';
import { LineProcess } from './line-process';
import type { Ready, Workload } from './workload';

/** Our engine, as the bundles hold it: a fresh process for every piece of work. */
export class SequenceLab implements Contender {
  readonly name: string;

  /** @param bundles folder of the bundled worker */
  constructor(
    readonly threads: number,
    private readonly bundles: string,
    readonly accelerator: 'wasm' | 'native' = 'wasm',
  ) {
    const native = accelerator === 'native' ? ', native' : '';
    this.name = `Sequence Lab${native}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  }

  knows(): boolean {
    return true;
  }

  async prepare(work: Workload): Promise<Session> {
    const program = [path.join(this.bundles, 'main.js'), String(this.threads)];
    const environment = { ...process.env, SEQUENCE_LAB_ACCELERATOR: this.accelerator };
    const child = new LineProcess(this.name, process.execPath, program, environment);
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
    return {};
  }

  async close(): Promise<void> {}
}
