import { Problem, type ProblemWords } from '../../contracts/problem';
import { accelerated, type Sgemm } from './accelerated';
import type { Compiled, CompiledName } from './compiled';
import { type Arguments, kernelNames, splits } from './splits';

/** What another thread needs to work on the same memory. */
export interface Seat {
  readonly module: WebAssembly.Module;
  /** Shared. */
  readonly memory: WebAssembly.Memory;
  /** From 1; the thread that gives the work is 0. */
  readonly thread: number;
  /** Whether a library of the system does the large products. */
  readonly accelerated: boolean;
}

/** Threads of a backend, the caller's own among them. */
export interface Threads {
  readonly count: number;
  readonly start: StartThread;
  /** Jobs that take fewer nanoseconds are not shared out. */
  readonly worth?: number;
}

/**
 * Starts a thread that calls `takeSeat`, which returns when the team is dismissed, and `leave` should it end before.
 * Resolves when it is gone.
 */
export type StartThread = (seat: Seat) => Promise<unknown>;

/*
 * The first page of the memory is where threads meet. One job stands there at a time: a kernel, its arguments for the whole,
 * and how many parts are still open. Whoever is free takes an open part by counting down, the giver too, so that a thread which
 * sleeps or comes late holds nobody up. A thread counts itself in before it takes and out when nothing is open, and the giver
 * writes no new job before all are out.
 */

/** Words that threads write stand in cache lines (two, for the prefetcher) of their own. */
const open = 32;
const inside = 64;
const asleep = 96;
/** Set by the giver while it sleeps until all are out. */
const waiting = 128;
/** Flags: a kernel trapped in a thread; a thread is gone; the team has been sent away. */
const trapped = 160;
const gone = 161;
const dismissed = 162;
const reasonLength = 163;
const kernelAt = 192;
const lengthAt = 193;
const sizeAt = 194;
/** How many arguments there are, and the first of them. */
const countAt = 195;
/** Of 8 bytes. */
const argumentsAt = 128;
const sumsAt = 160;
const mostParts = 256;
/** Bytes. */
const reasonAt = 3584;
const longestReason = 500;

/** Byte of the number of threads that sleep: all but the first do so once they are there. */
export const asleepAt = asleep * 4;

/** First byte after all this. */
export const meetingBytes = 4096;

/** A thread without work looks for some for so long before it sleeps: longer than the pauses within a training step. */
const restlessMilliseconds = 0.2;
/** The giver looks for so long whether all are out before it sleeps; then it wakes up to see whether they are alive. */
const patientMilliseconds = 0.1;
const slumberMilliseconds = 1000;
/** Slumbers that are put up with, and how many more for each second that the giver's own parts took. */
const mostSlumbers = 60;
const slumbersPerSecond = 20;

/** Jobs that take fewer nanoseconds are not shared out; sleepers are woken only for those that take so many times more. */
const usualWorth = 5_000;
const worthWaking = 12;
/** And what only moves numbers must take so many times more. */
const worthMoving = 20;
/** Jobs of more than this are cut into several parts a thread, so that a core which is busy otherwise takes fewer. */
const worthBalancing = 400_000;
const partsPerThread = 4;

/** Length of a part of a sum. It may depend on nothing but the length of the whole. */
export function sumPart(length: number): number {
  const least = 2 ** 14;
  return Math.max(least, Math.ceil(length / mostParts / 16) * 16);
}

/** Work space of a thread: for the copies that the product makes of its operands. */
export const workBytes = 10 * 2 ** 16;

export const workOf = (thread: number): number => meetingBytes + thread * workBytes;

type Kernel = (...call: Arguments) => number | void;

/** One thread's view of the memory and the kernels. */
class Hands {
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly compiled: Compiled;
  private readonly call: Arguments = [];
  private readonly work: number;

  constructor({ module, memory, thread }: Omit<Seat, 'accelerated'>, sgemm: Sgemm | undefined) {
    this.work = workOf(thread);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const compiled = exports as unknown as Compiled;
    this.compiled = sgemm ? accelerated(compiled, sgemm, this.work) : compiled;
    this.words = new Int32Array(memory.buffer, 0, meetingBytes / 4);
    this.floats = new Float64Array(memory.buffer, 0, meetingBytes / 8);
  }

