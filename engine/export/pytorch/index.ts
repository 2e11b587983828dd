import type { DataRecord } from '../../contracts/data';
import type { Exporter } from '../../contracts/exporter';
import type { Experiment, ModelConfig, TaskConfig } from '../../contracts/experiment';
import { Problem } from '../../contracts/problem';
import { encodeSafetensors } from '../../run/safetensors';
import { describe, jsonFile } from '../describe';
import evaluate from './project/evaluate.py';
import forecasting from './project/forecasting.py';
import languageModel from './project/language_model.py';
import launch from './project/launch.py';
import parity from './project/parity.py';
import schedule from './project/schedule.py';
import settings from './project/settings.py';
import train from './project/train.py';
import weightFiles from './project/weights.py';
import { projectReadme } from './readme';
import { recurrentModel } from './recurrent-model';

/** model.py by kind of model. */
const models: Readonly<Partial<Record<ModelConfig['kind'], (config: never, data: DataRecord) => string>>> = {
  recurrent: recurrentModel,
};

/** data.py by kind of task. */
const tasks: Readonly<Partial<Record<TaskConfig['kind'], string>>> = {
  'language-model': languageModel,
  forecasting,
};

/**
 * A small PyTorch project: the network under the same names, its weights, the data as the run read it, and scripts that train
 * on (in one process or several) and evaluate. Throws `export.pytorch` for kinds that have no counterpart there.
 */
export const exporter: Exporter = {
  kind: 'pytorch',
  execution: { runtime: 'pytorch', script: 'parity.py' },
  async files({ runs: [run] }) {
    const [experiment, data, weights] = await Promise.all([run.experiment(), run.data(), run.weights()]);
    const metadata = { format: 'pt', ...describe(run.name, experiment, weights) };
    const texts = {
      'README.md': projectReadme(run.name, experiment, data),
      'requirements.txt': requirements(data),
      'model.py': modelOf(experiment, data),
      'data.py': dataOf(experiment),
      'train.py': train,
      'evaluate.py': evaluate,
      'launch.py': launch,
      'schedule.py': schedule,
      'settings.py': settings,
      'weights.py': weightFiles,
      'parity.py': parity,
    };
    const encoder = new TextEncoder();
    return new Map([
      ...Object.entries(texts).map(([name, text]) => [name, encoder.encode(text)] as const),
      ['weights.safetensors', encodeSafetensors({ tensors: weights.tensors, metadata })],
      ['experiment.json', jsonFile(experiment)],
      ['data.json', jsonFile(data)],
    ]);
  },
};

function modelOf({ model }: Experiment, data: DataRecord): string {
  const write = models[model.kind];
  if (!write) throw new Problem('export.pytorch', { kind: model.kind });
  return write(model as never, data);
}

function dataOf({ task }: Experiment): string {
  const file = tasks[task.kind];
  if (file === undefined) throw new Problem('export.pytorch', { kind: task.kind });
  return file;
}

/** Words and graphemes are cut by ICU, as in Sequence Lab. */
function requirements({ text }: DataRecord): string {
  return `torch>=1.13\n${text && text.tokens !== 'character' ? 'PyICU\n' : ''}`;
}
