import type { CheckpointName } from '../contracts/checkpoint';
import type { PartName } from '../contracts/data';
import type {
  BeamTree,
  ClozeShares,
  FlowRequest,
  GradientFlow,
  Inspection,
  InspectionInput,
  LengthAccuracy,
  MatchRequest,
  MatchResult,
  ProbeSeries,
  Rollout,
  Saliency,
  SaliencyRequest,
  SliceRequest,
  TraceSlice,
  UnitOrder,
  WeightContributions,
} from '../contracts/inspection';

/**
 * What can be asked about a recorded pass; `inspection` is the `id` that `inspect` gave. Answers are small: arrays cross in
 * slices. Rejects with a problem that was put into words (PanelProblem), `inspect.released` when the pass is no longer kept.
 */
export interface InspectionQuestions {
  slice(inspection: string, request: SliceRequest): Promise<TraceSlice>;
  /** Units of a trace in an order: the unit at each place. */
  order(inspection: string, trace: string, by: UnitOrder): Promise<Uint32Array>;
  flow(inspection: string, request: FlowRequest): Promise<GradientFlow>;
  /** What each step of the input adds to the gradient of a weight of a recurrent layer. */
  contributions(inspection: string, parameter: string): Promise<WeightContributions>;
  saliency(inspection: string, request: SaliencyRequest): Promise<Saliency>;
  /** Goes through a part of the data; tells its progress. */
  match(inspection: string, request: MatchRequest): Promise<MatchResult>;
  rollout(inspection: string, warmUp: number): Promise<Rollout>;
  beam(inspection: string, width: number): Promise<BeamTree>;
  /** Goes through a part of the data; tells its progress. */
  lengths(inspection: string, part: PartName): Promise<LengthAccuracy>;
  cloze(inspection: string): Promise<ClozeShares>;
}

/** What the inspector panel asks of the extension. */
export interface InspectorHost extends InspectionQuestions {
  /** The panel is there: answers with all it needs to draw (late, hidden or reloaded: always everything). */
  ready(): Promise<InspectorState>;
  /**
   * Runs a run's network on an input at a checkpoint and records it. The engine keeps the last few passes; `release` frees one
   * that is no longer shown. Another run than the panel's is for comparing.
   */
  inspect(request: InspectRequest): Promise<Inspection>;
  release(inspection: string): Promise<void>;
  /** What was sampled while a run trained; undefined when nothing was. */
  probes(run: string): Promise<ProbeSeries | undefined>;
  /** Paints a unit's activation over the text that the input came from, in the editor; `undefined` takes it away. */
  paint(unit: PaintRequest | undefined): Promise<void>;
  /** Asks where to save a view (PNG, SVG, CSV) and writes it. `name` is a file name with its ending. */
  save(name: string, content: Uint8Array): Promise<void>;
  /** Ends what is running: inspect, flow, match, lengths... */
  cancel(): Promise<void>;
}

/** What the extension tells the inspector panel. */
export interface InspectorView {
  /** The run has other checkpoints than before, or there are other runs to compare with. */
  update(state: Pick<InspectorState, 'checkpoints' | 'others'>): void;
  /** A command of the editor wants this looked at. Comes after `ready`. */
  show(input: InspectionInput): void;
  /** Of the call that is running, from 0 to 1. */
  progress(fraction: number): void;
}

export interface InspectRequest {
  /** Folder of the run, as in the state. */
  readonly run: string;
  readonly checkpoint: CheckpointName;
  readonly input: InspectionInput;
}

export interface PaintRequest {
  readonly inspection: string;
  readonly trace: string;
  readonly unit: number;
}

export interface InspectorState {
  /** Folder of the run; the page keeps it as `run` in its stored state, so that the panel survives a reload of the window. */
  readonly run: string;
  readonly name: string;
  readonly checkpoints: readonly CheckpointInfo[];
  /** Other runs of this workspace that have weights. */
  readonly others: readonly RunChoice[];
  /** What to show first: what the command was called with, or the beginning of the validation part. */
  readonly input: InspectionInput;
  /** Tokens, rows or sequences in each part of the run's data. */
  readonly parts: Readonly<Record<PartName, number>>;
  /** Whether a part holds sequences, each looked at as a whole, and not one long one. */
  readonly sequences: boolean;
  /** Whether the input is a text (tokens) or rows of a table. */
  readonly reads: 'text' | 'table';
  /** The translations of the window's language (see @vscode/l10n), or undefined for English. */
  readonly translations?: Readonly<Record<string, string>>;
  /** BCP 47, for numbers and dates. */
  readonly language: string;
}

export interface RunChoice {
  readonly run: string;
  readonly name: string;
  readonly checkpoints: readonly CheckpointInfo[];
}

/** Kept weights. In the order of their steps; `last` and `best` stand where their step does. */
export interface CheckpointInfo {
  readonly name: CheckpointName;
  readonly step: number;
  /** Validation loss of that step, where it was validated. */
  readonly loss?: number;
}
