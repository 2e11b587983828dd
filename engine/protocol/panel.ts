import type { Answers, DecodingOptions, Evaluation, ForecastSample, Sample, SearchOptions } from '../contracts/events';
import type { PartName } from '../contracts/data';
import type { ProblemValue } from '../contracts/problem';
import type { CurveView, RunView } from '../contracts/view';

/** What the run panel asks of the extension. */
export interface RunPanelHost {
  /** The panel is there: answers with all it needs to draw (late, hidden or reloaded: always the whole view). */
  ready(): Promise<RunPanelState>;
  /** The curve between two steps, at most `points` points: for a zoom. */
  curve(from: number, to: number, points: number): Promise<CurveView>;
  stop(): Promise<void>;
  resume(): Promise<void>;
  evaluate(part: PartName): Promise<Evaluation>;
  /** Streams through `RunPanelView.piece`; resolves with all that was written, the prompt left out. */
  generate(prompt: string, options: DecodingOptions): Promise<{ text: string }>;
  /** Of tasks that say something of every token. */
  read(text: string): Promise<Sample>;
  /** Of models with a decoder. */
  answer(source: string, search: SearchOptions): Promise<Answers>;
  forecast(length: number): Promise<ForecastSample>;
  /** Ends a running evaluate, generate or forecast. */
  cancel(): Promise<void>;
  exportWeights(): Promise<void>;
  openExperiment(): Promise<void>;
}

/** What the extension tells the run panel. */
export interface RunPanelView {
  /** The run as it is now; sent at most four times a second while the panel is visible. */
  update(view: RunView): void;
  piece(text: string): void;
  progress(fraction: number): void;
  /** A command of the editor wants this done here: evaluate starts at once, generate (or forecast) gets the focus. Comes after `ready`. */
  perform(action: PanelAction): void;
}

export type PanelAction = 'evaluate' | 'generate';

export interface RunPanelState {
  /** Identity of the run. The page keeps it as `run` in its stored state (`setState`), so that the panel survives a reload of the window. */
  readonly run: string;
  readonly view: RunView;
  /** Name of the experiment file, relative to the workspace. */
  readonly experimentFile: string;
  /** The translations of the window's language (see @vscode/l10n), or undefined for English. */
  readonly translations?: Readonly<Record<string, string>>;
  /** BCP 47, for numbers and dates. */
  readonly language: string;
}

/** A rejected call carries a problem that was put into words already. */
export interface PanelProblem {
  readonly message: string;
  readonly problem: ProblemValue;
}
