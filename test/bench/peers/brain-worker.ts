import { recurrent } from 'brain.js';
import type { Workload } from '../workload';
import { serve, type Work } from '../worker/serve';

const cells = { elman: 'RNN', lstm: 'LSTM', gru: 'GRU' } as const;
const strings = 10;
const passes = 2;

/** Strings of random letters, an update of the weights after each: what this library does with text. */
async function prepare(work: Workload): Promise<Work> {
  if (work.kind !== 'train') throw new Error(`no ${work.kind} here`);
  const { cell, hidden, layers, time, vocabulary } = work;
  const network = new recurrent[cells[cell]]({ hiddenLayers: Array.from({ length: layers }, () => hidden) });
  const letter = () => String.fromCharCode(0x61 + Math.floor(Math.random() * vocabulary));
  const data = Array.from({ length: strings }, () => Array.from({ length: time }, letter).join(''));
  return {
    amount: passes * strings * time,
    facts: {},
    run: () => network.train(data, { iterations: passes, errorThresh: 0 }),
  };
}

void serve(prepare);
