import { createInterface } from 'node:readline';
import type { Ready, Workload } from '../workload';

/** Work that stands ready in this process. */
export interface Work extends Ready {
  run(): void | Promise<void>;
}

export type Request = { readonly prepare: Workload } | { readonly run: number };

/** Answers a bench that started this process: one line of JSON for each of its lines. */
export async function serve(prepare: (work: Workload) => Promise<Work>): Promise<void> {
  let work: Work | undefined;
  const answer = async (request: Request): Promise<object> => {
    if ('prepare' in request) {
      work = await prepare(request.prepare);
      return { amount: work.amount, facts: work.facts };
    }
    if (!work) throw new Error('nothing was prepared');
    const start = performance.now();
    for (let i = 0; i < request.run; i++) {
      const waiting = work.run();
      if (waiting) await waiting;
    }
    return { seconds: (performance.now() - start) / 1000 };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
