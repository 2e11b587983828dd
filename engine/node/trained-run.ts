import * as path from 'node:path';
import { tasks } from '../catalog/tasks';
import type { Checkpoint, CheckpointName, StoredTensor } from '../contracts/checkpoint';
import type { DataRecord, Examples, PairCodec, PartName, PrepareRequest, TableEnd, Task } from '../contracts/data';
import type {
  Answer,
  Answers,
  DecodingOptions,
  Evaluation,
  ForecastSample,
  Sample,
  SearchOptions,
} from '../contracts/events';
import type { DataConfig, Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import type { NetworkGraphs } from '../contracts/graph';
import { type CreateModel, Network } from '../core/network';
import { pathTo, searchBeam } from '../infer/beam-search';
import { traceModel } from '../core/trace';
import { evaluatePart } from '../infer/evaluate';
import { forecastBeyond } from '../infer/forecast';
import { generateTokens } from '../infer/generate';
import type { Bench } from '../inspect/bench';
import { parityReference, type ParityReference } from '../infer/parity';
import { createPlanningBackend } from '../kernels/planning';
import { createReferenceBackend, referenceBase } from '../kernels/reference';
import { type InferenceRequest, InferenceProgram, planInference } from '../infer/program';
import { sampleAnswers } from '../infer/sample-answers';
import { type BackendChoice, chooseBackend } from './backend';
import { breather } from './breathe';
import { DataFiles } from './files';
import { pairFormat } from './guess';
import { createModelOf } from './network-parts';
import type { RunFolder } from './run-folder';
import { prepareRequest, usualMemory } from './session';

/** How long calls are watched, and given up. */
export interface Watch {
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

/** Where a run's data may be, when it is read again. */
export interface DataAccess {
  /** Absolute folders that data must lie under. */
  readonly roots: readonly string[];
  /** An absolute file in place of the experiment's own data. */
  readonly file?: string;
}

/** A run's weights at one of its checkpoints, and what can be done with them. */
export class TrainedRun {
  private constructor(
    readonly name: string,
    readonly experiment: Experiment,
    readonly data: DataRecord,
    readonly checkpointName: CheckpointName,
    private readonly checkpoint: Checkpoint,
    /** The folder that data paths are relative to. */
    private readonly base: string,
    private readonly createModel: CreateModel,
    private readonly backend: BackendChoice,
    /** Bytes that a piece of work may take. */
    private readonly memory: number,
  ) {}

  /**
   * Without a checkpoint: the best weights, or the last ones before the first validation. `threads` compute, whatever the
   * experiment says, and a piece of work may take `memory` bytes.
   * Throws `run-folder.missing`..., `run-folder.no-checkpoint`, `inspect.no-checkpoint`.
   */
  static async open(
    run: RunFolder,
    {
      checkpoint: wanted,
      threads,
      memory = usualMemory,
    }: { readonly checkpoint?: CheckpointName; readonly threads?: number; readonly memory?: number } = {},
  ): Promise<TrainedRun> {
    const experiment = await run.readExperiment();
    const data = await run.readData();
    const [name, checkpoint] = await readFirst(run, wanted);
    const base = path.dirname(await run.experimentFile());
    const createModel = await createModelOf(experiment, data);
    const backend = await chooseBackend(experiment.train, threads);
    return new TrainedRun(run.name, experiment, data, name, checkpoint, base, createModel, backend, memory);
  }

  /** Training steps that the weights have seen. */
  get step(): number {
    return Number(this.checkpoint.metadata.step ?? 0);
  }

  /** Bytes of the weights that are held here, with what training keeps beside them. */
  get bytes(): number {
    return [...this.checkpoint.tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  }

  /** The network, to be looked into. */
  get bench(): Bench {
    const { createModel, backend, checkpoint, memory } = this;
    return {
      createModel,
      weights: checkpoint.tensors,
      plan: () => backend.plan(),
      create: (bytes) => backend.create(bytes),
      limit: memory,
    };
  }

  /** Single sequences out of the run's data or a person's selection, while `use` works. Throws `inspect.task`. */
  async withExamples<T>(access: DataAccess, use: (examples: Examples) => Promise<T>): Promise<T> {
    const task = await tasks.load(this.experiment.task.kind);
    return this.withFiles(this.experiment, access, async (request) => {
      const examples = task.examples?.(request);
      if (!examples) throw new Problem('inspect.task', { task: task.kind });
      return use(examples);
    });
  }

  /** Goes through a part of the data, or through the whole of another file. */
  async evaluate(part: PartName, access: DataAccess, { signal, progress }: Watch): Promise<Evaluation> {
    const experiment = access.file === undefined ? this.experiment : this.withData(access.file, [0, 0, 1]);
    const task = await tasks.load(experiment.task.kind);
    const prepared = await this.withFiles(experiment, access, (request) => task.prepare(request));
    const name = access.file === undefined ? part : 'test';
    const evaluator = prepared.evaluator(name);
    const breathe = breather(signal);
    const program = this.program({ createModel: this.createModel, batches: prepared.parts[name] });
    const symbols = task.pairs?.(prepared.record);
    try {
      const evaluation = await evaluatePart(program, evaluator, { symbols, progress, breathe });
      return access.file === undefined ? evaluation : { ...evaluation, part: 'file' };
    } finally {
      program.dispose();
    }
  }

  /** Continues a prompt, piece by piece. An empty prompt is taken for the beginning of a line. */
  async *generate(prompt: string, options: DecodingOptions, { signal }: Watch): AsyncGenerator<string> {
    const task = await tasks.load(this.experiment.task.kind);
    const codec = task.codec?.(this.data);
    if (!codec) throw new Problem('predict.no-text', { task: task.kind });
    const encoded = [...codec.encode(prompt === '' ? '\n' : prompt)];
    const start = encoded.length > 0 ? encoded : [codec.unknown];
    const program = this.program({ createModel: this.createModel });
    const breathe = breather(signal);
    try {
      for (const token of generateTokens(program.network, start, options, codec.unknown)) {
        yield codec.decode([token]);
        await breathe();
      }
    } finally {
      program.dispose();
    }
  }

  /** The best targets for a source, and the tree of the search for them. */
  async answer(source: string, search: SearchOptions): Promise<Answers> {
    const codec = await this.pairs();
    const { answers, nodes } = this.ask(codec, source, search.beam, (run) => searchBeam(run, search, codec));
    const best = new Set(pathTo(nodes, answers[0]?.node ?? -1));
    return {
      answers: answers.map(({ tokens, logProbability, score, ended }) => {
        return { text: codec.decodeTarget(tokens), logProbability, score, ended };
      }),
      tree: {
        width: search.beam,
        nodes: nodes.map((node) => ({ ...node, token: codec.visibleTarget(node.token), best: best.has(node) })),
      },
    };
  }

  /** Targets drawn at random, likeliest first. */
  async sampleAnswers(
    source: string,
    count: number,
    options: Omit<DecodingOptions, 'length'>,
  ): Promise<readonly Answer[]> {
    const codec = await this.pairs();
    return this.ask(codec, source, count, (run) => sampleAnswers(run, count, options, codec))
      .map(({ tokens, ...rest }) => ({ ...rest, text: codec.decodeTarget(tokens), score: rest.logProbability }))
      .sort((a, b) => b.score - a.score);
  }

  /** What the model says of every token of a text. Throws `predict.no-tokens` for a task of another kind. */
  async read(text: string): Promise<Sample> {
    const task = await tasks.load(this.experiment.task.kind);
    const reader = task.reader?.(this.data);
    if (!reader) throw new Problem('predict.no-tokens', { task: task.kind });
    const input = reader.encode(text);
    const program = this.program({ createModel: this.createModel, question: { input, lanes: 1 } });
    try {
      return reader.sample(text, program.look(input));
    } finally {
      program.dispose();
    }
  }

  /** Goes on beyond the end of the run's table, or of another one with the same columns. */
  async forecast(length: number, access: DataAccess): Promise<ForecastSample> {
    const experiment = access.file === undefined ? this.experiment : this.withData(access.file, [1, 0, 0]);
    const task = await tasks.load(experiment.task.kind);
    const tableEnd = await this.withFiles(experiment, access, (request) => endOf(task, request));
    const window = experiment.task.kind === 'forecasting' ? experiment.task.window : undefined;
    const program = this.program({ createModel: this.createModel, window });
    try {
      return forecastBeyond(program.network, tableEnd, length);
    } finally {
      program.dispose();
    }
  }

  /** Throws `predict.no-pairs` for another task. */
  private async pairs(): Promise<PairCodec> {
    const task = await tasks.load(this.experiment.task.kind);
    const codec = task.pairs?.(this.data);
    if (!codec) throw new Problem('predict.no-pairs', { task: task.kind });
    return codec;
  }

  /** Throws `predict.no-source`. */
  private ask<T>(
    codec: PairCodec,
    source: string,
    lanes: number,
    use: (run: ReturnType<InferenceProgram['ask']>) => T,
  ): T {
    const input = codec.encodeSource(source);
    if (input.length === 0) throw new Problem('predict.no-source');
    const program = this.program({ createModel: this.createModel, question: { input, lanes } });
    try {
      return use(program.ask(input));
    } finally {
      program.dispose();
    }
  }

  /** The checkpoint without what only training needs. */
  weights(): Checkpoint {
    const { store } = new Network(this.backend.plan(), 0, this.createModel);
    const tensors = new Map<string, StoredTensor>();
    for (const { path: name = '' } of store.all) {
      const tensor = this.checkpoint.tensors.get(name);
      if (!tensor) throw new Problem('checkpoint.missing-tensor', { path: name });
      tensors.set(name, tensor);
    }
    return { tensors, metadata: { step: this.checkpoint.metadata.step ?? '' } };
  }

  /** What the network computes, for exports. */
  graphs(): NetworkGraphs {
    return traceModel(this.createModel, () => this.backend.plan());
  }

  /** Our own outputs, to hold those of an export against. */
  parityReference(): ParityReference {
    return parityReference(this.createModel, this.checkpoint, this.backend);
  }

  /** The same in 64 bits, which takes its time. */
  exactReference(): ParityReference {
    return parityReference(this.createModel, this.checkpoint, {
      plan: () => createPlanningBackend('f64', 'reference', referenceBase),
      create: (bytes) => createReferenceBackend('f64', bytes),
    });
  }

  /** Throws `predict.memory` when it needs more than it may have. */
  private program(request: InferenceRequest): InferenceProgram {
    const bytes = planInference(request, this.backend.plan());
    if (bytes > this.memory) {
      throw new Problem('predict.memory', { needed: mebibytes(bytes), limit: mebibytes(this.memory) });
    }
    const backend = this.backend.create(bytes);
    try {
      const program = new InferenceProgram(backend, request);
      program.network.store.load(this.checkpoint.tensors);
      return program;
    } catch (error) {
      backend.dispose();
      throw error;
    }
  }

  private withData(file: string, split: DataConfig['split']): Experiment {
    const { generate: _generate, train: _train, validation: _validation, test: _test, ...rest } = this.experiment.data;
    const { usualFormat } = tasks.find(this.experiment.task.kind);
    const format = usualFormat === undefined ? rest.format : pairFormat(undefined, file, rest.format ?? usualFormat);
    return { ...this.experiment, data: { ...rest, format, path: file, split } };
  }

  private async withFiles<T>(
    experiment: Experiment,
    { roots, file }: DataAccess,
    use: (request: PrepareRequest) => Promise<T>,
  ): Promise<T> {
    const files = new DataFiles(this.base, roots);
    try {
      return await use(prepareRequest(experiment, files, this.memory, this.data));
    } catch (error) {
      throw error instanceof Problem && file !== undefined ? inFile(error, file) : error;
    } finally {
      await files.close();
    }
  }
}

async function readFirst(run: RunFolder, wanted: CheckpointName | undefined): Promise<[CheckpointName, Checkpoint]> {
  for (const name of wanted === undefined ? (['best', 'last'] as const) : [wanted]) {
    const checkpoint = await run.readCheckpoint(name);
    if (checkpoint) return [name, checkpoint];
  }
  if (wanted === undefined) throw new Problem('run-folder.no-checkpoint', { run: run.name });
  throw new Problem('inspect.no-checkpoint', { run: run.name, checkpoint: String(wanted) });
}

/** The experiment does not name this file: a path in the experiment says nothing of it. */
function inFile({ code, arguments: values, where }: Problem, file: string): Problem {
  const { path: _path, ...place } = where ?? {};
  return new Problem(code, values, { file, ...place });
}

function endOf(task: Task, request: PrepareRequest): Promise<TableEnd> {
  if (!task.end) throw new Problem('predict.no-table', { task: task.kind });
  return task.end(request);
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
