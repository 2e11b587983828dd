import type { Tensor } from '../contracts/tensor';
import type { Network } from '../core/network';

/** What a network reads, in step memory. @param values token ids, or numbers, `[time, lanes]` or `[time, lanes, size]` */
export function inputTensor({ tape, model }: Network, values: ArrayLike<number>, lanes: number): Tensor {
  const { backend } = tape;
  const { input: spec } = model;
  if (spec.kind === 'tokens') {
    const tokens = tape.buffer([values.length / lanes, lanes], 'int');
    if (!backend.planning) backend.ints(tokens.pointer, tokens.size).set(values);
    return tokens;
  }
  const rows = tape.buffer([values.length / lanes / spec.size, lanes, spec.size]);
  if (!backend.planning) backend.floats(rows.pointer, rows.size).set(values);
  return rows;
}
