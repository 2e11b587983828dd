import type { Example, Examples } from '../contracts/data';
import type { MatchPlace, MatchRequest, MatchResult, Side, Span } from '../contracts/inspection';
import { Feed } from '../core/feed';
import type { CapturedTrace } from './capture';
import { type Bench, onNetwork } from './bench';
import { sideBySide } from './lanes';
import { TraceRecorder } from './recorder';

/** Steps that are searched at a time, and steps before them that are read so that the states have settled. */
const pieceSteps = 192;
const warmUpSteps = 64;
/** Pieces, or sequences, in one batch. */
const lanes = 16;
const sequenceLanes = 64;
/** Sequences that are looked for others of their length among. */
const sequencesAtOnce = 1024;
/** Steps around a place that are shown. */
const context = 12;

export interface MatchRun {
  readonly bench: Bench;
  readonly examples: Examples;
  /** Tokens, rows or sequences of the part. */
  readonly size: number;
  /** Whether the part holds sequences, each a whole of its own, and not one long sequence. */
  readonly sequences: boolean;
  /** From 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /** Lets the process do other things; rejects to cancel. */
  readonly breathe: () => Promise<void>;
}

/** Units that are on throughout a stretch, and off in the steps right before and after it. */
export function unitsOn(
  trace: CapturedTrace,
  { steps, threshold, around }: Pick<MatchRequest, 'steps' | 'threshold' | 'around'>,
): number[] {
  const on = (step: number, unit: number) => trace.values[step * trace.columns + unit] >= threshold;
  const inside = stepsOf(steps.from, steps.to, trace.steps);
  const outside = [
    ...stepsOf(steps.from - around, steps.from, trace.steps),
    ...stepsOf(steps.to, steps.to + around, trace.steps),
  ];
  if (inside.length === 0) return [];
  return Array.from({ length: trace.columns }, (_, unit) => unit).filter(
    (unit) => inside.every((step) => on(step, unit)) && outside.every((step) => !on(step, unit)),
  );
}

function stepsOf(from: number, to: number, end: number): number[] {
  const start = Math.max(0, from);
  return Array.from({ length: Math.max(0, Math.min(end, to) - start) }, (_, i) => start + i);
}

/**
 * Where else in the data the units of a stretch are on together, as LSTMVis does (Strobelt et al. 2018), but straight from the network:
 * the part is read again piece by piece, and nothing is kept of it. Best first: most units, then the length nearest to the stretch's.
 * Stretches end where a piece or a sequence ends.
 */
export async function matchStates(run: MatchRun, trace: CapturedTrace, request: MatchRequest): Promise<MatchResult> {
  const units = request.units ? [...request.units] : unitsOn(trace, request);
  const wanted = Math.max(1, request.steps.to - request.steps.from);
  let places: MatchPlace[] = [];
  if (units.length === 0) return { units, searched: 0, places };
  const better = (a: MatchPlace, b: MatchPlace) =>
    b.units - a.units || Math.abs(a.length - wanted) - Math.abs(b.length - wanted) || a.position - b.position;
  const [read, atOnce] = run.sequences ? [readSequences, sequencesAtOnce] : [readPieces, lanes * pieceSteps];
  let searched = 0;
  for (let first = 0; first < run.size; first += atOnce) {
    const pieces = await read(run, request, first);
    for (const batch of batchesOf(pieces, run.sequences ? sequenceLanes : lanes)) {
      const found = searchBatch(run, batch, { ...request, units, side: trace.side });
      searched += found.searched;
      places = [...places, ...found.places].sort(better).slice(0, request.limit);
      await run.breathe();
    }
    run.progress?.(Math.min(1, (first + atOnce) / run.size));
  }
  return { units, searched, places };
}

interface Piece {
  readonly example: Example;
  /** Position of its first step, or its own, in the part. */
  readonly start: number;
  /** Steps that were not searched before; absent: all. */
  readonly fresh?: Span;
}

/** A piece ends where its series does, of which a part may hold many. */
async function readPieces({ examples, size }: MatchRun, { part }: MatchRequest, first: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  const end = Math.min(size, first + lanes * pieceSteps);
  let warmUp = Math.min(first, warmUpSteps);
  for (let from = first; from < end;) {
    const start = from - warmUp;
    const to = Math.min(end, from + pieceSteps);
    const example = await examples.of({ kind: 'part', part, from: start, length: to - start });
    const { time } = example.batches.shape;
    if (time > warmUp) {
      pieces.push({ example, start, fresh: { from: warmUp, to: time } });
      from = start + time;
      warmUp = Math.min(from, warmUpSteps);
    } else {
      // That was an earlier series.
      warmUp -= time;
    }
  }
  return pieces;
}

