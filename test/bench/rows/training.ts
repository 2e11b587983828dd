import type { Row } from '../row';
import { cells, hiddenSizes, networkRow } from './networks';

/** What we aim at: times PyTorch's best; below, one thread against one. */
const targets = { 32: 3, 64: 2, 128: 1.5, 256: 1.2, 512: 1 } as const;
const singleTargets: Readonly<Record<number, number>> = { 32: 2, 64: 1.2 };

/** Training steps: every cell at every size. */
const sizes: readonly Row[] = cells.flatMap((cell) =>
  hiddenSizes.map((hidden) =>
    networkRow({
      name: `train/${cell}/${hidden}`,
      kind: 'train',
      size: { cell, hidden },
      target: targets[hidden],
      singleTarget: singleTargets[hidden],
      slowPeers: cell === 'lstm' && hidden <= 32 ? { 'TensorFlow.js cpu': 100, 'TensorFlow.js wasm': undefined } : {},
      quick: cell === 'lstm',
      essential: cell === 'lstm' || hidden === 128,
    }),
  ),
);

const single: readonly Row[] = cells.flatMap((cell) =>
  ([32, 128, 512] as const).map((hidden) =>
    networkRow({ name: `train-one/${cell}/${hidden}`, kind: 'train', size: { cell, hidden, batch: 1 } }),
  ),
);

const shapes: readonly Row[] = cells.flatMap((cell) => [
  networkRow({ name: `two-layers/${cell}/128`, kind: 'train', size: { cell, hidden: 128, layers: 2 } }),
  networkRow({ name: `both-ways/${cell}/128`, kind: 'train', size: { cell, hidden: 128, bidirectional: true } }),
]);

/** How the cost grows with the length; with the hidden state it can be read from the rows above. */
const lengths: readonly Row[] = [16, 128, 256, 1024].map((time) =>
  networkRow({ name: `length/lstm/128/${time}`, kind: 'train', size: { cell: 'lstm', hidden: 128, time } }),
);

export const training: readonly Row[] = [...sizes, ...single, ...shapes, ...lengths];
