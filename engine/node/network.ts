import { cells } from '../catalog/cells';
import { models } from '../catalog/models';
import { optimizers } from '../catalog/optimizers';
import { schedules } from '../catalog/schedules';
import type { InputSpec, OutputSpec } from '../contracts/data';
import type { CellConfig, Experiment } from '../contracts/experiment';
import type { Network } from '../core/network';
import type { CreateModel } from '../core/network';
import type { CellFactory } from '../nn/cells/weights';
import type { ModelFactory } from '../models/model';
import type { OptimizerFactory } from '../train/optimizer';
import type { ScheduleFactory } from '../train/schedule';
import type { ProgramRequest } from '../train/program';
import type { TrainerRequest } from '../train/trainer';

/** How the experiment's model is made for data of the given kinds. */
export async function loadModel(
  { model, train }: Experiment,
  { input, output }: { readonly input: InputSpec; readonly output: OutputSpec },
): Promise<CreateModel> {
  // A kind's module takes its own configuration: the schema has paired the two.
  const create = (await models.load(model.kind)).create as ModelFactory;
  const createCell = (await cells.load(model.cell.kind)).create as CellFactory<CellConfig>;
  return (store) => create({ store, config: model, seed: train.seed, input, output, createCell });
}

export async function loadOptimizer({ train }: Experiment): Promise<ProgramRequest['createOptimizer']> {
  const create = (await optimizers.load(train.optimizer.kind)).create as OptimizerFactory;
  return (store: Network['store']) => create(store, train.optimizer, train.weightDecay);
}

export async function loadSchedule({ train }: Experiment): Promise<TrainerRequest['createSchedule']> {
  const create = (await schedules.load(train.schedule.kind)).create as ScheduleFactory;
  return (totalSteps, state) => create(train.schedule, totalSteps, state);
}
