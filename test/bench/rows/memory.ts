import type { Result } from '../report';
import type { Row } from '../row';
import { spreadOf } from '../statistics';
import { network, type NetworkSize, type NetworkWork } from '../workload';
import { cells, titleOf } from './networks';

const floatBytes = 4;
const megabyte = 1e6;
const limit = 'by arithmetic';

/** Floats that a step has to keep for the way back, for each row (a token) and unit of one layer: gates and states. */
const kept: Readonly<Record<NetworkSize['cell'], number>> = {
  elman: 1, // h
  lstm: 4 + 1 + 1, // four gates, c, h
  gru: 3 + 1 + 1, // three gates, the candidate's recurrent part, h
};

/**
 * Bytes that a training step needs by arithmetic:
 *
 *     4 (P + P + 2 P + T B (E + L D k H + 2 V))
 *
 * P weights, as many gradients and two moments of Adam; for each of T B tokens: its embedding (E = H), k values for each of
 * H units in L layers of D directions (`kept`), and logits and probabilities of V tokens.
 */
export function neededBytes(work: NetworkSize, parameters: number): number {
  const { cell, hidden, layers, bidirectional, time, batch, vocabulary } = work;
  const directions = bidirectional ? 2 : 1;
  const perToken = hidden + layers * directions * kept[cell] * hidden + 2 * vocabulary;
  return floatBytes * (4 * parameters + time * batch * perToken);
}

export const memory: readonly Row[] = cells.flatMap((cell) => [32, 128, 512].map((hidden) => memoryRow(cell, hidden)));

function memoryRow(cell: NetworkSize['cell'], hidden: number): Row {
  const work: NetworkWork = { kind: 'train', ...network, cell, hidden };
  const name = `memory/plan/${cell}/${hidden}`;
  return {
    name,
    quick: cell === 'lstm',
    essential: cell === 'lstm' && hidden !== 128,
    async measure({ ours: [single] }): Promise<Result> {
      const session = await single.prepare(work);
      try {
        const { planned, parameters } = session.facts;
        const entry = (who: string, bytes: number) => ({ who, value: spreadOf([bytes / megabyte]) });
        return {
          row: name,
          title: `Planned memory: ${titleOf(work)}`,
          unit: 'MB',
          better: 'less',
          entries: [entry(single.name, Number(planned)), entry(limit, neededBytes(work, Number(parameters)))],
          comparisons: [{ ours: [single.name], peers: [limit], target: 1 / 1.5, bound: true }],
        };
      } finally {
        await session.close();
      }
    },
  };
}
