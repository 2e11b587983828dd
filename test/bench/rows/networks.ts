import { compete } from '../compete';
import type { Comparison, Result } from '../report';
import type { Bench, Row } from '../row';
import { network, type NetworkSize, type NetworkWork } from '../workload';

export type Cell = NetworkSize['cell'];

export const cells: readonly Cell[] = ['elman', 'lstm', 'gru'];
export const hiddenSizes = [32, 64, 128, 256, 512] as const;

export interface NetworkRow extends Omit<Row, 'measure'> {
  readonly kind: NetworkWork['kind'];
  readonly size: Pick<NetworkSize, 'cell' | 'hidden'> & Partial<NetworkSize>;
  /** Times the best that PyTorch reaches. */
  readonly target?: number;
  /** Times PyTorch with one thread, with one of ours. */
  readonly singleTarget?: number;
  /** Beside PyTorch, by the beginning of their names; far slower, so they are not asked everywhere. */
  readonly slowPeers?: Readonly<Record<string, number | undefined>>;
}

/** A row that compares one network with others, in tokens a second. */
export function networkRow({ kind, size, target, singleTarget, slowPeers = {}, ...row }: NetworkRow): Row {
  const work: NetworkWork = { kind, ...network, ...size };
  return {
    ...row,
    async measure(bench): Promise<Result> {
      const slow = Object.keys(slowPeers);
      const peers = bench.peers.filter(
        ({ name }) => name.startsWith('PyTorch') || slow.some((start) => name.startsWith(start)),
      );
      const able = [...bench.ours, ...peers].filter((contender) => contender.knows(work));
      const { entries } = await compete(
        able.map((contender) => ({ contender, work })),
        bench.pace,
      );
      const others = Object.entries(slowPeers).map(([start, wanted]) => against(bench, start, wanted));
      const comparisons = [
        ...(kind === 'train' ? againstOneThread(bench, size) : []),
        ...againstPyTorch(bench, {
          wasm: [target, singleTarget],
          native: kind === 'train' && target !== undefined ? [1.5, 1] : [undefined, undefined],
        }),
        ...others,
      ].filter((comparison) => comparison.peers.length > 0);
      return { row: row.name, title: titleOf(work), unit: 'tokens/s', better: 'more', entries, comparisons };
    },
  };
}

/** All of ours against all of theirs, and one thread against one: by ourselves, then with a library of the system. */
function againstPyTorch({ ours, peers }: Bench, wanted: Wanted): Comparison[] {
  const theirs = peers.map(({ name }) => name).filter((name) => name.startsWith('PyTorch'));
  return (['wasm', 'native'] as const).flatMap((accelerator) => {
    const own = ours.filter((each) => each.accelerator === accelerator);
    const [target, singleTarget] = wanted[accelerator];
    const single = own.filter(({ threads }) => threads === 1).map(({ name }) => name);
    const alone = { ours: single, peers: theirs.slice(0, 1), target: singleTarget };
    if (own.length === 0) return [];
    return own.length === 1 ? [alone] : [{ ours: own.map(({ name }) => name), peers: theirs, target }, alone];
  });
}

/** Hidden size from which on all cores are to be worth it, and how many times a single one. */
const [worthSharing, shared] = [128, 1.7];

/** All of our threads against one of them, by ourselves. */
function againstOneThread({ ours }: Bench, { hidden, batch }: NetworkRow['size']): Comparison[] {
  const own = ours.filter(({ accelerator }) => accelerator === 'wasm').map(({ name }) => name);
  if (own.length < 2 || batch === 1) return [];
  const target = hidden >= worthSharing ? shared : undefined;
  return [{ ours: own.slice(1), peers: own.slice(0, 1), target, bound: true }];
}

/** What is wanted of all cores against PyTorch at its best, and of one thread against one. */
type Wanted = Readonly<Record<'wasm' | 'native', readonly [all: number | undefined, single: number | undefined]>>;

/** @param start what the peers' names begin with */
function against({ ours, peers }: Bench, start: string, target?: number): Comparison {
  const named = peers.map(({ name }) => name).filter((name) => name.startsWith(start));
  return { ours: ours.map(({ name }) => name), peers: named, target };
}

const verbs = { train: 'Train', infer: 'Infer', generate: 'Generate with' } as const;
const cellTitles = { elman: 'Elman', lstm: 'LSTM', gru: 'GRU' } as const;

export function titleOf({ kind, cell, hidden, layers, bidirectional, time, batch }: NetworkWork): string {
  const shape = [
    ...(layers > 1 ? [`${layers} layers`] : []),
    ...(bidirectional ? ['both directions'] : []),
    ...(kind === 'generate' ? [] : [`T ${time}`]),
    `B ${batch}`,
  ];
  return `${verbs[kind]} ${cellTitles[cell]} ${hidden}, ${shape.join(', ')}`;
}
