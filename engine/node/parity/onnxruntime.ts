import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { Checkpoint, StoredTensor } from '../../contracts/checkpoint';
import { Problem } from '../../contracts/problem';
import { systemCode } from '../file-problem';
import type { Executed } from './execute';

/** What is used of onnxruntime-node. */
interface OnnxRuntime {
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: { readonly logSeverityLevel: number }): Promise<Session>;
  };
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, dims: readonly number[]) => OnnxTensor;
}

interface Session {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

interface OnnxTensor {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/**
 * Runs an exported model in onnxruntime-node, where that is installed: in the folder of the file or above it, in the folder
 * of this process, or globally; where SEQUENCE_LAB_ONNXRUNTIME names a folder, there alone. Throws `export.no-onnxruntime`,
 * `export.broken-onnxruntime`, and `export.onnxruntime` when it does not run the model.
 */
export async function runOnnx(files: readonly string[], inputs: Checkpoint): Promise<Executed> {
  const runtime = findRuntime(path.dirname(files[0]));
  try {
    return await runIn(runtime, files, inputs);
  } catch (error) {
    throw new Problem('export.onnxruntime', { reason: error instanceof Error ? error.message : String(error) });
  }
}

async function runIn(runtime: OnnxRuntime, [main, second]: readonly string[], inputs: Checkpoint): Promise<Executed> {
  const open = async (file: string) =>
    runtime.InferenceSession.create(await fs.readFile(file), { logSeverityLevel: 3 });
  const sessions = { main: await open(main), second: second === undefined ? undefined : await open(second) };
  const tensors = new Map<string, StoredTensor>();
  for (const [number, feeds] of feedsOf(inputs, runtime)) {
    const results = feeds.decoder ? await decode(sessions, feeds, runtime) : await forward(sessions, feeds);
    for (const [name, { data, dims }] of Object.entries(results)) {
      tensors.set(`${number}.${name}`, { shape: dims, data: Float32Array.from(data, Number) });
    }
  }
  const { node, common } = runtime.env.versions;
  return { answers: { tensors, metadata: {} }, version: `onnxruntime-node ${node ?? common}` };
}

interface Sessions {
  readonly main: Session;
  /** With states that have to be given, or of a decoder's step. */
  readonly second?: Session;
}

type Tensors = Readonly<Record<string, OnnxTensor>>;

/** In JavaScript an input with a default cannot be given: that needs the second file. */
function forward({ main, second }: Sessions, feeds: Tensors): Promise<Tensors> {
  return (Object.keys(feeds).length > 1 && second ? second : main).run(feeds);
}

/** The encoder once, then the decoder's step for every token that it is to read. */
async function decode({ main, second }: Sessions, { input, decoder }: Tensors, runtime: OnnxRuntime): Promise<Tensors> {
  if (!second) throw new Error('a decoder without the file of its step');
  const [batch, time] = decoder.dims;
  const { named, rest: context } = parted(await main.run({ input }), 'state.');
  let state = named;
  const outputs: Float32Array[] = [];
  for (let t = 0; t < time; t++) {
    const ids = Array.from({ length: batch }, (_, b) => BigInt(decoder.data[b * time + t]));
    const previous = new runtime.Tensor('int64', BigInt64Array.from(ids), [batch]);
    const results = await second.run({ previous, ...prefixed('state.', state), ...context });
    state = parted(results, 'next.').named;
    outputs.push(Float32Array.from(results.output.data, Number));
  }
  const size = outputs[0].length / batch;
  const all = new Float32Array(batch * time * size);
  outputs.forEach((step, t) => {
    for (let b = 0; b < batch; b++) all.set(step.subarray(b * size, (b + 1) * size), (b * time + t) * size);
  });
  return { output: new runtime.Tensor('float32', all, [batch, time, size]) };
}

/** What begins with a prefix, without it, and the rest. */
function parted(tensors: Tensors, prefix: string): { readonly named: Tensors; readonly rest: Tensors } {
  const entries = Object.entries(tensors);
  const own = entries.filter(([name]) => name.startsWith(prefix));
  return {
    named: Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor])),
    rest: Object.fromEntries(entries.filter(([name]) => !name.startsWith(prefix))),
  };
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

/** The inputs of every case by its number. */
function feedsOf(inputs: Checkpoint, { Tensor }: OnnxRuntime): Map<string, Record<string, OnnxTensor>> {
  const feeds = new Map<string, Record<string, OnnxTensor>>();
  for (const [name, { shape, data }] of inputs.tensors) {
    const [number] = name.split('.', 1);
    const tensor =
      data instanceof Int32Array
        ? new Tensor('int64', BigInt64Array.from(data, BigInt), shape)
        : new Tensor('float32', Float32Array.from(data), shape);
    feeds.set(number, { ...feeds.get(number), [name.slice(number.length + 1)]: tensor });
  }
  return feeds;
}

function findRuntime(folder: string): OnnxRuntime {
  const global = path.resolve(process.execPath, '../../lib/node_modules');
  const named = process.env.SEQUENCE_LAB_ONNXRUNTIME;
  const places = named ? [named] : [folder, process.cwd(), global];
  for (const place of places.filter((each) => existsSync(each))) {
    try {
      return createRequire(path.join(path.resolve(place), 'here.js'))('onnxruntime-node') as OnnxRuntime;
    } catch (error) {
      if (systemCode(error) === 'MODULE_NOT_FOUND') continue;
      throw new Problem('export.broken-onnxruntime', { folder: place, reason: String(error) });
    }
  }
  throw new Problem('export.no-onnxruntime');
}
