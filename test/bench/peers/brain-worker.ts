import { recurrent } from 'brain.js';
import type { LearningWork, NetworkWork, Workload } from '../workload';
import { serve, type Work } from '../worker/serve';

const cells = { elman: 'RNN', lstm: 'LSTM', gru: 'GRU' } as const;
const strings = 10;
const passes = 2;
const mostPasses = 5_000;

/** What this library does with text: strings of letters, an update of the weights after each. */
async function prepare(work: Workload): Promise<Work> {
  if (work.kind === 'train') return train(work);
  if (work.kind === 'learn') return learn(work);
  throw new Error(`no ${work.kind} here`);
}

/** Strings of random letters. */
function train({ cell, hidden, layers, time, vocabulary }: NetworkWork): Work {
  const network = new recurrent[cells[cell]]({ hiddenLayers: Array.from({ length: layers }, () => hidden) });
  const letter = () => String.fromCharCode(0x61 + Math.floor(Math.random() * vocabulary));
  const data = Array.from({ length: strings }, () => Array.from({ length: time }, letter).join(''));
  return {
    amount: passes * strings * time,
    facts: {},
    run: () => void network.train(data, { iterations: passes, errorThresh: 0 }),
  };
}

/** Begins anew each time, with other weights and the library's own rate. Its error is a hundredth of the perplexity. */
function learn({ cell, hidden, lines, perplexity }: LearningWork): Work {
  return {
    amount: 1,
    facts: {},
    run: () => {
      const network = new recurrent[cells[cell]]({ hiddenLayers: [hidden] });
      const { iterations } = network.train(lines, { iterations: mostPasses, errorThresh: perplexity / 100 });
      if (iterations >= mostPasses) throw new Error(`did not learn the lines in ${mostPasses} passes`);
    },
  };
}

void serve(prepare);
