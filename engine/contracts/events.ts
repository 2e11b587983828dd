import type { Experiment } from './experiment';
import type { BackendName } from './backend';
import type { BeamTree } from './inspection';
import type { ProblemValue } from './problem';
import type { PartName } from './data';

/** Milliseconds since 1970. */
type Time = number;

/** What a run computes with, or a part of it: one that goes on may use something else. Runs of earlier versions say less. */
export interface Computing {
  readonly backend: BackendName;
  readonly threads?: number;
  /** Name and version of the system's library that does the large products. */
  readonly library?: string;
}

export interface StartEvent extends Computing {
  readonly type: 'start';
  readonly time: Time;
  readonly experiment: Experiment;
  /** Number of trained weights. */
  readonly parameters: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Planned bytes. */
  readonly memory: number;
}

/** The steps since the last such event, at most ten events a second. */
export interface StepEvent {
  readonly type: 'step';
  readonly time: Time;
  /** Steps done so far. */
  readonly step: number;
  /** Passes over the data, with the fraction. */
  readonly epoch: number;
  /** Steps that this event stands for. */
  readonly count: number;
  /** Mean, least and greatest training loss of those steps. */
  readonly loss: number;
  readonly min: number;
  readonly max: number;
  readonly gradientNorm: number;
  readonly rate: number;
  readonly tokensPerSecond: number;
}

export interface ValidationEvent {
  readonly type: 'validation';
  readonly time: Time;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether it is the best so far. */
  readonly best: boolean;
  readonly sample?: Sample;
}

export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly time: Time;
  readonly step: number;
  /** File inside the run folder. */
  readonly file: string;
}

/** Arrays of a look inside; they live in `file`. */
export interface ProbeEvent {
  readonly type: 'probe';
  readonly time: Time;
  readonly step: number;
  readonly file: string;
}

/** Training goes on from `step`; events of later steps before this one are void. */
export interface ResumeEvent extends Partial<Computing> {
  readonly type: 'resume';
  readonly time: Time;
  readonly step: number;
}

export interface WarningEvent {
  readonly type: 'warning';
  readonly time: Time;
  readonly step: number;
  readonly problem: ProblemValue;
}

export interface EndEvent {
  readonly type: 'end';
  readonly time: Time;
  readonly step: number;
  readonly reason: EndReason;
  readonly problem?: ProblemValue;
}

/**
 * finished: all steps done or stopped early; stopped: a person asked; imported: weights from elsewhere are there and nothing was
 * trained yet; interrupted: Ctrl-C or a lost machine; failed: an error.
 */
export type EndReason = 'finished' | 'stopped' | 'imported' | 'interrupted' | 'failed';

/** Why training ends between two steps. */
export type StopReason = Extract<EndReason, 'stopped' | 'imported' | 'interrupted'>;

export type RunEvent =
  | StartEvent
  | StepEvent
  | ValidationEvent
  | CheckpointEvent
  | ProbeEvent
  | ResumeEvent
  | WarningEvent
  | EndEvent;

/** What a person looks at after a validation. */
export type Sample = TextSample | ForecastSample | PairSample | TagSample | ClozeSample;

export interface TextSample {
  readonly kind: 'text';
  readonly prompt: string;
  /** What the model wrote after the prompt, the prompt left out. */
  readonly text: string;
}

/** Sources with the targets that they have in the data, and what the model makes of them. */
export interface PairSample {
  readonly kind: 'pairs';
  readonly pairs: readonly AnsweredPair[];
}

export interface AnsweredPair {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
}

export interface TagSample {
  readonly kind: 'tags';
  readonly sentences: readonly TaggedSentence[];
}

export interface TaggedSentence {
  readonly tokens: readonly string[];
  /** One a token, as the other. */
  readonly predicted: readonly string[];
  /** Absent for a text that has no tags of its own. */
  readonly truth?: readonly string[];
}

export interface ClozeSample {
  readonly kind: 'cloze';
  readonly texts: readonly (readonly ClozeToken[])[];
}

export interface ClozeToken {
  /** The true token; empty where nobody knows it. */
  readonly token: string;
  /** Of a token that was hidden: what may stand there, likeliest first. */
  readonly candidates?: readonly { readonly token: string; readonly probability: number }[];
}

