import type { Machine } from './machine';
import type { Spread } from './statistics';

/** What one contender reached in a row, or why it did not take part. */
export type Entry = Measured | Missing;

export interface Measured {
  readonly who: string;
  readonly value: Spread;
}

export interface Missing {
  readonly who: string;
  readonly missing: string;
}

/** A question that a row answers: how many times better ours is than the best of some others. */
export interface Comparison {
  /** Names of our own contenders; the best of them counts. */
  readonly ours: readonly string[];
  /** Names of the others; the best of them counts. */
  readonly peers: readonly string[];
  /** What `ours / peer` is to reach. */
  readonly target?: number;
  /** The peer is what nobody can pass, so that to be below 1 is no loss. */
  readonly bound?: boolean;
}

/** One row of the bench, measured. */
export interface Result {
  readonly row: string;
  /** What was done, in words. */
  readonly title: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly entries: readonly Entry[];
  readonly comparisons: readonly Comparison[];
  /** What a reader of the figures has to know. */
  readonly note?: string;
}

/** Everything that one run of the bench found out, as it stands in the JSON file. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  /** Whether a part was measured in a hurry. */
  readonly quick: boolean;
  readonly results: readonly Result[];
}

/** A comparison with its figures. */
export interface Verdict {
  readonly ours: Measured | undefined;
  /** The best peer, or the first one, which is missing. */
  readonly peer: Entry | undefined;
  /** More than 1: ours is better. */
  readonly ratio: number | undefined;
  readonly target: number | undefined;
  /** How the ratio is to be read, in a word; empty where all is well. */
  readonly word: '' | 'BEHIND' | 'below target';
}

export function verdictOf({ entries, better }: Result, { ours, peers, target, bound = false }: Comparison): Verdict {
  const own = bestOf(entries, ours, better);
  const peer = bestOf(entries, peers, better) ?? entries.find(({ who }) => peers.includes(who));
  const ratio = own && peer && 'value' in peer ? ratioOf(own.value.median, peer.value.median, better) : undefined;
  return { ours: own, peer, ratio, target, word: ratio === undefined ? '' : wordOf(ratio, target, bound) };
}

function wordOf(ratio: number, target = 0, bound: boolean): Verdict['word'] {
  if (ratio < 1 && !bound) return 'BEHIND';
  return ratio < target ? 'below target' : '';
}

function bestOf(entries: readonly Entry[], names: readonly string[], better: Result['better']): Measured | undefined {
  const sign = better === 'more' ? -1 : 1;
  return entries
    .filter((entry): entry is Measured => 'value' in entry && names.includes(entry.who))
    .toSorted((a, b) => sign * (a.value.median - b.value.median))[0];
}

function ratioOf(ours: number, peer: number, better: Result['better']): number {
  return better === 'more' ? ours / peer : peer / ours;
}
