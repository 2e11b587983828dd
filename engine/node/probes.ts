import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { StoredTensor } from '../contracts/checkpoint';
import type { ProbeSeries } from '../contracts/inspection';
import { probesFolder } from '../run/layout';
import { decodeSafetensors } from '../run/safetensors';
import type { RunFolder } from './run-folder';

/** Gradient norms by lag that were sampled while a run trained, in the order of the steps. */
export async function readProbes(run: RunFolder): Promise<ProbeSeries | undefined> {
  const files = await fs.readdir(run.file(probesFolder)).catch(() => []);
  const steps = files.map((file) => Number(path.basename(file, '.safetensors'))).filter(Number.isInteger);
  steps.sort((a, b) => a - b);
  if (steps.length === 0) return undefined;
  const samples: ReadonlyMap<string, StoredTensor>[] = [];
  for (const step of steps) {
    const file = `${probesFolder}/${step}.safetensors`;
    samples.push(decodeSafetensors(await fs.readFile(run.file(file)), `${run.name}/${file}`).tensors);
  }
  const states = [...samples[0]].map(
    ([
      trace,
      {
        shape: [lags],
      },
    ]) => {
      const norms = new Float32Array(samples.length * lags).fill(NaN);
      samples.forEach((sample, i) => {
        const { data } = sample.get(trace) ?? {};
        if (data?.length === lags) norms.set(Float32Array.from(data, Number), i * lags);
      });
      return { trace, lags, norms };
    },
  );
  return { steps, states };
}
