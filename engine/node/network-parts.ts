import { attentions } from '../catalog/attentions';
import { cells } from '../catalog/cells';
import { fits, models } from '../catalog/models';
import { optimizers } from '../catalog/optimizers';
import { schedules } from '../catalog/schedules';
import { tasks } from '../catalog/tasks';
import type { DataRecord } from '../contracts/data';
import type { CellConfig, Experiment, ModelConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import type { CreateModel } from '../core/network';
import type { ModelFactory } from '../models/model';
import type { AttentionFactory } from '../nn/attention/attention';
import type { CellFactory } from '../nn/cells/weights';
import type { OptimizerFactory } from '../train/optimizer';
import type { ScheduleFactory } from '../train/schedule';
import type { TrainerRequest } from '../train/trainer';

/**
 * The catalogue's kinds that an experiment names, put together. The factories take the configuration of their own kind, and
 * the registry gave us that kind's: this is the one place where the compiler cannot see it.
 */
export async function createModelOf(
  { model, train }: Experiment,
  { input, output, decoder }: Pick<DataRecord, 'input' | 'output' | 'decoder'>,
): Promise<CreateModel> {
  const { create } = (await models.load(model.kind)) as { create: ModelFactory };
  const parts = { createCell: await cellsOf(model), createAttention: await attentionOf(model) };
  return (store) => create({ store, config: model, seed: train.seed, input, output, decoder, ...parts });
}

/** Every kind of cell that a model names. */
async function cellsOf(model: ModelConfig): Promise<CellFactory> {
  const named: (CellConfig | undefined)[] = [
    model.cell,
    model.kind === 'encoder-decoder' ? model.decoderCell : undefined,
  ];
  const loaded = new Map<string, CellFactory>();
  for (const cell of named) {
    if (cell) loaded.set(cell.kind, ((await cells.load(cell.kind)) as { create: CellFactory }).create);
  }
  return (scope, inputs, config) => partOf(loaded, config.kind)(scope, inputs, config);
}

async function attentionOf(model: ModelConfig): Promise<AttentionFactory> {
  const loaded = new Map<string, AttentionFactory>();
  const config = 'attention' in model ? model.attention : undefined;
  if (config) loaded.set(config.kind, ((await attentions.load(config.kind)) as { create: AttentionFactory }).create);
  return (request) => partOf(loaded, request.config.kind)(request);
}

function partOf<Part>(loaded: ReadonlyMap<string, Part>, kind: string): Part {
  const part = loaded.get(kind);
  if (!part) throw new Error(`${kind} was not loaded`);
  return part;
}

/** The optimiser and the schedule of an experiment. */
export async function createUpdateOf({
  train,
}: Experiment): Promise<Pick<TrainerRequest, 'createOptimizer' | 'createSchedule'>> {
  const optimizer = (await optimizers.load(train.optimizer.kind)) as { create: OptimizerFactory };
  const schedule = (await schedules.load(train.schedule.kind)) as { create: ScheduleFactory };
  return {
    createOptimizer: (store) => optimizer.create(store, train.optimizer, train.weightDecay),
    createSchedule: (totalSteps, state) => schedule.create(train.schedule, totalSteps, state),
  };
}

/** Throws when the model cannot do what the task asks of it. */
export function checkFit({ task, model }: Experiment): void {
  const wanted = tasks.find(task.kind);
  if (!fits(models.find(model.kind), wanted)) {
    throw new Problem('config.model-task', { model: model.kind, task: task.kind }, { path: 'model.kind' });
  }
  if (!wanted.streams || model.kind !== 'recurrent') return;
  if (model.bidirectional) throw new Problem('config.future', {}, { path: 'model.bidirectional' });
  if (model.attention) throw new Problem('config.future-attention', {}, { path: 'model.attention' });
}