  /** Does parts of the job until none is open. */
  takeParts(): void {
    for (;;) {
      const part = Atomics.sub(this.words, open, 1) - 1;
      if (part < 0) return;
      this.perform(part);
    }
  }

  private perform(part: number): void {
    const { words, floats, call } = this;
    const name = kernelNames[words[kernelAt]];
    const split = splits[name];
    if (!split) return;
    const size = words[sizeAt];
    call.length = words[countAt];
    for (let i = 0; i < call.length; i++) call[i] = floats[argumentsAt + i];
    split.cut(call, part * size, Math.min(size, words[lengthAt] - part * size));
    if (split.work) call[call.length - 1] = this.work;
    const result = (this.compiled[name] as Kernel)(...call);
    if (split.sums) floats[sumsAt + part] = result as number;
  }
}

/** The threads of one backend, seen from the one that gives the work. */
export class Team {
  private readonly hands: Hands;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    private readonly threads: Threads,
    private readonly sgemm?: Sgemm,
  ) {
    this.hands = new Hands({ module, memory, thread: 0 }, sgemm);
    const seat = { module, memory, accelerated: sgemm !== undefined };
    for (let thread = 1; thread < threads.count; thread++) void threads.start({ ...seat, thread });
  }

  /** The compiled kernels, each shared out among the threads where it is worth it. */
  get compiled(): Compiled {
    const all = kernelNames.map((name, kernel) => [name, this.shared(name, kernel)] as const);
    return Object.fromEntries(all) as Partial<Compiled> as Compiled;
  }

  /** Ends the threads. Nothing may be computed afterwards. */
  dismiss(): void {
    const { words } = this.hands;
    Atomics.store(words, dismissed, 1);
    // No thread may fall asleep that has not seen the flag: they wait for `open` to change.
    Atomics.store(words, open, -(2 ** 31));
    Atomics.notify(words, open);
  }

  private shared(name: CompiledName, kernel: number): Kernel {
    const alone = this.hands.compiled[name] as Kernel;
    const split = splits[name];
    if (split?.sums) {
      return (...call) => {
        const length = split.length(call);
        return length <= sumPart(length) ? alone(...call) : this.sum(kernel, call, length, split.cost(call));
      };
    }
    if (!split || this.threads.count === 1) return alone;
    const worth = this.worth * (split.moves ? worthMoving : 1);
    const grain = (this.sgemm && split.tile) ?? split.grain;
    const { least = 1 } = split;
    return (...call) => {
      const nanoseconds = split.cost(call);
      if (nanoseconds < worth || (nanoseconds < worth * worthWaking && this.allAsleep)) return alone(...call);
      const length = split.length(call);
      const share = length / this.threads.count;
      const parts = nanoseconds > worthBalancing ? Math.min(partsPerThread, Math.floor(share / least)) : 1;
      const size = Math.ceil(share / Math.max(1, parts) / grain) * grain;
      if (size >= length) return alone(...call);
      this.run(kernel, call, length, size, nanoseconds);
    };
  }

  private sum(kernel: number, call: Arguments, length: number, nanoseconds: number): number {
    const size = sumPart(length);
    this.run(kernel, call, length, size, nanoseconds);
    let total = 0;
    for (let part = 0; part * size < length; part++) total += this.hands.floats[sumsAt + part];
    return total;
  }

  private get worth(): number {
    return this.threads.worth ?? usualWorth;
  }

  private get allAsleep(): boolean {
    return Atomics.load(this.hands.words, asleep) >= this.threads.count - 1;
  }

  private run(kernel: number, call: Arguments, length: number, size: number, nanoseconds: number): void {
    const { words, floats } = this.hands;
    this.refuseBroken();
    words[kernelAt] = kernel;
    words[lengthAt] = length;
    words[sizeAt] = size;
    words[countAt] = call.length;
    for (let i = 0; i < call.length; i++) floats[argumentsAt + i] = call[i];
    Atomics.store(words, open, Math.ceil(length / size));
    if (nanoseconds >= this.worth * worthWaking && Atomics.load(words, asleep) > 0) Atomics.notify(words, open);
    const start = performance.now();
    try {
      this.hands.takeParts();
    } finally {
      // After a trap of its own, what is left is not done.
      Atomics.store(words, open, 0);
      this.waitForAll(start);
    }
    this.refuseBroken();
  }

  /** Returns when no thread works on the job any more. */
  private waitForAll(start: number): void {
    const { words } = this.hands;
    const own = performance.now();
    for (let looks = 1; Atomics.load(words, inside) > 0; looks++) {
      if (looks % 32 === 0 && performance.now() - own > patientMilliseconds) {
        this.slumber(mostSlumbers + ((own - start) / 1000) * slumbersPerSecond);
        return;
      }
    }
  }

  private slumber(most: number): void {
    const { words } = this.hands;
    Atomics.store(words, waiting, 1);
    for (let slumbers = 0; ; slumbers++) {
      const busy = Atomics.load(words, inside);
      if (busy <= 0) break;
      if (Atomics.load(words, gone) || slumbers > most) throw broken({ code: 'words.no-answer', arguments: {} });
      Atomics.wait(words, inside, busy, slumberMilliseconds);
    }
    Atomics.store(words, waiting, 0);
  }

  private refuseBroken(): void {
    const { words } = this.hands;
    if (Atomics.load(words, trapped)) throw broken(readReason(words));
    if (Atomics.load(words, gone)) throw broken({ code: 'words.thread-ended', arguments: {} });
    if (Atomics.load(words, dismissed)) throw new Error('the team has been dismissed');
  }
}

