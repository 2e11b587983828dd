import type { UnitOrder } from '../contracts/inspection';
import type { CapturedTrace } from './capture';

/** More units than this are not clustered, but ordered by variance: every pair of them would be compared. */
export const mostClustered = 2048;

/** The unit at each place. */
export function orderOf(trace: CapturedTrace, by: UnitOrder): Uint32Array {
  const index = Uint32Array.from({ length: trace.columns }, (_, unit) => unit);
  if (by === 'index') return index;
  const units = standardised(trace);
  if (by === 'cluster' && trace.columns <= mostClustered) return Uint32Array.from(seriate(units));
  return index.sort((a, b) => units[b].variance - units[a].variance || a - b);
}

interface Unit {
  readonly variance: number;
  /** Values over the steps (and heads), of mean 0 and length 1; all zero where nothing varies. */
  readonly values: Float32Array;
}

function standardised({ values, columns }: CapturedTrace): Unit[] {
  const rows = values.length / columns;
  return Array.from({ length: columns }, (_, unit) => {
    const own = Float32Array.from({ length: rows }, (__, row) => values[row * columns + unit]);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    return { variance: squares / rows, values: own.map((value) => (value - mean) * scale) };
  });
}

/** A cluster: its units in order. */
type Cluster = readonly number[];

/**
 * Agglomerative clustering with average linkage on 1 - correlation, by chains of nearest neighbours (Murtagh 1983), and the leaves
 * in order: two clusters are joined so that the ends that lie together are alike.
 */
function seriate(units: readonly Unit[]): Cluster {
  const count = units.length;
  const distance = distances(units);
  const between = distance.slice();
  const clusters = new Map<number, Cluster>(units.map((_, unit) => [unit, [unit]]));
  const chain: number[] = [];
  while (clusters.size > 1) {
    if (chain.length === 0) chain.push(clusters.keys().next().value ?? 0);
    const top = chain[chain.length - 1];
    const before = chain[chain.length - 2];
    let nearest = before ?? -1;
    for (const other of clusters.keys()) {
      if (other === top) continue;
      // Strictly nearer: the one before wins a tie, or the chain would go round in circles.
      if (nearest < 0 || between[top * count + other] < between[top * count + nearest]) nearest = other;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [a, b] = [clusters.get(top) ?? [], clusters.get(nearest) ?? []];
    for (const other of clusters.keys()) {
      if (other === top || other === nearest) continue;
      const mean = a.length * between[top * count + other] + b.length * between[nearest * count + other];
      between[top * count + other] = between[other * count + top] = mean / (a.length + b.length);
    }
    clusters.delete(nearest);
    clusters.set(
      top,
      joined(a, b, (x, y) => distance[x * count + y]),
    );
  }
  return clusters.values().next().value ?? [];
}

/** Turns each of two clusters so that their nearest ends meet. */
function joined(a: Cluster, b: Cluster, distance: (x: number, y: number) => number): Cluster {
  const ways = [a, a.toReversed()].flatMap((left) => [b, b.toReversed()].map((right) => ({ left, right })));
  const gap = ({ left, right }: (typeof ways)[number]) => distance(left[left.length - 1], right[0]);
  const { left, right } = ways.reduce((best, way) => (gap(way) < gap(best) ? way : best));
  return [...left, ...right];
}

function distances(units: readonly Unit[]): Float32Array {
  const count = units.length;
  const distance = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let correlation = 0;
      for (let i = 0; i < units[a].values.length; i++) correlation += units[a].values[i] * units[b].values[i];
      distance[a * count + b] = distance[b * count + a] = 1 - correlation;
    }
  }
  return distance;
}
