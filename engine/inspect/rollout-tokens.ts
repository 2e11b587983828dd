import type { Example, OutputFeedback } from '../contracts/data';
import type { Rollout } from '../contracts/inspection';
import type { State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { Feed } from '../core/feed';
import type { Network } from '../core/network';
import { type Bench, numbersOf, onNetwork } from './bench';
import { bufferOf } from './lanes';
import { likeliest, logProbability } from './logits';

/** Reads a token and gives the logits of the next one. */
type ReadToken = (token: number) => ArrayLike<number>;

/** A language model on a text, of which at least one token is read. Errors are those of the text's own tokens, in nats. */
export function rollOutText(
  bench: Bench,
  example: Example,
  warmUp: number,
  _feedback: OutputFeedback,
  breathe: () => Promise<void>,
): Promise<Rollout> {
  const ids = bufferOf(example.batches.shape);
  example.batches.read(0, 0, ids);
  const first = Math.max(1, Math.min(warmUp, example.batches.shape.time - 1));
  const labels = (example.sides.source ?? []).slice(first);
  const reading = { ids: Array.from(ids.input), first, start: textReader };
  return rollOut(bench, reading, { example, warmUp: first, labels }, breathe);
}

/** An encoder-decoder on the target of a pair; its start symbol is always read. Errors are those of the target, in nats. */
export function rollOutDecoder(
  bench: Bench,
  example: Example,
  warmUp: number,
  _feedback: OutputFeedback,
  breathe: () => Promise<void>,
): Promise<Rollout> {
  const { decoderInput, target, ...buffer } = bufferOf(example.batches.shape);
  example.batches.read(0, 0, { ...buffer, decoderInput, target });
  const [begin] = decoderInput ?? [];
  const read = Math.max(0, Math.min(warmUp, target.length - 1));
  const labels = (example.sides.target ?? []).slice(read);
  const start = (network: Network) => decoderReader(network, example);
  const reading = { ids: [begin, ...target], first: read + 1, start };
  return rollOut(bench, reading, { example, warmUp: read, labels }, breathe);
}

interface Reading {
  readonly ids: readonly number[];
  /** Tokens that are read before the model goes on by itself. */
  readonly first: number;
  /** Lays out the memory of one pass. */
  readonly start: (network: Network) => ReadToken;
}

async function rollOut(
  bench: Bench,
  reading: Reading,
  { example, warmUp, labels }: { readonly example: Example } & Pick<Rollout, 'warmUp' | 'labels'>,
  breathe: () => Promise<void>,
): Promise<Rollout> {
  const forced = readAll(bench, reading, (t) => reading.ids[t]);
  await breathe();
  const open = readAll(bench, reading, (_t, written) => written);
  const errors = { forcedError: forced.nats, openError: open.nats };
  return {
    warmUp,
    labels,
    curves: [{ name: 'text', unit: 'nats', forced: forced.nats, open: open.nats, ...errors }],
    written: open.written.map((id) => example.outputNames[id]),
  };
}

/**
 * Reads tokens one by one. @param next gives the token that is read at step t, from `first` on
 * @returns for every step from `first` on the nats of the true token, and the likeliest one
 */
function readAll(
  bench: Bench,
  { ids, first, start }: Reading,
  next: (t: number, written: number) => number,
): { nats: number[]; written: number[] } {
  return onNetwork(bench, (network) => {
    const nats: number[] = [];
    const written: number[] = [];
    const readToken = start(network);
    // A dry run needs one step: all take the same memory.
    for (let t = 0; t + 1 < (network.tape.backend.planning ? 2 : ids.length); t++) {
      const logits = readToken(t < first ? ids[t] : next(t, written[written.length - 1]));
      if (t + 1 < first) continue;
      nats.push(-logProbability(logits, ids[t + 1]));
      written.push(likeliest(logits));
    }
    return { nats, written };
  });
}

function textReader({ tape, model }: Network): ReadToken {
  const carried = model.initialState(1);
  const input = tape.buffer([1, 1], 'int');
  tape.seal();
  return (token) => {
    tape.reset();
    write(input, token);
    return tape.inference(() => {
      const [output, state] = model.forward(input, carried, { training: false, step: 0 });
      keep(state, carried);
      return numbersOf(output);
    });
  };
}

function decoderReader(network: Network, { batches }: Example): ReadToken {
  const { tape, model } = network;
  const { decoding } = model;
  if (!decoding) throw new Error('the model has no decoder');
  const feed = new Feed(network, batches.shape, false);
  const token = tape.buffer([1], 'int');
  tape.seal();
  tape.reset();
  feed.read(batches, 0, 0);
  const pass = { training: false, step: 0 };
  const memory = tape.inference(() => decoding.encode(feed.input, { ...pass, mask: feed.pass(false, 0).mask }));
  const names = Object.entries(memory.state);
  const carried: State = Object.fromEntries(names.map(([name, { shape }]) => [name, tape.buffer(shape)]));
  keep(memory.state, carried);
  // What the encoder gave stands below, and above it one step at a time.
  const { mark } = tape.arena;
  return (previous) => {
    tape.arena.reset(mark);
    write(token, previous);
    return tape.inference(() => {
      const { output, state } = decoding.decode(memory, token, carried, pass);
      keep(state, carried);
      return numbersOf(output);
    });
  };
}

function write({ tape: { backend }, pointer }: Tensor, token: number): void {
  if (!backend.planning) backend.ints(pointer, 1)[0] = token;
}

function keep(state: State, carried: State): void {
  for (const [name, { size, pointer, tape }] of Object.entries(state)) {
    tape.backend.kernels.copy(size, pointer, carried[name].pointer);
  }
}
