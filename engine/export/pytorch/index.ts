import type { DataRecord } from '../../contracts/data';
import type { Exporter } from '../../contracts/exporter';
import type { Experiment, ModelConfig, TaskConfig } from '../../contracts/experiment';
import { encodeSafetensors } from '../../run/safetensors';
import { describe, jsonFile } from '../describe';
import { encoderDecoderModel } from './models/encoder-decoder';
import { recurrentModel } from './models/recurrent';
import { vectorToSequenceModel } from './models/vector-to-sequence';
import { withModules } from './modules';
import cloze from './project/cloze.py';
import dataToText from './project/data_to_text.py';
import evaluate from './project/evaluate.py';
import forecasting from './project/forecasting.py';
import languageModel from './project/language_model.py';
import launch from './project/launch.py';
import parity from './project/parity.py';
import tagging from './project/tagging.py';
import train from './project/train.py';
import translation from './project/translation.py';
import { partFiles, readingFiles } from './generated-data';
import { projectReadme } from './readme';

type WriteModel<C = never> = (config: C, data: DataRecord, padded: boolean) => string;

/** model.py by kind of model. */
const models: { readonly [K in ModelConfig['kind']]: WriteModel<Extract<ModelConfig, { kind: K }>> } = {
  recurrent: recurrentModel,
  'encoder-decoder': encoderDecoderModel,
  'vector-to-sequence': vectorToSequenceModel,
};

/** data.py by kind of task, and whether its batches hold sequences of different lengths. */
const tasks: Readonly<Record<TaskConfig['kind'], { readonly data: string; readonly padded: boolean }>> = {
  'language-model': { data: languageModel, padded: false },
  forecasting: { data: forecasting, padded: false },
  translation: { data: translation, padded: true },
  tagging: { data: tagging, padded: true },
  cloze: { data: cloze, padded: true },
  'data-to-text': { data: dataToText, padded: false },
};

/**
 * A small PyTorch project: the network under the same names, its weights, the data as the run read it, and scripts that train
 * on (in one process or several) and evaluate.
 */
export const exporter: Exporter = {
  kind: 'pytorch',
  execution: { runtime: 'pytorch', script: 'parity.py' },
  async files({ runs: [run] }) {
    const [given, data, weights, parts] = await Promise.all([
      run.experiment(),
      run.data(),
      run.weights(),
      run.generated(),
    ]);
    const experiment = parts ? readingFiles(given, parts) : given;
    const metadata = { format: 'pt', ...describe(run.name, experiment, weights) };
    const programs = withModules({
      'model.py': modelOf(experiment, data),
      'data.py': tasks[experiment.task.kind].data,
      'train.py': train,
      'evaluate.py': evaluate,
      'launch.py': launch,
      'parity.py': parity,
    });
    const texts = {
      'README.md': projectReadme(run.name, experiment, data, Object.keys(programs)),
      'requirements.txt': requirements(data),
      ...programs,
    };
    const encoder = new TextEncoder();
    return new Map([
      ...Object.entries(texts).map(([name, text]) => [name, encoder.encode(text)] as const),
      ['weights.safetensors', encodeSafetensors({ tensors: weights.tensors, metadata })],
      ['experiment.json', jsonFile(experiment)],
      ['data.json', jsonFile(data)],
      ...(parts ? partFiles(parts) : []),
    ]);
  },
};

function modelOf({ model, task }: Experiment, data: DataRecord): string {
  const write: WriteModel = models[model.kind];
  return write(model as never, data, tasks[task.kind].padded);
}

/** Words and graphemes are cut by ICU, as in Sequence Lab. */
function requirements({ text, pairs, described }: DataRecord): string {
  const kinds = [text?.tokens, pairs?.source.tokens, pairs?.target.tokens, described?.text.tokens];
  return `torch>=1.13\n${kinds.some((kind) => kind === 'word' || kind === 'grapheme') ? 'PyICU\n' : ''}`;
}
