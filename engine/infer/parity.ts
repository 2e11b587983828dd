import type { Backend } from '../contracts/backend';
import type { Checkpoint, StoredTensor } from '../contracts/checkpoint';
import type { Model, Pass } from '../contracts/network';
import type { ParityCase, ParityDifference } from '../contracts/parity';
import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import { type CreateModel, Network } from '../core/network';
import { Random, randomKey } from '../core/random';
import { sameShape, showShape } from '../core/shape';

/** What exports of a model are compared on. */
function casesOf({ decoding }: Model): readonly ParityCase[] {
  const sizes = [1, 5].flatMap((batch) => [1, 7, 50].map((time) => ({ batch, time })));
  // Lengths of both sides differ, so that they cannot be mixed up.
  if (decoding) return sizes.map((size, i) => ({ ...size, initial: false, decoderTime: [7, 50, 1][i % 3] }));
  return sizes.flatMap((size) => [false, true].map((initial) => ({ ...size, initial })));
}

const pass: Pass = { training: false, step: 0 };

export interface ParityReference {
  readonly cases: readonly ParityCase[];
  /** CASES, as contracts/parity.ts has them. */
  readonly inputs: Checkpoint;
  /** Our own ANSWERS. */
  readonly outputs: Checkpoint;
}

/** Random inputs of several sizes, and what a trained network makes of them. */
export function parityReference(
  createModel: CreateModel,
  weights: Checkpoint,
  backend: { plan(): Backend; create(bytes: number): Backend },
): ParityReference {
  const dry = new Network(backend.plan(), 0, createModel);
  runAll(dry);
  const memory = backend.create(dry.tape.arena.peak);
  try {
    const network = new Network(memory, 0, createModel);
    network.store.load(weights.tensors);
    return runAll(network);
  } finally {
    memory.dispose();
  }
}

function runAll(network: Network): ParityReference {
  const inputs = new Map<string, StoredTensor>();
  const outputs = new Map<string, StoredTensor>();
  const { tape, model } = network;
  const cases = casesOf(model);
  tape.seal();
  cases.forEach(({ batch, time, initial, decoderTime }, i) => {
    const random = new Random(randomKey(i, 'parity'));
    const fill = (tensor: Tensor, next: () => number): Tensor => {
      // In 64 bits too: the same inputs as CASES has.
      if (!tape.backend.planning) liveArray(tensor).forEach((_, at, array) => (array[at] = Math.fround(next())));
      return tensor;
    };
    tape.reset();
    tape.inference(() => {
      const spec = model.input;
      const input =
        spec.kind === 'tokens'
          ? fill(tape.buffer([time, batch], 'int'), () => Math.floor(random.uniform() * spec.vocabulary))
          : fill(tape.buffer([time, batch, spec.size]), () => random.normal());
      const state = model.initialState(batch);
      inputs.set(`${i}.input`, stored(input, true));
      if (initial) {
        for (const [name, part] of Object.entries(state)) {
          inputs.set(
            `${i}.initial.${name}`,
            stored(
              fill(part, () => random.normal()),
              false,
            ),
          );
        }
      }
      const decoderInput =
        decoderTime === undefined
          ? undefined
          : fill(tape.buffer([decoderTime, batch], 'int'), () => Math.floor(random.uniform() * model.output.size));
      if (decoderInput) inputs.set(`${i}.decoder`, stored(decoderInput, true));
      const [output, final] = model.forward(input, state, { ...pass, decoderInput });
      outputs.set(`${i}.output`, stored(output, model.output.per === 'step'));
      for (const [name, part] of Object.entries(final)) outputs.set(`${i}.final.${name}`, stored(part, false));
    });
  });
  return { cases, inputs: { tensors: inputs, metadata: {} }, outputs: { tensors: outputs, metadata: {} } };
}

function liveArray({ tape: { backend }, element, pointer, size }: Tensor): Int32Array | Float32Array | Float64Array {
  return element === 'int' ? backend.ints(pointer, size) : backend.floats(pointer, size);
}

/** A copy; a sequence becomes batch-first. In a dry run it is empty. */
function stored(tensor: Tensor, sequence: boolean): StoredTensor {
  if (tensor.tape.backend.planning) return { shape: [0], data: new Float32Array(0) };
  const live = liveArray(tensor);
  const data = live instanceof Int32Array ? live.slice() : Float32Array.from(live);
  if (!sequence) return { shape: tensor.shape, data };
  const [time, batch, ...rest] = tensor.shape;
  const width = tensor.size / (time * batch);
  for (let row = 0; row < time * batch; row++) {
    const from = ((row % time) * batch + Math.floor(row / time)) * width;
    data.set(live.subarray(from, from + width), row * width);
  }
  return { shape: [batch, time, ...rest], data };
}

/** The greatest difference of all outputs and states. Throws what `parityDifferences` throws. */
export function greatestDifference(reference: ParityReference, theirs: Checkpoint): number {
  return Math.max(...parityDifferences(reference, theirs).flatMap(({ output, state }) => [output, state]));
}

/** Holds answers against our own. Throws `export.answers` when a value is missing or has another shape. */
export function parityDifferences(
  { cases, outputs: ours }: ParityReference,
  theirs: Checkpoint,
): readonly ParityDifference[] {
  return cases.map((each, i) => {
    const names = [...ours.tensors.keys()].filter((name) => name.startsWith(`${i}.`));
    const [outputs, states] = [
      names.filter((name) => name === `${i}.output`),
      names.filter((name) => name !== `${i}.output`),
    ];
    const greatest = (of: readonly string[]): number =>
      Math.max(0, ...of.map((name) => difference(name, ours.tensors.get(name), theirs.tensors.get(name))));
    return { ...each, output: greatest(outputs), state: greatest(states) };
  });
}

function difference(name: string, ours: StoredTensor | undefined, theirs: StoredTensor | undefined): number {
  if (!ours || !theirs || !sameShape(ours.shape, theirs.shape)) {
    const [expected, found] = [ours, theirs].map((tensor) => (tensor ? showShape(tensor.shape) : '-'));
    throw new Problem('export.answers', { name, expected, found });
  }
  let greatest = 0;
  ours.data.forEach((value, i) => {
    const relative = Math.abs(theirs.data[i] - value) / (1 + Math.abs(value));
    // Written so that NaN stays.
    if (!(relative <= greatest)) greatest = relative;
  });
  return greatest;
}