async function readSequences({ examples, size }: MatchRun, { part }: MatchRequest, first: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (let start = first; start < Math.min(size, first + sequencesAtOnce); start++) {
    pieces.push({ example: await examples.of({ kind: 'part', part, from: start, length: 1 }), start });
  }
  return pieces;
}

/** Pieces of one shape, so many at a time. */
function batchesOf(pieces: readonly Piece[], most: number): Piece[][] {
  const byShape = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const { time, decoder } = piece.example.batches.shape;
    const key = `${time} ${decoder?.time}`;
    byShape.set(key, [...(byShape.get(key) ?? []), piece]);
  }
  return [...byShape.values()].flatMap((alike) => {
    const starts = Array.from({ length: Math.ceil(alike.length / most) }, (_, i) => i * most);
    return starts.map((start) => alike.slice(start, start + most));
  });
}

type Search = MatchRequest & { readonly units: readonly number[]; readonly side: Side };

function searchBatch(
  { bench, sequences }: MatchRun,
  batch: readonly Piece[],
  search: Search,
): { places: MatchPlace[]; searched: number } {
  const [trace] = record(bench, batch, search.trace);
  if (!trace) return { places: [], searched: 0 };
  const all = { from: 0, to: trace.steps };
  const places = batch.flatMap((piece, lane) => {
    const on = (step: number, unit: number) => {
      return trace.values[(step * batch.length + lane) * trace.columns + unit] >= search.threshold;
    };
    const labels = piece.example.sides[search.side] ?? [];
    return placesIn(piece.fresh ?? all, labels, on, search.units).map(({ step, ...place }): MatchPlace => {
      return sequences ? { position: piece.start, step, ...place } : { position: piece.start + step, ...place };
    });
  });
  const searched = batch.reduce((sum, { fresh = all }) => sum + fresh.to - fresh.from, 0);
  return { places, searched };
}

function record(bench: Bench, pieces: readonly Piece[], trace: string) {
  return onNetwork(bench, (network) => {
    const { model, tape } = network;
    const batches = sideBySide(pieces.map(({ example }) => example.batches));
    const feed = new Feed(network, batches.shape, false);
    feed.read(batches, 0, 0);
    const recorder = new TraceRecorder(new Set([trace]));
    tape.inference(() => model.forward(feed.input, feed.state(true), { ...feed.pass(false, 0), recorder }));
    return recorder.traces;
  });
}

/** Shares of the units that must be on together, tried one after the other: a stretch of many units is not lost in a longer one of few. */
const shares = [1, 0.9, 0.75, 0.5];

/** Stretches over which units are on together, each with as many units as are on all along it. They do not overlap. */
function placesIn(
  fresh: Span,
  labels: readonly string[],
  on: (step: number, unit: number) => boolean,
  units: readonly number[],
): (Omit<MatchPlace, 'position'> & { readonly step: number })[] {
  const places: ReturnType<typeof placesIn> = [];
  const taken = new Set<number>();
  for (const least of new Set(shares.map((share) => Math.ceil(share * units.length)))) {
    for (const { from, to, count } of stretches(fresh, on, units, least)) {
      const steps = Array.from({ length: to - from }, (_, i) => from + i);
      if (steps.some((step) => taken.has(step))) continue;
      for (const step of steps) taken.add(step);
      places.push({
        step: from,
        length: to - from,
        units: count,
        labels: labels.slice(Math.max(0, from - context), to + context),
        context: Math.min(from, context),
      });
    }
  }
  return places;
}

/** Longest stretches, first come first served, over which the same units are on, `least` of them or more. */
function* stretches(
  { from, to }: Span,
  on: (step: number, unit: number) => boolean,
  units: readonly number[],
  least: number,
): Generator<Span & { readonly count: number }> {
  let step = from;
  while (step < to) {
    let together = units.filter((unit) => on(step, unit));
    const first = step++;
    if (together.length < least) continue;
    for (; step < to; step++) {
      const still = together.filter((unit) => on(step, unit));
      if (still.length < least) break;
      together = still;
    }
    yield { from: first, to: step, count: together.length };
  }
}
