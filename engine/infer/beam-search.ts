import type { SearchOptions } from '../contracts/events';
import { ban, type Symbols } from './answer-limits';
import type { DecoderRun } from './decoder-run';

/** A token that was considered: a node of the search tree. */
export interface BeamStep {
  /** Index among all nodes; -1 for the first step. */
  readonly parent: number;
  /** From 0. */
  readonly step: number;
  readonly token: number;
  /** Sum of the logarithms of the probabilities from the start to here. */
  readonly logProbability: number;
  /** `logProbability` over the length penalty. */
  readonly score: number;
  /** Whether the search went on from here, or ended here. */
  kept: boolean;
  readonly ends: boolean;
}

export interface BeamAnswer {
  /** Without the end symbol. */
  readonly tokens: readonly number[];
  readonly logProbability: number;
  readonly score: number;
  readonly ended: boolean;
  /** Index of its last node. */
  readonly node: number;
}

export interface BeamResult {
  /** Best first. */
  readonly answers: readonly BeamAnswer[];
  /** Every node that was kept, and the best ones that were not: as many alternatives at each place as the beam is wide. */
  readonly nodes: readonly BeamStep[];
}

/** Wu et al. 2016, equation 14: what the logarithm of probability of `length` tokens is divided by. */
export function lengthPenalty(length: number, power: number): number {
  return ((5 + length) / 6) ** power;
}

/**
 * Beam search: the `beam` likeliest unfinished answers go on at every step. What ends among the best is an answer; the
 * search stops when no unfinished one can become better than those found, or at the longest answer, where unfinished ones
 * fill up what is missing. With a beam of 1 it is the greedy search, save that the search may go on past an end.
 *
 * @param run just started, with one lane
 */
export function searchBeam(
  run: DecoderRun,
  { beam, lengthPenalty: power, answers: wanted }: SearchOptions,
  symbols: Symbols,
) {
  const nodes: BeamStep[] = [];
  const ended: BeamAnswer[] = [];
  const answerAt = (node: number): BeamAnswer => {
    const { logProbability, score, ends } = nodes[node];
    const tokens = pathTo(nodes, node).map(({ token }) => token);
    return { tokens: ends ? tokens.slice(0, -1) : tokens, logProbability, score, ended: ends, node };
  };
  let live: readonly number[] = [-1];
  if (beam > 1) run.repeat(beam);
  for (let step = 0; step < symbols.longest && live.length > 0; step++) {
    const previous = Array.from({ length: beam }, (_, i) => (live[i] >= 0 ? nodes[live[i]].token : symbols.start));
    const rows = run.step(previous);
    const candidates: { readonly node: number; readonly lane: number }[] = [];
    live.forEach((parent, lane) => {
      const before = parent < 0 ? 0 : nodes[parent].logProbability;
      const row = ban(rows[lane], symbols);
      // One more than the beam: the end symbol takes no place of those that go on.
      for (const token of best(row, beam + 1)) {
        const logProbability = before + row[token];
        if (logProbability === -Infinity) continue;
        const score = logProbability / lengthPenalty(step + 1, power);
        const node = nodes.push({
          parent,
          step,
          token,
          logProbability,
          score,
          kept: false,
          ends: token === symbols.end,
        });
        candidates.push({ node: node - 1, lane });
      }
    });
    candidates.sort((a, b) => nodes[b.node].logProbability - nodes[a.node].logProbability || a.node - b.node);
    const next: typeof candidates = [];
    for (const candidate of candidates) {
      if (next.length === beam) break;
      nodes[candidate.node].kept = true;
      if (nodes[candidate.node].ends) ended.push(answerAt(candidate.node));
      else next.push(candidate);
    }
    live = next.map(({ node }) => node);
    if (
      isSettled(
        ended,
        live.map((node) => nodes[node].logProbability),
        wanted,
        lengthPenalty(symbols.longest, power),
      )
    ) {
      live = [];
    } else if (next.length > 0) run.select(Array.from({ length: beam }, (_, i) => (next[i] ?? next[0]).lane));
  }
  const found = [...ended.sort(byScore), ...live.map(answerAt).sort(byScore)].slice(0, wanted);
  return { answers: found, nodes } satisfies BeamResult;
}

/** The nodes from the first step to this one. */
export function pathTo(nodes: readonly BeamStep[], node: number): BeamStep[] {
  const path: BeamStep[] = [];
  for (let at = node; at >= 0; at = nodes[at].parent) path.unshift(nodes[at]);
  return path;
}

/** Whether the answers wanted are found: a logarithm of probability only falls, and the greatest penalty divides it most. */
function isSettled(
  ended: readonly BeamAnswer[],
  live: readonly number[],
  wanted: number,
  greatestPenalty: number,
): boolean {
  if (ended.length < wanted) return false;
  const worst = [...ended].sort(byScore)[wanted - 1].score;
  return live.every((logProbability) => logProbability / greatestPenalty <= worst);
}

function byScore(a: BeamAnswer, b: BeamAnswer): number {
  return b.score - a.score || a.node - b.node;
}

/** Ids of the greatest values, greatest first. */
function best(row: Float64Array, count: number): number[] {
  const ids = Array.from(row, (_, id) => id);
  ids.sort((a, b) => row[b] - row[a] || a - b);
  return ids.slice(0, count);
}
