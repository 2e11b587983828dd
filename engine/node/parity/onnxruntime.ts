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
 * `export.broken-onnxruntime`.
 */
export async function runOnnx([main, stateful]: readonly string[], inputs: Checkpoint): Promise<Executed> {
  const runtime = findRuntime(path.dirname(main));
  const create = async (file: string) =>
    runtime.InferenceSession.create(await fs.readFile(file), { logSeverityLevel: 3 });
  const sessions = { main: await create(main), stateful: stateful && (await create(stateful)) };
  const tensors = new Map<string, StoredTensor>();
  for (const [number, feeds] of feedsOf(inputs, runtime)) {
    // In JavaScript an input with a default cannot be given.
    const session = Object.keys(feeds).length > 1 && sessions.stateful ? sessions.stateful : sessions.main;
    for (const [name, { data, dims }] of Object.entries(await session.run(feeds))) {
      tensors.set(`${number}.${name}`, { shape: dims, data: Float32Array.from(data, Number) });
    }
  }
  const { node, common } = runtime.env.versions;
  return { answers: { tensors, metadata: {} }, version: `onnxruntime-node ${node ?? common}` };
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
