import type { Answers, DecodingOptions, Evaluation, ForecastSample, Sample, SearchOptions } from '../contracts/events';
import type { Experiment } from '../contracts/experiment';
import type { PartName } from '../contracts/data';
import type { CheckpointName } from '../contracts/checkpoint';
import type { Inspection, InspectionInput, ProbeSeries } from '../contracts/inspection';
import type { ParityReport } from '../contracts/parity';
import type { ProblemValue } from '../contracts/problem';
import type { InspectionQuestions } from './inspector';

/**
 * What the engine's service process does for an editor window, one process a window, started on first use.
 * Every call rejects with a ProblemValue. Long calls take an `id` that `cancel` knows.
 */
export interface EngineService {
  /**
   * Validates an experiment; `text` is the unsaved text of the editor. `deep` also reads the data and plans the memory, of which
   * data and training may each take `memory` MiB. `threads` compute, whatever the experiment says (here and below).
   */
  check(request: {
    file: string;
    text?: string;
    roots: readonly string[];
    deep: boolean;
    memory?: number;
    threads?: number;
  }): Promise<CheckResult>;
  /** What a data file seems to hold, for the New Experiment picker and the Data tree. */
  guess(request: { file: string; roots: readonly string[] }): Promise<DataGuess>;
  evaluate(
    id: string,
    request: { run: string; part: PartName; roots: readonly string[]; threads?: number },
  ): Promise<Evaluation>;
  /** Language models stream through `EngineListener.piece`. */
  generate(
    id: string,
    request: { run: string; prompt: string; options: DecodingOptions; roots: readonly string[]; threads?: number },
  ): Promise<{ text: string }>;
  /** What the model says of every token of a text: tags, or what may stand in its gaps. */
  read(id: string, request: { run: string; text: string; roots: readonly string[]; threads?: number }): Promise<Sample>;
  /** The best targets for a source. Of models with a decoder. */
  answer(
    id: string,
    request: { run: string; source: string; search: SearchOptions; roots: readonly string[]; threads?: number },
  ): Promise<Answers>;
  forecast(
    id: string,
    request: { run: string; length: number; roots: readonly string[]; threads?: number },
  ): Promise<ForecastSample>;
  /** @param request `out`: the main file, or a new or empty folder where the catalogue gives the format no ending */
  export(request: { runs: readonly string[]; format: string; out: string }): Promise<ExportResult>;
  /** Records a pass and keeps it, with the last few others, in the service's own memory. */
  inspect(
    id: string,
    request: { run: string; checkpoint: CheckpointName; input: InspectionInput; roots: readonly string[] },
  ): Promise<Inspection>;
  /** One of the questions about a kept pass. */
  question<Q extends keyof InspectionQuestions>(
    id: string,
    question: Q,
    parameters: Parameters<InspectionQuestions[Q]>,
  ): Promise<Awaited<ReturnType<InspectionQuestions[Q]>>>;
  /** Lets a kept pass go. */
  release(inspection: string): Promise<void>;
  /** What was sampled while the run trained; undefined when nothing was. */
  probes(request: { run: string }): Promise<ProbeSeries | undefined>;
  cancel(id: string): Promise<void>;
}

/** What the service tells while a call runs. */
export interface EngineListener {
  piece(id: string, text: string): void;
  /** `fraction` from 0 to 1. */
  progress(id: string, fraction: number): void;
}

export interface CheckResult {
  readonly problems: readonly ProblemValue[];
  /** Present when there is no problem. */
  readonly experiment?: Experiment;
  /** Present after a deep check without problems. */
  readonly plan?: ExperimentPlan;
}

export interface ExperimentPlan {
  readonly parameters: readonly { readonly path: string; readonly shape: readonly number[] }[];
  readonly parameterCount: number;
  /** Planned bytes. */
  readonly memory: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Tokens or rows in each part. */
  readonly parts: Readonly<Record<PartName, number>>;
  readonly backend: string;
  readonly threads: number;
}

export interface ExportResult {
  /** Absolute if `out` was; the main file first. */
  readonly files: readonly string[];
  /** Present where what was exported can be executed: its comparison with our own output, and the file that says it in words. */
  readonly parity?: { readonly file: string; readonly report: ParityReport };
}

export interface DataGuess {
  readonly format: string;
  readonly task: string;
  readonly bytes: number;
  readonly encoding?: string;
  readonly columns?: readonly { readonly name: string; readonly kind: 'number' | 'date' | 'text' }[];
  readonly rows?: number;
}
