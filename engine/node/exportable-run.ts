import { generators } from '../catalog/generators';
import type { ExportedRun } from '../contracts/exporter';
import { generated } from '../data/sources';
import { isOwned } from './owner';
import type { RunFolder } from './run-folder';
import { TrainedRun } from './trained-run';

/** A run folder as exporters see it. */
export class ExportableRun implements ExportedRun {
  private opened: Promise<TrainedRun> | undefined;

  constructor(private readonly run: RunFolder) {}

  get name(): string {
    return this.run.name;
  }

  /** The network with its weights, read once. */
  trained(): Promise<TrainedRun> {
    this.opened ??= TrainedRun.open(this.run);
    return this.opened;
  }

  experiment(): ReturnType<ExportedRun['experiment']> {
    return this.run.readExperiment();
  }

  data(): ReturnType<ExportedRun['data']> {
    return this.run.readData();
  }

  async generated(): ReturnType<ExportedRun['generated']> {
    const { generate, split } = (await this.experiment()).data;
    return generate && new Map(generated(await generators.load(generate.kind), generate, split));
  }

  async weights(): ReturnType<ExportedRun['weights']> {
    return (await this.trained()).weights();
  }

  async graphs(): ReturnType<ExportedRun['graphs']> {
    return (await this.trained()).graphs();
  }

  async view(): ReturnType<ExportedRun['view']> {
    return (await this.run.reduce()).view(await isOwned(this.run));
  }

  events(): ReturnType<ExportedRun['events']> {
    return this.run.events();
  }
}
