import { randomUUID } from 'node:crypto';
import { tasks } from '../catalog/tasks';
import type { CheckpointName } from '../contracts/checkpoint';
import { type Example, holdsSequences } from '../contracts/data';
import type { Inspection, InspectionInput, InspectionOffer, UnitOrder } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { capture, type Capture, type CapturedTrace } from '../inspect/capture';
import { clozeShares } from '../inspect/cloze';
import { stepContributions } from '../inspect/contributions';
import { gradientFlow } from '../inspect/flow';
import { accuracyByLength } from '../inspect/lengths';
import { matchStates } from '../inspect/match';
import { rollOut } from '../inspect/rollout';
import { saliencyOf } from '../inspect/saliency';
import { sliceOf } from '../inspect/slice';
import { orderOf } from '../inspect/unit-order';
import type { InspectionQuestions } from '../protocol/inspector';
import { breather, pause } from './breathe';
import { RunFolder } from './run-folder';
import { TrainedRun, type Watch } from './trained-run';

export interface InspectionRequest {
  /** Folder of the run. */
  readonly run: string;
  /** The best weights when absent. */
  readonly checkpoint?: CheckpointName;
  readonly input: InspectionInput;
  /** Absolute folders that data must lie under. */
  readonly roots: readonly string[];
}

/** A recorded pass with all that further questions about it need. */
export interface KeptInspection {
  readonly inspection: Inspection;
  readonly run: TrainedRun;
  readonly roots: readonly string[];
  readonly example: Example;
  readonly capture: Capture;
  readonly orders: Map<string, Uint32Array>;
}

/** Runs a run's network over an input and records it. Rejects with `run.cancelled` once the signal is given. */
export async function inspectRun(
  { run, checkpoint, input, roots }: InspectionRequest,
  signal?: AbortSignal,
): Promise<KeptInspection> {
  // A question takes many small memories: to start threads for each would cost more than they win.
  const trained = await TrainedRun.open(await RunFolder.open(run), { checkpoint, threads: 1 });
  await pause(signal);
  const whole = await withTarget(trained, input);
  const example = await trained.withExamples({ roots }, (examples) => examples.of(whole));
  await pause(signal);
  const captured = capture(trained.bench, example);
  const { experiment } = trained;
  const inspection: Inspection = {
    id: randomUUID(),
    run: trained.name,
    task: experiment.task.kind,
    model: experiment.model.kind,
    checkpoint: trained.checkpointName,
    step: trained.step,
    input: whole,
    sides: example.sides,
    hidden: example.hidden,
    traces: captured.traces.map(({ values: _values, ...about }) => about),
    graph: captured.graph,
    truncation: tasks.find(experiment.task.kind).streams ? experiment.train.window : undefined,
    offers: offersOf(example),
  };
  return { inspection, run: trained, roots, example, capture: captured, orders: new Map() };
}

/** What an encoder-decoder is not told to write, it writes by itself. */
async function withTarget(run: TrainedRun, input: InspectionInput): Promise<InspectionInput> {
  if (!run.data.decoder || input.kind !== 'text' || input.target !== undefined) return input;
  const { answers: found } = await run.answer(input.text, { beam: 4, lengthPenalty: 1, answers: 1 });
  return { ...input, target: found[0]?.text ?? '' };
}

function offersOf({ batches: { shape, predictions }, hidden, feedback }: Example): InspectionOffer[] {
  const offers: InspectionOffer[] = ['saliency'];
  if (predictions > 0) offers.push('flow');
  offers.push('match');
  if (feedback) offers.push('rollout');
  if (shape.decoder) offers.push('beam');
  if (shape.decoder && shape.input.kind === 'tokens') offers.push('lengths');
  if (hidden) offers.push('cloze');
  return offers;
}

type Question = keyof InspectionQuestions;

type Answer<Q extends Question> = Awaited<ReturnType<InspectionQuestions[Q]>>;

type Answers = {
  readonly [Q in Question]?: (
    kept: KeptInspection,
    parameters: Rest<Parameters<InspectionQuestions[Q]>>,
    watch: Watch,
  ) => Answer<Q> | Promise<Answer<Q>>;
};

type Rest<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Others] ? Others : never;

