import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import type { Contender, Session } from '../contender';
import { LineProcess } from '../line-process';
import type { Ready, Workload } from '../workload';

const script = path.join(__dirname, 'pytorch.py');
const kinds: readonly Workload['kind'][] = ['train', 'infer', 'generate', 'product'];

/** PyTorch on the processor, with so many threads: one Python that lives as long as the bench, for it takes seconds to start. */
export class PyTorch implements Contender {
  readonly name: string;
  private child: LineProcess | undefined;

  constructor(private readonly threads: number) {
    this.name = `PyTorch, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  }

  knows(work: Workload): boolean {
    return kinds.includes(work.kind);
  }

  async prepare(work: Workload): Promise<Session> {
    const child = this.start();
    const ready = await child.ask<Ready>({ prepare: work });
    return {
      ...ready,
      run: async (times) => (await child.ask<{ seconds: number }>({ run: times })).seconds,
      close: async () => {},
    };
  }

  async versions(): Promise<Readonly<Record<string, string>>> {
    return this.start().ask({ versions: true });
  }

  async close(): Promise<void> {
    await this.child?.close();
  }

  private start(): LineProcess {
    const threads = String(this.threads);
    const environment = { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads };
    this.child ??= new LineProcess(this.name, pythonWithTorch(), [script], environment);
    return this.child;
  }
}

let python: string | undefined;

/** @throws Error where no Python here has PyTorch */
function pythonWithTorch(): string {
  const names = [process.env['SEQUENCE_LAB_PYTHON'], 'python3', '/usr/bin/python3'].filter(
    (name) => name !== undefined,
  );
  python ??= names.find((name) => spawnSync(name, ['-c', 'import torch']).status === 0);
  if (python === undefined)
    throw new Error('not installed (Debian: apt-get install python3-torch libopenblas0-pthread)');
  return python;
}
