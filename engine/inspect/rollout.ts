import type { Example } from '../contracts/data';
import type { Rollout } from '../contracts/inspection';
import { type Bench, numbersOf, onNetwork } from './bench';

/**
 * A text read as it is (teacher forcing), and from `warmUp` tokens on with the likeliest tokens of the model's own in place of the text
 * (open loop). The error of a step is that of the text's token there, in nats: exposure bias is what the second has more.
 */
export function rolloutText(bench: Bench, example: Example, warmUp: number): Rollout {
  const ids = idsOf(example);
  const first = Math.max(1, Math.min(warmUp, ids.length - 1));
  const forced = run(bench, ids, first, (t) => ids[t]);
  const open = run(bench, ids, first, (_t, written) => written);
  const name = (id: number) => example.outputNames[id];
  return {
    warmUp: first,
    labels: (example.sides.source ?? []).slice(first),
    curves: [
      {
        name: 'text',
        unit: 'nats',
        forced: forced.nats,
        open: open.nats,
        forcedError: forced.nats,
        openError: open.nats,
      },
    ],
    written: open.written.map(name),
  };
}

function idsOf({ batches }: Example): Int32Array {
  const { time } = batches.shape;
  const input = new Int32Array(time);
  batches.read(0, 0, { input, target: new Int32Array(time), weights: new Float64Array(time) });
  return input;
}

/**
 * Reads tokens one by one. @param next gives the token that is read at step t, from `first` on
 * @returns for every step from `first` on the nats of the text's token, and the likeliest one
 */
function run(
  bench: Bench,
  ids: Int32Array,
  first: number,
  next: (t: number, written: number) => number,
): { nats: number[]; written: number[] } {
  return onNetwork(bench, ({ tape, model }) => {
    const { backend } = tape;
    const nats: number[] = [];
    const written: number[] = [];
    const carried = model.initialState(1);
    const input = tape.buffer([1, 1], 'int');
    tape.seal();
    // A dry run needs one step: all take the same memory.
    for (let t = 0; t + 1 < (backend.planning ? 2 : ids.length); t++) {
      tape.reset();
      const token = t < first ? ids[t] : next(t, written[written.length - 1]);
      if (!backend.planning) backend.ints(input.pointer, 1)[0] = token;
      const logits = tape.inference(() => {
        const [output, state] = model.forward(input, carried, { training: false, step: 0 });
        for (const [name, part] of Object.entries(state)) {
          backend.kernels.copy(part.size, part.pointer, carried[name].pointer);
        }
        return numbersOf(output);
      });
      if (t + 1 < first) continue;
      let [best, greatest] = [0, -Infinity];
      logits.forEach((value, id) => {
        if (value > greatest) [best, greatest] = [id, value];
      });
      let sum = 0;
      for (const value of logits) sum += Math.exp(value - greatest);
      nats.push(Math.log(sum) + greatest - logits[ids[t + 1]]);
      written.push(best);
    }
    return { nats, written };
  });
}
