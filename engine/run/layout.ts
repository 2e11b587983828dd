import type { CheckpointName } from '../contracts/checkpoint';

/** Folder of runs inside a workspace folder, with forward slashes. */
export const runsFolder = '.seqlab/runs';

/** Names of the files in a run folder. */
export const runFiles = {
  record: 'run.json',
  experiment: 'experiment.json',
  data: 'data.json',
  events: 'events.jsonl',
  last: 'last.safetensors',
  best: 'best.safetensors',
  summary: 'summary.json',
  owner: 'owner.json',
} as const;

/** Folder of what was sampled in training, one file a step. */
export const probesFolder = 'probes';

/** File of a probe inside the run folder, with forward slashes. */
export function probeFile(step: number): string {
  return `${probesFolder}/${step}.safetensors`;
}

/** File of a checkpoint inside the run folder, with forward slashes. */
export function checkpointFile(name: CheckpointName): string {
  return typeof name === 'number' ? `checkpoints/${name}.safetensors` : runFiles[name];
}

/** `moby-dick` and 3 -> `moby-dick-3`. */
export function runFolderName(name: string, number: number): string {
  return `${name}-${number}`;
}

/** The number at the end of `NAME-N`, when `folder` is a run folder of `name`. */
export function runNumber(folder: string, name: string): number | undefined {
  if (!folder.startsWith(`${name}-`)) return undefined;
  const number = folder.slice(name.length + 1);
  return /^[1-9]\d*$/.test(number) ? Number(number) : undefined;
}

/** What runs of an experiment file are called: the file's name without `.seqlab.json`, safe on every file system. */
export function runNameOf(experimentFile: string): string {
  const base = experimentFile.split(/[\\/]/).pop() ?? '';
  return safeName(base.replace(/\.(seqlab\.)?jsonc?$/i, ''));
}

/** Replaces what some file system does not allow in a name. */
export function safeName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- Windows allows no control character
  const safe = name.replace(/[<>:"/\\|?*\u0000-\u001f]+/g, '-').replace(/^[. ]+|[. ]+$/g, '');
  return safe.slice(0, 100) || 'run';
}
