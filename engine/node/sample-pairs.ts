import type { PairCodec, Prepared } from '../contracts/data';
import type { PairSample } from '../contracts/events';
import type { Network } from '../core/network';
import { DecoderRun } from '../infer/decoder-run';
import { decodeGreedily } from '../infer/greedy';

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
  const input = new Int32Array(time * batch);
  const mask = new Float32Array(time * batch);
  const target = new Int32Array(decoderTime * batch);
  const weights = new Float32Array(decoderTime * batch);
  part.read(0, index, { input, mask, target, weights, decoderInput: new Int32Array(target.length) });
  const lanes = Math.min(mostPairs, weights.subarray(0, batch).filter((weight) => weight > 0).length);
  const column = (values: ArrayLike<number>, lane: number, steps: number) =>
    Array.from({ length: steps }, (_, t) => values[t * batch + lane]);
  const columns = (values: ArrayLike<number>) =>
    Array.from({ length: time * lanes }, (_, i) => values[Math.floor(i / lanes) * batch + (i % lanes)]);
  const run = DecoderRun.start(network, lanes, () => {
    const tokens = tape.buffer([time, lanes], 'int');
    const real = tape.buffer([time, lanes]);
    if (!tape.backend.planning) {
      tape.backend.ints(tokens.pointer, tokens.size).set(columns(input));
      tape.backend.floats(real.pointer, real.size).set(columns(mask));
    }
    return { input: tokens, pass: { training: false, step: 0, mask: real } };
  });
  const outputs = decodeGreedily(run, lanes, codec);
  return {
    kind: 'pairs',
    pairs: outputs.map((output, lane) => ({
      source: codec.decodeSource(column(input, lane, time)),
      reference: codec.decodeTarget(column(target, lane, decoderTime)),
      output: codec.decodeTarget(output),
    })),
  };
}