const answers: Answers = {
  slice: (kept, [request]) => {
    const trace = traceOf(kept, request.trace);
    return sliceOf(trace, orderIn(kept, trace, request.order), request);
  },
  order: (kept, [name, by]) => orderIn(kept, traceOf(kept, name), by),
  flow: ({ run, example }, [request], { signal }) => gradientFlow(run.bench, example, request, breather(signal)),
  contributions: ({ run, example }, [parameter]) => stepContributions(run.bench, example, parameter),
  saliency: ({ run, example }, [request], { signal }) => saliencyOf(run.bench, example, request, breather(signal)),
  match: (kept, [request], { signal, progress }) => {
    const { run, roots } = kept;
    const trace = traceOf(kept, request.trace);
    return run.withExamples({ roots }, (examples) => {
      const data = { examples, size: run.data.parts[request.part], sequences: holdsSequences(run.data) };
      return matchStates({ bench: run.bench, ...data, progress, breathe: breather(signal) }, trace, request);
    });
  },
  lengths: ({ run, roots }, [part], { signal, progress }) =>
    run.withExamples({ roots }, (examples) => {
      const size = run.data.parts[part];
      return accuracyByLength({ bench: run.bench, examples, part, size, progress, breathe: breather(signal) });
    }),
  rollout: ({ run, example }, [warmUp], { signal }) => rollOut(run.bench, example, warmUp, breather(signal)),
  cloze: ({ run, example }, _none, { signal }) => clozeShares(run.bench, example, breather(signal)),
  beam: async ({ run, inspection: { input } }, [beam]) => {
    if (input.kind !== 'text')
      throw new Problem('inspect.not-offered', { question: 'beam', model: run.experiment.model.kind });
    return (await run.answer(input.text, { beam, lengthPenalty: 1, answers: 1 })).tree;
  },
};

/** Bytes of recorded numbers and of weights that are kept before the oldest pass is let go. */
const mostBytes = 2 ** 29;

/** Recorded passes of a service, the last ones asked about: bounded by their memory. */
export class Inspections {
  /** Least recently used first. */
  private readonly kept = new Map<string, KeptInspection>();

  /** @param limit bytes */
  constructor(private readonly limit = mostBytes) {}

  async open(request: InspectionRequest, signal?: AbortSignal): Promise<Inspection> {
    const fresh = await inspectRun(request, signal);
    await pause(signal);
    this.kept.set(fresh.inspection.id, fresh);
    let bytes = [...this.kept.values()].reduce((sum, each) => sum + bytesOf(each), 0);
    for (const [id, each] of this.kept) {
      if (bytes <= this.limit || id === fresh.inspection.id) break;
      this.kept.delete(id);
      bytes -= bytesOf(each);
    }
    return fresh.inspection;
  }

  /** Throws `inspect.released` when the pass is no longer kept, and `inspect.not-offered`. */
  async answer<Q extends Question>(
    question: Q,
    parameters: Parameters<InspectionQuestions[Q]>,
    watch: Watch,
  ): Promise<Answer<Q>> {
    const [id, ...rest] = parameters;
    const kept = this.kept.get(id);
    if (!kept) throw new Problem('inspect.released');
    this.kept.delete(id);
    this.kept.set(id, kept);
    const answer = Object.hasOwn(answers, question) ? answers[question] : undefined;
    if (!answer || !isOffered(kept.inspection, question))
      throw new Problem('inspect.not-offered', { question, model: kept.inspection.model });
    // Between a call and its cancelling other calls may have been answered.
    await pause(watch.signal);
    const found = await answer(kept, rest as Rest<Parameters<InspectionQuestions[Q]>>, watch);
    await pause(watch.signal);
    return found;
  }

  release(id: string): void {
    this.kept.delete(id);
  }
}

/** Looking at what was recorded is always possible; the rest is what the pass offers. */
function isOffered({ offers }: Inspection, question: Question): boolean {
  if (question === 'slice' || question === 'order') return true;
  return offers.includes(question === 'contributions' ? 'flow' : question);
}

function bytesOf({ run, capture: { traces } }: KeptInspection): number {
  return traces.reduce((sum, { values }) => sum + values.byteLength, run.bytes);
}

/** Throws `inspect.no-trace`. */
function traceOf({ capture: { traces } }: KeptInspection, name: string): CapturedTrace {
  const trace = traces.find((each) => each.name === name);
  if (!trace) throw new Problem('inspect.no-trace', { trace: name });
  return trace;
}

function orderIn({ orders }: KeptInspection, trace: CapturedTrace, by: UnitOrder): Uint32Array {
  const key = `${trace.name} ${by}`;
  const order = orders.get(key) ?? orderOf(trace, by);
  orders.set(key, order);
  return order;
}
