import type { Result } from '../report';
import type { Row } from '../row';
import { spreadOf } from '../statistics';
import { network, type NetworkSize, type NetworkWork } from '../workload';
import { cells, titleOf } from './networks';

const floatBytes = 4;
const megabyte = 1e6;
const steps = 20;

/** What a process may take beside the plan: the program and its data. */
const allowance = 150 * megabyte;

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

const sizes: readonly Row[] = cells.flatMap((cell) => [32, 128, 512].map((hidden) => memoryRow(cell, hidden, 'plan')));
const processes: readonly Row[] = [32, 512].map((hidden) => memoryRow('lstm', hidden, 'process'));

export const memory: readonly Row[] = [...sizes, ...processes];

function memoryRow(cell: NetworkSize['cell'], hidden: number, what: 'plan' | 'process'): Row {
  const work: NetworkWork = { kind: 'train', ...network, cell, hidden };
  const name = `memory/${what}/${cell}/${hidden}`;
  return {
    name,
    quick: cell === 'lstm',
    essential: cell === 'lstm' && hidden !== 128,
    async measure({ ours: [single] }): Promise<Result> {
      const session = await single.prepare(work);
      try {
        await session.run(steps);
        const facts = await session.factsNow();
        const planned = Number(facts['planned']);
        const [value, limit, limitName, target] =
          what === 'plan'
            ? [planned, neededBytes(work, Number(facts['parameters'])), 'by arithmetic', 1 / 1.5]
            : [Number(facts['process']), planned + allowance, 'plan + 150 MB', 1];
        const entry = (who: string, bytes: number) => ({ who, value: spreadOf([bytes / megabyte]) });
        return {
          row: name,
          title: `${what === 'plan' ? 'Planned memory' : 'Memory of the process'}: ${titleOf(work)}`,
          unit: 'MB',
          better: 'less',
          entries: [entry(single.name, value), entry(limitName, limit)],
          comparisons: [{ ours: [single.name], peers: [limitName], target, bound: true }],
        };
      } finally {
        await session.close();
      }
    },
  };
}
