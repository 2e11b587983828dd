import type { BatchBuffer, Batches, BatchShape, InputSpec, OutputSpec } from '../contracts/data';
import { Problem } from '../contracts/problem';

/** Longest sequence that is looked into at once: its records stay in memory. */
export const mostSteps = 20_000;

export interface Sequence {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  /** Token ids, or rows of scaled numbers one after the other. */
  readonly values: ArrayLike<number>;
  /** Of pairs: what the decoder reads. */
  readonly decoder?: { readonly input: InputSpec; readonly values: ArrayLike<number> };
  /** What is to be given out, as in BatchBuffer; NaN where it is not known. */
  readonly targets: ArrayLike<number>;
}

/** One sequence as the only batch of its data. Throws `inspect.empty` and `inspect.too-long`. */
export function oneSequence({ input, output, values, decoder, targets }: Sequence): Batches {
  const time = values.length / widthOf(input);
  if (time === 0) throw new Problem('inspect.empty');
  if (time > mostSteps) throw new Problem('inspect.too-long', { steps: time, most: mostSteps });
  const shape: BatchShape = {
    time,
    batch: 1,
    input,
    output,
    decoder: decoder && { time: decoder.values.length / widthOf(decoder.input), input: decoder.input },
  };
  const perRow = output.kind === 'classes' ? 1 : output.size;
  const weights = Float64Array.from({ length: targets.length / perRow }, (_, row) => {
    for (let i = row * perRow; i < (row + 1) * perRow; i++) if (Number.isNaN(targets[i])) return 0;
    return 1;
  });
  const predictions = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    shape,
    count: 1,
    continuous: false,
    predictions,
    read(_epoch, _index, into: BatchBuffer) {
      into.input.set(values);
      if (decoder) into.decoderInput?.set(decoder.values);
      into.target.set(Array.from(targets, (value) => (Number.isNaN(value) ? 0 : value)));
      into.weights.set(weights);
      return predictions;
    },
  };
}

function widthOf(spec: InputSpec): number {
  return spec.kind === 'tokens' ? 1 : spec.size;
}
