import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import protobuf from 'protobufjs/light';
import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import type { DataRecord, PairCodec, SideRecord } from '../../../engine/contracts/data';
import { experimentSchema } from '../../../engine/catalog/experiment';
import type { Experiment } from '../../../engine/contracts/experiment';
import { traceModel } from '../../../engine/core/trace';
import { exporter } from '../../../engine/export/onnx';
import type { ModelProto } from '../../../engine/export/onnx/model';
import descriptor from '../../../engine/export/onnx/published/onnx.json';
import { decodeGreedily } from '../../../engine/infer/greedy';
import { InferenceProgram } from '../../../engine/infer/program';
import { translationTask } from '../../../engine/tasks/translation';
import { installOnnxruntime } from '../../host/install-onnxruntime';
import { exportedRun } from '../support/exported-run';
import { fast } from '../support/onnx-export';
import { programRequest, trainInMemory } from '../support/training';
import { present, requestOf } from '../tasks/support';

interface OnnxTensor {
  readonly data: ArrayLike<number>;
}

interface Session {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Record<string, OnnxTensor>>;
}

interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: { readonly logSeverityLevel: number }): Promise<Session>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => OnnxTensor;
}

const digits = ['nil', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const lines = Array.from({ length: 300 }, (_, i) => {
  const number = String((i * 37) % 1000);
  return `${Array.from(number, (digit) => digits[Number(digit)]).join(' ')}\t${number}`;
});

const models = {
  'additive attention before the cell': { attention: { kind: 'additive' }, bidirectional: true },
  'location attention, fed on': { attention: { kind: 'location', positions: 9 }, inputFeeding: true, context: 'both' },
  'no attention, two layers': { context: 'both', layers: 2, cell: { kind: 'lstm', units: 24 } },
} as const;

describe('Greedy decoding with an exported encoder and step', function () {
  this.timeout(120_000);

  for (const [title, settings] of Object.entries(models)) {
    it(`writes what we write: ${title}`, async () => {
      const { ours, codec, sources, contents } = await trained(settings);
      const decode = await greedy(contents);
      const texts = sources.map((source) => codec.decodeTarget(ours(codec.encodeSource(source))));
      const right = sources.filter((source, i) => lines.includes(`${source}\t${texts[i]}`)).length;
      assert.ok(right > sources.length / 10, `it has learnt something: ${right} of ${sources.length} are right`);
      for (const [i, source] of sources.entries()) assert.equal(await decode(source), texts[i], source);
    });
  }
});

/** Trains for a moment and exports. */
async function trained(settings: object) {
  const experiment = experimentSchema.parse({
    data: { path: 'numbers.txt', format: 'pairs' },
    task: { kind: 'translation' },
    model: { kind: 'encoder-decoder', cell: { kind: 'gru', units: 32 }, embedding: 12, ...settings },
    train: { epochs: 12, batch: 16, optimizer: { kind: 'adam', rate: 0.01 } },
  }) as Experiment;
  const prepared = await translationTask.prepare({
    ...requestOf('translation', { files: { 'numbers.txt': lines.join('\n') } }),
    experiment,
  });
  const { saved } = await trainInMemory(experiment, { data: prepared, backend: fast.create });
  const weights = present<Checkpoint>(saved.get('best'));
  const { createModel } = await programRequest(experiment, prepared);
  const data: DataRecord = { ...prepared.record, files: [] };
  const run = exportedRun('net', { experiment, weights, data, graphs: () => traceModel(createModel, fast.plan) });
  const codec = present<PairCodec>(translationTask.pairs?.(data));
  const question = { input: Array.from({ length: 40 }, () => 0), lanes: 1 };
  const program = new InferenceProgram(fast.create(2 ** 25), { createModel, question });
  program.network.store.load(weights.tensors);
  return {
    codec,
    sources: lines.slice(0, 60).map((line) => line.split('\t')[0]),
    contents: await exporter.files({ runs: [run] }),
    ours: (ids: readonly number[]) => decodeGreedily(program.ask(ids), 1, codec)[0],
  };
}

/** The loop of the files' own documentation, with nothing but what stands in the files. */
async function greedy(contents: ReadonlyMap<string, Uint8Array>): Promise<(source: string) => Promise<string>> {
  const { InferenceSession, Tensor } = createRequire(path.join(installOnnxruntime(), 'here.js'))(
    'onnxruntime-node',
  ) as Runtime;
  const [main, second] = ['net.onnx', 'net.step.onnx'].map((name) => present(contents.get(name)));
  const [encoder, step] = await Promise.all(
    [main, second].map((bytes) => InferenceSession.create(bytes, { logSeverityLevel: 3 })),
  );
  const type = protobuf.Root.fromJSON(descriptor).lookupType('onnx.ModelProto');
  const { metadataProps } = type.toObject(type.decode(main)) as ModelProto;
  const data = JSON.parse(present(metadataProps.find(({ key }) => key === 'data')).value) as DataRecord;
  const { source: from, target: to } = present(data.pairs);
  const ids = (values: readonly number[], dims: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const [end, start, longest] = [3, 2, 40];

  return async (text) => {
    const tokens = Array.from(text, (character) => Math.max(0, from.vocabulary.indexOf(character)));
    let feeds = await encoder.run({ input: ids(tokens, [1, tokens.length]) });
    let previous = start;
    const written: number[] = [];
    while (written.length < longest) {
      const results = await step.run({ ...feeds, previous: ids([previous], [1]) });
      const output = Array.from(results.output.data);
      // Of the special ones only the end can be written.
      for (const id of [0, 1, 2]) output[id] = -Infinity;
      previous = output.indexOf(Math.max(...output));
      if (previous === end) break;
      written.push(previous);
      const next = Object.entries(results).filter(([name]) => name.startsWith('next.'));
      const state = next.map(([name, tensor]) => [`state.${name.slice('next.'.length)}`, tensor] as const);
      feeds = { ...feeds, ...Object.fromEntries(state) };
    }
    return decodeText(to, written);
  };
}

function decodeText({ vocabulary }: SideRecord, written: readonly number[]): string {
  return written.map((id) => vocabulary[id]).join('');
}
