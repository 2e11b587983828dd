import { compete } from '../compete';
import type { Bench, Row } from '../row';
import { network, type NetworkWork, type Workload } from '../workload';
import { cells, networkRow } from './networks';
import { mobyDick } from './reading';

/*
 * What brain.js is made for: short strings of letters. It learns one after the other; a batch it does not know. Its usual size is
 * 20 units. So it is asked three times: for the same work, string by string; for the same strings, in a batch where there is one;
 * and for what its examples do, to know some lines by heart.
 */

const size = { hidden: 20, time: 32, vocabulary: 26 } as const;
const peer = 'brain.js';
const target = 100;

const oneByOne: readonly Row[] = cells.map((cell) =>
  networkRow({
    name: `strings/${cell}/20`,
    kind: 'train',
    size: { cell, ...size, batch: 1 },
    slowPeers: { [peer]: cell === 'lstm' ? target : undefined },
    quick: cell === 'lstm',
    essential: cell === 'lstm',
  }),
);

const batched: readonly Row[] = [size.hidden, 128].map((hidden) => {
  const name = `strings/lstm/${hidden}/batch`;
  return {
    name,
    quick: true,
    essential: true,
    async measure(bench) {
      const { entries, comparisons } = await against(bench, (ours): NetworkWork => {
        return { kind: 'train', ...network, ...size, cell: 'lstm', hidden, batch: ours ? network.batch : 1 };
      });
      return {
        row: name,
        title: `Train LSTM ${hidden}, strings of ${size.time}, ours ${network.batch} at a time`,
        unit: 'tokens/s',
        better: 'more',
        entries,
        comparisons,
        note: `${peer} updates its weights after every string, we do so after every batch.`,
      };
    },
  };
});

const [lines, width, perplexity] = [4, 40, 1.1];

const byHeart: Row = {
  name: 'learn/lstm/20',
  quick: true,
  essential: true,
  async measure(bench) {
    const text = mobyDick().replaceAll(/\s+/g, ' ');
    const chosen = Array.from({ length: lines }, (_, i) => text.slice(i * width, (i + 1) * width));
    const { entries, comparisons } = await against(bench, () => {
      return { kind: 'learn', cell: 'lstm', hidden: size.hidden, lines: chosen, perplexity };
    });
    return {
      row: byHeart.name,
      title: `Learn ${lines} lines of ${width} letters by heart, LSTM ${size.hidden}`,
      unit: 'times/s',
      better: 'more',
      entries,
      comparisons,
      note:
        `From new weights to a perplexity of ${perplexity}: ${peer} line by line at its usual rate of 0.01, ` +
        'we with all lines in a batch, Adam at 0.01.',
    };
  },
};

export const strings: readonly Row[] = [...oneByOne, ...batched, byHeart];

/** Ours against brain.js, each with work of its own. */
async function against({ ours, peers, pace }: Bench, workOf: (ours: boolean) => Workload) {
  const theirs = peers.filter(({ name }) => name === peer);
  const tasks = [
    ...ours.map((contender) => ({ contender, work: workOf(true) })),
    ...theirs.map((contender) => ({ contender, work: workOf(false) })),
  ];
  const { entries } = await compete(tasks, pace);
  return { entries, comparisons: [{ ours: ours.map(({ name }) => name), peers: [peer], target }] };
}
