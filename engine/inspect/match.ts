import type { Example, Examples } from '../contracts/data';
import type { MatchPlace, MatchRequest, MatchResult, Span } from '../contracts/inspection';
import { Feed } from '../core/feed';
import type { CapturedTrace } from './capture';
import { type Bench, onNetwork } from './bench';
import { sideBySide } from './lanes';
import { TraceRecorder } from './recorder';

/** Steps that are searched at a time, and steps before them that are read so that the states have settled. */
const pieceSteps = 192;
const warmUpSteps = 64;
/** Pieces in one batch. */
const lanes = 16;
/** Steps around a place that are shown. */
const context = 12;

export interface MatchRun {
  readonly bench: Bench;
  readonly examples: Examples;
  /** Tokens or rows of the part. */
  readonly size: number;
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
 * Stretches end where a piece ends.
 */
export async function matchStates(run: MatchRun, trace: CapturedTrace, request: MatchRequest): Promise<MatchResult> {
  const units = request.units ? [...request.units] : unitsOn(trace, request);
  const wanted = Math.max(1, request.steps.to - request.steps.from);
  let places: MatchPlace[] = [];
  if (units.length === 0) return { units, searched: 0, places };
  const better = (a: MatchPlace, b: MatchPlace) =>
    b.units - a.units || Math.abs(a.length - wanted) - Math.abs(b.length - wanted) || a.position - b.position;
  for (let first = 0; first < run.size; first += lanes * pieceSteps) {
    const pieces = await readPieces(run, request, first);
    for (const found of searchPieces(run.bench, pieces, { ...request, units })) places.push(found);
    places.sort(better);
    places = places.slice(0, request.limit);
    run.progress?.(Math.min(1, (first + lanes * pieceSteps) / run.size));
    await run.breathe();
  }
  return { units, searched: run.size, places };
}

interface Piece {
  readonly example: Example;
  /** Position of its first step in the part. */
  readonly start: number;
  /** Steps that were not searched before. */
  readonly fresh: Span;
}

async function readPieces({ examples, size }: MatchRun, { part }: MatchRequest, first: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (let from = first; from < Math.min(size, first + lanes * pieceSteps); from += pieceSteps) {
    const start = Math.max(0, from - warmUpSteps);
    const to = Math.min(size, from + pieceSteps);
    const example = await examples.of({ kind: 'part', part, from: start, length: to - start });
    const { time } = example.batches.shape;
    pieces.push({ example, start, fresh: { from: from - start, to: Math.min(time, to - start) } });
  }
  return pieces;
}

type Search = MatchRequest & { readonly units: readonly number[] };

/** Reads pieces of equal length together. */
function searchPieces(bench: Bench, pieces: readonly Piece[], search: Search): MatchPlace[] {
  const byTime = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const { time } = piece.example.batches.shape;
    byTime.set(time, [...(byTime.get(time) ?? []), piece]);
  }
  return [...byTime.values()].flatMap((group) => {
    const [trace] = record(bench, group, search.trace);
    if (!trace) return [];
    return group.flatMap((piece, lane) => {
      const on = (step: number, unit: number) => {
        return trace.values[(step * group.length + lane) * trace.columns + unit] >= search.threshold;
      };
      return placesIn(piece, on, search.units);
    });
  });
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
  { example, start, fresh }: Piece,
  on: (step: number, unit: number) => boolean,
  units: readonly number[],
): MatchPlace[] {
  const labels = example.sides.source ?? [];
  const places: MatchPlace[] = [];
  const taken = new Set<number>();
  for (const least of new Set(shares.map((share) => Math.ceil(share * units.length)))) {
    for (const { from, to, count } of stretches(fresh, on, units, least)) {
      const steps = Array.from({ length: to - from }, (_, i) => from + i);
      if (steps.some((step) => taken.has(step))) continue;
      for (const step of steps) taken.add(step);
      places.push({
        position: start + from,
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
