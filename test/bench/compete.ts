import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, Session } from './contender';
import type { Entry } from './report';
import { spreadOf } from './statistics';
import type { Workload } from './workload';

export interface Pace {
  /** How many samples each contender gives. */
  readonly rounds: number;
  /** How long one sample is to last, at least. */
  readonly seconds: number;
  /** Seconds after which no more than the fewest samples are taken. */
  readonly patience: number;
}

/** One contender and what it is to do: usually all do the same. */
export interface Task {
  readonly contender: Contender;
  readonly work: Workload;
}

interface Runner {
  readonly who: string;
  readonly session: Session;
  readonly times: number;
  readonly rates: number[];
  /** Why it could not go on. */
  missing?: string;
}

/** Seconds of one run above which a contender gives only the fewest samples. */
const slow = 1;
const fewest = 3;

/** Threads of a contender that has just worked may spin on for a while; the next one gets a quiet machine. */
const rest = 40;

/**
 * Lets contenders work in turn (a, b, a, b ...), so that whatever else the machine does meets them all.
 *
 * @returns amounts a second, and who could not take part
 */
export async function compete(tasks: readonly Task[], pace: Pace): Promise<CompetitionResult> {
  const entries: Entry[] = [];
  const runners: Runner[] = [];
  try {
    for (const { contender, work } of tasks) {
      const who = contender.name;
      let session: Session | undefined;
      try {
        session = await contender.prepare(work);
        runners.push({ who, session, times: await warmUp(session, pace.seconds), rates: [] });
      } catch (error) {
        await session?.close();
        entries.push({ who, missing: reasonOf(error) });
      }
    }
    const end = performance.now() + pace.patience * 1000;
    for (let round = 0; round < pace.rounds; round++) {
      if (round >= fewest && performance.now() > end) break;
      for (const runner of runners) {
        const { session, times, rates, missing } = runner;
        // Who takes seconds for one run is so far away that the last digit tells nothing.
        const far = round >= fewest && rates.some((rate) => session.amount / rate > slow);
        if (far || missing !== undefined) continue;
        await sleep(rest);
        try {
          rates.push((session.amount * times) / (await session.run(times)));
        } catch (error) {
          runner.missing = reasonOf(error);
        }
      }
    }
    const facts = Object.fromEntries(runners.map(({ who, session }) => [who, session.facts]));
    return { entries: [...runners.map(entryOf), ...entries], facts };
  } finally {
    for (const { session } of runners) await session.close();
  }
}

export interface CompetitionResult {
  readonly entries: readonly Entry[];
  /** By contender. */
  readonly facts: Readonly<Record<string, Session['facts']>>;
}

function entryOf({ who, rates, missing }: Runner): Entry {
  return missing === undefined ? { who, value: spreadOf(rates) } : { who, missing };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs until the code is compiled and the caches are warm. @returns how many runs a sample takes */
async function warmUp(session: Session, seconds: number): Promise<number> {
  let times = 1;
  let spent = 0;
  for (;;) {
    const took = await session.run(times);
    spent += took;
    const enough = Math.max(1, Math.ceil((seconds / took) * times));
    if (spent > 3 * seconds || (took > seconds && spent > seconds)) return enough;
    times = Math.min(enough, 4 * times);
  }
}