function broken(reason: string | ProblemWords): Problem {
  return new Problem('run.thread-failed', { reason });
}

/**
 * The life of every thread but the first: takes parts of jobs until the team is dismissed.
 *
 * @param sgemm where the seat is accelerated
 */
export function takeSeat(seat: Seat, sgemm?: Sgemm): void {
  const hands = new Hands(seat, sgemm);
  const { words } = hands;
  while (!Atomics.load(words, dismissed)) {
    if (Atomics.load(words, open) > 0) help(hands);
    else rest(words);
  }
}

/** For a thread that ends by itself: nobody shall wait for it. */
export function leave({ memory }: Seat): void {
  const words = new Int32Array(memory.buffer, 0, meetingBytes / 4);
  if (Atomics.load(words, dismissed)) return;
  Atomics.store(words, gone, 1);
  Atomics.notify(words, inside);
}

function help(hands: Hands): void {
  const { words } = hands;
  Atomics.add(words, inside, 1);
  try {
    hands.takeParts();
  } catch (error) {
    writeReason(words, String(error));
    Atomics.store(words, open, 0);
  } finally {
    const others = Atomics.sub(words, inside, 1) - 1;
    if (others === 0 && Atomics.load(words, waiting)) Atomics.notify(words, inside);
  }
}

/** Looks for work, then sleeps until there is some. */
function rest(words: Int32Array): void {
  const start = performance.now();
  for (let looks = 1; Atomics.load(words, open) <= 0; looks++) {
    if (looks % 32 === 0 && performance.now() - start > restlessMilliseconds) break;
  }
  const seen = Atomics.load(words, open);
  if (seen > 0 || Atomics.load(words, dismissed)) return;
  Atomics.add(words, asleep, 1);
  Atomics.wait(words, open, seen);
  Atomics.sub(words, asleep, 1);
}

/** The first reason stays. Characters, one a byte, so that nothing but the memory is needed to tell. */
function writeReason(words: Int32Array, reason: string): void {
  if (Atomics.compareExchange(words, trapped, 0, 1) !== 0) return;
  const text = new Uint8Array(words.buffer, reasonAt, longestReason);
  const length = Math.min(longestReason, reason.length);
  for (let i = 0; i < length; i++) text[i] = reason.charCodeAt(i);
  Atomics.store(words, reasonLength, length);
}

function readReason(words: Int32Array): string {
  return String.fromCharCode(...new Uint8Array(words.buffer, reasonAt, Atomics.load(words, reasonLength)));
}
