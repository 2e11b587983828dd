import type { Kernels } from '../../contracts/backend';
import { sigmoid } from './elementwise';
import type { ReferenceMemory } from './memory';

/** The pointwise parts of LSTM and GRU steps; the equations stand in contracts/backend.ts and nn/cells. */
export function recurrent({
  floats: f,
  width,
}: ReferenceMemory): Pick<Kernels, 'lstmForward' | 'lstmBackward' | 'gruForward' | 'gruBackward'> {
  return {
    lstmForward(batch, units, gates, cPrevious, c, h) {
      for (let b = 0; b < batch; b++) {
        for (let u = 0; u < units; u++) {
          const at = b * units + u;
          const g = gates / width + 4 * b * units + u;
          const input = sigmoid(f[g]);
          const forget = sigmoid(f[g + units]);
          const candidate = Math.tanh(f[g + 2 * units]);
          const output = sigmoid(f[g + 3 * units]);
          const cell = forget * f[cPrevious / width + at] + input * candidate;
          f[g] = input;
          f[g + units] = forget;
          f[g + 2 * units] = candidate;
          f[g + 3 * units] = output;
          f[c / width + at] = cell;
          f[h / width + at] = output * Math.tanh(cell);
        }
      }
    },
    lstmBackward(batch, units, gates, cPrevious, c, dh, dc, dgates) {
      for (let b = 0; b < batch; b++) {
        for (let u = 0; u < units; u++) {
          const at = b * units + u;
          const g = gates / width + 4 * b * units + u;
          const d = dgates / width + 4 * b * units + u;
          const input = f[g];
          const forget = f[g + units];
          const candidate = f[g + 2 * units];
          const output = f[g + 3 * units];
          const squashed = Math.tanh(f[c / width + at]);
          const up = f[dh / width + at];
          const cell = f[dc / width + at] + up * output * (1 - squashed * squashed);
          f[d] = cell * candidate * input * (1 - input);
          f[d + units] = cell * f[cPrevious / width + at] * forget * (1 - forget);
          f[d + 2 * units] = cell * input * (1 - candidate * candidate);
          f[d + 3 * units] = up * squashed * output * (1 - output);
          f[dc / width + at] = cell * forget;
        }
      }
    },
    gruForward(batch, units, gates, candidate, hPrevious, h) {
      for (let b = 0; b < batch; b++) {
        for (let u = 0; u < units; u++) {
          const at = b * units + u;
          const g = gates / width + 3 * b * units + u;
          const reset = sigmoid(f[g]);
          const update = sigmoid(f[g + units]);
          const proposed = Math.tanh(f[g + 2 * units] + reset * f[candidate / width + at]);
          f[g] = reset;
          f[g + units] = update;
          f[g + 2 * units] = proposed;
          f[h / width + at] = proposed + update * (f[hPrevious / width + at] - proposed);
        }
      }
    },
    gruBackward(batch, units, gates, candidate, hPrevious, dh, dgates, dcandidate, dhPrevious) {
      for (let b = 0; b < batch; b++) {
        for (let u = 0; u < units; u++) {
          const at = b * units + u;
          const g = gates / width + 3 * b * units + u;
          const d = dgates / width + 3 * b * units + u;
          const reset = f[g];
          const update = f[g + units];
          const proposed = f[g + 2 * units];
          const up = f[dh / width + at];
          const dProposed = up * (1 - update) * (1 - proposed * proposed);
          f[d] = dProposed * f[candidate / width + at] * reset * (1 - reset);
          f[d + units] = up * (f[hPrevious / width + at] - proposed) * update * (1 - update);
          f[d + 2 * units] = dProposed;
          f[dcandidate / width + at] = dProposed * reset;
          f[dhPrevious / width + at] = up * update;
        }
      }
    },
  };
}
