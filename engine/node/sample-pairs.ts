import type { PairCodec, Prepared } from '../contracts/data';
import type { PairSample } from '../contracts/events';
import type { Network } from '../core/network';
import { DecoderRun } from '../infer/decoder-run';
import { decodeGreedily } from '../infer/greedy';
import { inputTensor } from '../infer/input-tensor';

/** Enough to see what the model has learnt, and quickly made. */
const mostPairs = 5;

/** Some pairs of middling length out of the validation part, and what the model makes of them. */
export function samplePairs(network: Network, prepared: Prepared, codec: PairCodec): PairSample | undefined {
  const { tape } = network;
  const part = prepared.parts.validation;
  if (!part?.shape.decoder) return undefined;
  const index = part.count >> 1;
  const { batch } = part.shape;
  const full = { time: part.shape.time, decoderTime: part.shape.decoder.time };
  const { time, decoderTime = full.decoderTime } = part.lengths?.(0, index) ?? full;
  const width = part.shape.input.kind === 'tokens' ? 1 : part.shape.input.size;
  const input = new Float64Array(time * batch * width);
  const mask = new Float32Array(time * batch);
  const target = new Int32Array(decoderTime * batch);
  const weights = new Float32Array(decoderTime * batch);
  part.read(0, index, { input, mask, target, weights, decoderInput: new Int32Array(target.length) });
  const lanes = Math.min(mostPairs, weights.subarray(0, batch).filter((weight) => weight > 0).length);
  const column = (values: ArrayLike<number>, lane: number, steps: number) =>
    Array.from({ length: steps }, (_, t) => values[t * batch + lane]);
  const row = (t: number, lane: number) => input.subarray((t * batch + lane) * width, (t * batch + lane + 1) * width);
  const steps = Array.from({ length: time }, (_, t) => t);
  const first = Array.from({ length: lanes }, (_, lane) => lane);
  const run = DecoderRun.start(network, lanes, () => {
    const read = inputTensor(
      network,
      steps.flatMap((t) => first.flatMap((lane) => [...row(t, lane)])),
      lanes,
    );
    if (!part.shape.masked) return { input: read };
    const real = tape.buffer([time, lanes]);
    if (!tape.backend.planning) {
      const shown = steps.flatMap((t) => first.map((lane) => mask[t * batch + lane]));
      tape.backend.floats(real.pointer, real.size).set(shown);
    }
    return { input: read, pass: { training: false, step: 0, mask: real } };
  });
  const outputs = decodeGreedily(run, lanes, codec);
  return {
    kind: 'pairs',
    pairs: outputs.map((output, lane) => ({
      source: codec.decodeSource(steps.flatMap((t) => [...row(t, lane)])),
      reference: codec.decodeTarget(column(target, lane, decoderTime)),
      output: codec.decodeTarget(output),
    })),
  };
}
