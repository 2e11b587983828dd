import type { Row } from '../row';
import { cells, hiddenSizes, networkRow } from './networks';

const batches: readonly Row[] = cells.flatMap((cell) =>
  hiddenSizes.map((hidden) =>
    networkRow({
      name: `infer/${cell}/${hidden}`,
      kind: 'infer',
      size: { cell, hidden },
      slowPeers:
        hidden === 128 && cell === 'lstm' ? { 'TensorFlow.js cpu': undefined, 'TensorFlow.js wasm': undefined } : {},
      quick: cell === 'lstm' && hidden === 128,
    }),
  ),
);

const targets = { 32: 5, 64: 5, 128: 5, 256: 2, 512: 1 } as const;

const generation: readonly Row[] = cells.flatMap((cell) =>
  hiddenSizes.map((hidden) =>
    networkRow({
      name: `generate/${cell}/${hidden}`,
      kind: 'generate',
      size: { cell, hidden, batch: 1 },
      target: targets[hidden],
      quick: cell === 'lstm',
      essential: cell === 'lstm',
    }),
  ),
);

export const inference: readonly Row[] = [...batches, ...generation];
