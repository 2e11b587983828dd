import type { Prepared, TextCodec } from '../contracts/data';
import type { TextSample } from '../contracts/events';
import type { Network } from '../core/network';
import { generateTokens } from '../infer/generate';

/** Enough to see what the model has learnt, and quickly made. */
const options = { temperature: 0.8, topK: 0, topP: 1, seed: 1, length: 200 };
const longestPrompt = 32;

/** The beginning of the validation part, and how the model goes on from there. */
export function sampleText(network: Network, prepared: Prepared, codec: TextCodec): TextSample | undefined {
  const part = prepared.parts.validation;
  if (!part) return undefined;
  const { time, batch } = part.shape;
  const input = new Int32Array(time * batch);
  const weights = new Float32Array(time * batch);
  part.read(0, 0, { input, target: new Int32Array(time * batch), weights });
  // The first sequence of the batch, without padding; no longer than a batch is, for which memory was planned.
  const real = Array.from({ length: time }, (_, t) => t * batch).filter((row) => weights[row] > 0);
  const prompt = real.slice(0, longestPrompt).map((row) => input[row]);
  const ids = [...generateTokens(network, prompt, options, codec.unknown)];
  return { kind: 'text', prompt: codec.decode(prompt), text: codec.decode(ids) };
}
