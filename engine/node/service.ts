import * as path from 'node:path';
import type { Answers, Evaluation, ForecastSample, Sample } from '../contracts/events';
import { Problem } from '../contracts/problem';
import type { CheckResult, DataGuess, EngineListener, EngineService, ExportResult } from '../protocol/service';
import { openChannel, parentPort } from './channel';
import { ExperimentFile, InvalidExperiment } from './experiment-file';
import { exportRuns } from './export-runs';
import { DataFiles } from './files';
import { guessData, resolveLikely } from './guess';
import { Inspections } from './inspections';
import { readProbes } from './probes';
import { lowerPriority } from './priority';
import { RunFolder } from './run-folder';
import { TrainedRun } from './trained-run';
import { TrainingSession } from './session';

type Request<Method extends keyof EngineService, Index extends number> = Parameters<EngineService[Method]>[Index];

/** What an editor window asks of the engine, answered in a process of its own. */
class Service implements EngineService {
  private readonly calls = new Map<string, AbortController>();
  private readonly inspections = new Inspections();

  /** There from the first call on: calls come in through the channel that it belongs to. */
  listener?: EngineListener;

  async check({ file, text, roots, deep, memory, threads }: Request<'check', 0>): Promise<CheckResult> {
    try {
      const parsed =
        text === undefined ? await ExperimentFile.read(file, file) : ExperimentFile.parse(text, file, file);
      if (!deep) return { problems: [], experiment: resolveLikely(parsed.experiment) };
      const session = await TrainingSession.open({ file: parsed, roots, memory: memory && memory * 2 ** 20, threads });
      return { problems: [], experiment: session.experiment, plan: session.summary };
    } catch (error) {
      if (!(error instanceof Problem) || error.kind === 'run') throw error;
      const problems = error instanceof InvalidExperiment ? error.all : [error];
      return { problems: problems.map((problem) => problem.toValue()) };
    }
  }

  async guess({ file, roots }: Request<'guess', 0>): Promise<DataGuess> {
    const files = new DataFiles(path.dirname(file), roots);
    try {
      return await guessData(await files.open(path.basename(file)));
    } finally {
      await files.close();
    }
  }

  evaluate(id: string, { run, part, roots, threads }: Request<'evaluate', 1>): Promise<Evaluation> {
    return this.call(id, async (signal) => {
      const trained = await TrainedRun.open(await RunFolder.open(run), { threads });
      const tell = sometimes();
      const progress = (fraction: number) => tell(() => this.listener?.progress(id, fraction));
      return trained.evaluate(part, { roots }, { signal, progress });
    });
  }

  generate(id: string, { run, prompt, options, threads }: Request<'generate', 1>): Promise<{ text: string }> {
    return this.call(id, async (signal) => {
      const trained = await TrainedRun.open(await RunFolder.open(run), { threads });
      const tell = sometimes();
      let text = '';
      let sent = 0;
      const send = () => {
        this.listener?.piece(id, text.slice(sent));
        sent = text.length;
      };
      for await (const piece of trained.generate(prompt, options, { signal })) {
        text += piece;
        tell(send);
      }
      if (sent < text.length) send();
      return { text };
    });
  }

  read(id: string, { run, text, threads }: Request<'read', 1>): Promise<Sample> {
    return this.call(id, async () => (await TrainedRun.open(await RunFolder.open(run), { threads })).read(text));
  }

  answer(id: string, { run, source, search, threads }: Request<'answer', 1>): Promise<Answers> {
    return this.call(id, async () => {
      const trained = await TrainedRun.open(await RunFolder.open(run), { threads });
      return trained.answer(source, search);
    });
  }

  forecast(id: string, { run, length, roots, threads }: Request<'forecast', 1>): Promise<ForecastSample> {
    return this.call(id, async () => {
      const trained = await TrainedRun.open(await RunFolder.open(run), { threads });
      return trained.forecast(length, { roots });
    });
  }

  async export({ runs, format, out }: Request<'export', 0>): Promise<ExportResult> {
    return exportRuns(await Promise.all(runs.map((run) => RunFolder.open(run))), format, out);
  }

  inspect(id: string, request: Request<'inspect', 1>): ReturnType<EngineService['inspect']> {
    return this.call(id, (signal) => this.inspections.open(request, signal));
  }

  question: EngineService['question'] = (id, question, parameters) =>
    this.call(id, (signal) => {
      const tell = sometimes();
      const progress = (fraction: number) => tell(() => this.listener?.progress(id, fraction));
      return this.inspections.answer(question, parameters, { signal, progress });
    });

  release(inspection: string): Promise<void> {
    this.inspections.release(inspection);
    return Promise.resolve();
  }

  async probes({ run }: Request<'probes', 0>): ReturnType<EngineService['probes']> {
    return readProbes(await RunFolder.open(run));
  }

  cancel(id: string): Promise<void> {
    this.calls.get(id)?.abort();
    return Promise.resolve();
  }

  private async call<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.calls.set(id, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.calls.delete(id);
    }
  }
}

/** Milliseconds between two messages about one call: as often as an eye can follow. */
const messageInterval = 40;

/** Does what it is given, unless it did something a moment ago. */
function sometimes(): (work: () => void) => void {
  let last = 0;
  return (work) => {
    if (performance.now() - last < messageInterval) return;
    work();
    last = performance.now();
  };
}

/** Answers the process that forked this one until it goes away. The editor comes first when both want the processor. */
export function serve(): void {
  lowerPriority();
  const service = new Service();
  service.listener = openChannel<EngineListener, EngineService>(parentPort(), service);
  process.once('disconnect', () => process.exit());
}
