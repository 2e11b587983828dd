import fs from 'node:fs';
import path from 'node:path';
import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import type { InputSpec, OutputSpec } from '../../../engine/contracts/data';
import type { Experiment } from '../../../engine/contracts/experiment';
import type { ParityReport } from '../../../engine/contracts/parity';
import { type CreateModel, Network } from '../../../engine/core/network';
import { traceModel } from '../../../engine/core/trace';
import { exporter } from '../../../engine/export/onnx';
import { parityReference } from '../../../engine/infer/parity';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { compare } from '../../../engine/node/parity/compare';
import { allBackends } from './backends';
import { exportedRun } from './exported-run';
import { randomValues } from './tensors';

const simd = allBackends[allBackends.length - 1];
export const fast = {
  plan: () => createPlanningBackend('f32', 'relaxed-simd', simd.create().base),
  create: simd.create,
};

/** Weights that a model might have learnt, biases among them. */
export function someWeights(createModel: CreateModel): Checkpoint {
  const { store } = new Network(fast.create(2 ** 24), 5, createModel);
  const tensors = store.all.map(({ path: name = '', shape, size }) => {
    const scale = 1 / Math.sqrt(shape.at(-1) ?? 1);
    return [name, { shape, data: Float32Array.from(randomValues(size, name), (value) => value * scale) }] as const;
  });
  return { tensors: new Map(tensors), metadata: { step: '7' } };
}

export interface ExportCase {
  readonly createModel: CreateModel;
  readonly weights: Checkpoint;
  /** What the export is compared with; the same weights by default. */
  readonly ours?: Checkpoint;
  readonly experiment: Experiment;
  readonly input: InputSpec;
  readonly output: OutputSpec;
}

/** Exports to `net.onnx` in a folder, and runs what was exported. */
export async function exportAndRun(folder: string, each: ExportCase): Promise<ParityReport> {
  const { createModel, weights, ours = weights, experiment, input, output } = each;
  const run = exportedRun('net', {
    experiment,
    weights,
    data: { input, output, files: [], parts: { train: 1, validation: 1, test: 1 } },
    graphs: () => traceModel(createModel, fast.plan),
  });
  const files = [...(await exporter.files({ runs: [run] }))].map(([name, bytes]) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return file;
  });
  return compare({ runtime: 'onnxruntime' }, folder, files, parityReference(createModel, ours, fast));
}