export interface ForecastSample {
  readonly kind: 'forecast';
  /** Rows seen, then rows predicted, for each target column. Labels are dates (ISO 8601) or row numbers. */
  readonly labels: readonly string[];
  readonly columns: readonly ForecastColumn[];
}

export interface ForecastColumn {
  readonly name: string;
  readonly past: readonly number[];
  readonly forecast: readonly number[];
  /** Absent beyond the end of the file. */
  readonly truth?: readonly number[];
  readonly naive?: readonly number[];
  readonly seasonalNaive?: readonly number[];
}

/** What Evaluate gives. Losses are mean nats per predicted token or mean squared error in scaled units. */
export type Evaluation = TextEvaluation | ForecastEvaluation | PairEvaluation | TagEvaluation | ClozeEvaluation;

export interface Baseline {
  /** `naive`, `seasonal-naive`, `kneser-ney-5`, `uniform`... */
  readonly name: string;
  readonly metrics: Readonly<Record<string, number>>;
}

interface CommonEvaluation {
  readonly part: PartName | 'file';
  /** Predicted tokens, or windows. */
  readonly count: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly baselines: readonly Baseline[];
}

export interface TextEvaluation extends CommonEvaluation {
  readonly kind: 'text';
  /** The stretches predicted worst, worst first; `nats` is the loss of each token. */
  readonly worst: readonly {
    readonly position: number;
    readonly meanLoss: number;
    readonly tokens: readonly string[];
    readonly nats: readonly number[];
  }[];
}

/** Metrics of generated answers: `exactMatch` (share), `bleu`, `chrf`; of the tokens one by one: `tokenAccuracy`, `perplexity`. */
export interface PairEvaluation extends CommonEvaluation {
  readonly kind: 'pairs';
  /** Number of pairs. */
  readonly pairs: number;
  /** By tokens of the source, in ranges with both ends included. */
  readonly byLength: readonly LengthScore[];
  /** Wrong answers, the least likely references first. */
  readonly wrong: readonly AnsweredPair[];
}

export interface LengthScore {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  readonly exactMatch: number;
  readonly tokenAccuracy: number;
}

/** Metrics: `accuracy` of the tags, and of entities `f1`, `precision` and `recall` where the tags mean any (CoNLL 2000). */
export interface TagEvaluation extends CommonEvaluation {
  readonly kind: 'tags';
  readonly sentences: number;
  /** Sentences with wrong tags, most of them first. */
  readonly wrong: readonly TaggedSentence[];
}

/** Metrics: `accuracy` and `perplexity` of the hidden tokens. */
export interface ClozeEvaluation extends CommonEvaluation {
  readonly kind: 'cloze';
  /** Passages with the hidden tokens that were expected least, worst first. */
  readonly worst: readonly (readonly ClozeToken[])[];
}

export interface ForecastEvaluation extends CommonEvaluation {
  readonly kind: 'forecast';
  /** Mean absolute error by column and step of the horizon, in the file's units. */
  readonly errorByStep: readonly {
    readonly column: string;
    readonly model: readonly number[];
    readonly naive: readonly number[];
    readonly seasonalNaive: readonly number[];
  }[];
  /** Windows end to end over the part (at most a few hundred rows), truth against forecast and baselines. */
  readonly series: ForecastSample;
}

/** How answers are searched for. Of models with a decoder. */
export interface SearchOptions {
  /** Sequences that are followed at once; 1 is greedy. */
  readonly beam: number;
  /** Power of the length that scores are divided by (Wu et al. 2016); 0 prefers short answers. */
  readonly lengthPenalty: number;
  /** Answers to give, best first. */
  readonly answers: number;
}

/** One answer of a model to an input. */
export interface Answer {
  readonly text: string;
  /** Sum of the logarithms of the probabilities of its tokens, the end included. */
  readonly logProbability: number;
  /** What answers are ordered by. */
  readonly score: number;
  /** Whether the model ended it, rather than the limit of length. */
  readonly ended: boolean;
}

export interface Answers {
  /** Best first. */
  readonly answers: readonly Answer[];
  readonly tree: BeamTree;
}

export interface DecodingOptions {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 is off. */
  readonly topK: number;
  /** 1 is off. */
  readonly topP: number;
  readonly seed: number;
  /** Tokens to generate, or rows to forecast beyond the end. */
  readonly length: number;
}
