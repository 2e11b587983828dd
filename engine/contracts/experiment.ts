/** The resolved experiment: every default written out. Paths in `data` are as written in the file. */
export interface Experiment {
  readonly data: DataConfig;
  readonly task: TaskConfig;
  readonly model: ModelConfig;
  readonly train: TrainConfig;
}

/** A file; or two that hold the sources and the targets of pairs, line by line. */
export type DataPath = string | readonly [source: string, target: string];

/** Data that is made, not read. The same configuration gives the same data. */
export type GenerateConfig = AddingConfig | CopyMemoryConfig;

interface CommonGenerateConfig {
  readonly sequences: number;
  readonly seed: number;
}

export interface AddingConfig extends CommonGenerateConfig {
  readonly kind: 'adding';
  /** Numbers in a sequence. */
  readonly length: number;
}

export interface CopyMemoryConfig extends CommonGenerateConfig {
  readonly kind: 'copy-memory';
  readonly symbols: number;
  /** Symbols to be kept in mind. */
  readonly length: number;
  /** Steps between the symbols and their recall. */
  readonly delay: number;
}

export interface DataConfig {
  /** In place of a file. */
  readonly generate?: GenerateConfig;
  /** One file that is split, or the explicit parts below. Relative to the experiment file. */
  readonly path?: DataPath;
  readonly train?: DataPath;
  readonly validation?: DataPath;
  readonly test?: DataPath;
  /** Fractions for training, validation and test; they sum to 1. */
  readonly split: readonly [number, number, number];
  /** Registered format kind (`text`, `csv`); guessed from the file's name and content when absent. */
  readonly format?: string;
  /** WHATWG label (`utf-8`, `utf-16le`, `gb18030`); recognised when absent. */
  readonly encoding?: string;

  /** Text: what one token is. */
  readonly tokens: 'character' | 'grapheme' | 'word';
  /** Text: greatest number of different tokens; the rest becomes the unknown token. */
  readonly vocabulary?: number;

  /** Table: input columns (default: the target columns; to write a text, they must be named). Pairs: the column or key of the source. */
  readonly columns?: readonly string[];
  /** Table: columns to predict (default: every numeric column), or the column of the text. Pairs: the column or key of the target. */
  readonly target?: readonly string[];
  /** Table: the column that orders the rows (default: the first date column, if any). */
  readonly time?: string;
  /** Table: the column that separates independent series. Pairs: rows that must stay in one part (default: the source). */
  readonly group?: string;
  readonly delimiter?: string;
  /** Table: whether the first line names the columns; recognised when absent. */
  readonly header?: boolean;
  readonly missing: {
    /** Cells that mean "no value". */
    readonly tokens: readonly string[];
    readonly policy: 'error' | 'drop' | 'forward' | 'interpolate';
  };
}

export type TaskConfig =
  | LanguageModelConfig
  | ForecastingConfig
  | TranslationConfig
  | TaggingConfig
  | ClozeConfig
  | DataToTextConfig;

export interface LanguageModelConfig {
  readonly kind: 'language-model';
}

export interface ForecastingConfig {
  readonly kind: 'forecasting';
  /** Rows that the model sees. */
  readonly window: number;
  /** Rows that it predicts. */
  readonly horizon: number;
  readonly scaler: 'standard' | 'min-max' | 'none';
  /** Rows in a season, for seasonal-naive and MASE. Recognised from the time column when absent. */
  readonly season?: number;
}

export interface TranslationConfig {
  readonly kind: 'translation';
  /** What one token of the target is (default: `data.tokens`). */
  readonly targetTokens?: DataConfig['tokens'];
  /** Whether source and target have the same numbers for the same tokens. */
  readonly vocabularies: 'separate' | 'shared';
  /** Tokens; longer pairs are left out. */
  readonly longest: number;
}

export interface TaggingConfig {
  readonly kind: 'tagging';
  /** Tokens; longer sentences are left out. */
  readonly longest: number;
}

export interface ClozeConfig {
  readonly kind: 'cloze';
  /** Share of the tokens that are hidden. */
  readonly hidden: number;
}

export interface DataToTextConfig {
  readonly kind: 'data-to-text';
  readonly scaler: ForecastingConfig['scaler'];
  /** Tokens; rows with a longer text are left out. */
  readonly longest: number;
}

export type ModelConfig = RecurrentConfig | EncoderDecoderConfig | VectorToSequenceConfig;

export interface RecurrentConfig {
  readonly kind: 'recurrent';
  readonly cell: CellConfig;
  readonly layers: number;
  readonly bidirectional: boolean;
  /** Size of the token embedding (default: the cell's units). Ignored for numeric input. */
  readonly embedding?: number;
  /** Share of units dropped between layers. */
  readonly dropout: number;
  /** One dropout mask for all time steps, on the recurrent state too (Gal & Ghahramani 2016). */
  readonly variational: boolean;
  /** Many to one: which outputs the head reads. Many-to-many tasks read every step. */
  readonly pool: 'last' | 'mean';
  /** Self-attention over the outputs of the last layer: each step (many to one by `last`: the last one) looks at all steps. */
  readonly attention?: AttentionConfig;
}

/** From one sequence to another (Sutskever et al. 2014; Cho et al. 2014; with attention: Bahdanau et al. 2015, Luong et al. 2015). */
export interface EncoderDecoderConfig {
  readonly kind: 'encoder-decoder';
  /** Of the encoder, and of the decoder unless it has its own. */
  readonly cell: CellConfig;
  readonly decoderCell?: CellConfig;
  /** Layers of the encoder, and of the decoder unless it has its own number. */
  readonly layers: number;
  readonly decoderLayers?: number;
  /** Whether the encoder reads both ways. */
  readonly bidirectional: boolean;
  /** Size of token embeddings (default: the cell's units). */
  readonly embedding?: number;
  /** One table for what is read and what is written. */
  readonly sharedEmbedding: boolean;
  readonly dropout: number;
  readonly variational: boolean;
  readonly context: ContextWay;
  /** None: the context is all that the decoder knows. */
  readonly attention?: AttentionConfig;
  /**
   * Whether the decoder looks back before its cell, with the state before, and its cell reads what it saw (Bahdanau), or
   * behind it, with the new state (Luong). Default: before for additive attention, after for the others.
   */
  readonly attend?: 'before' | 'after';
  /** With attention after the cell: the next step reads what this step saw (Luong's input feeding). */
  readonly inputFeeding: boolean;
  readonly feedback: FeedbackConfig;
}

/** From one vector to a sequence. */
export interface VectorToSequenceConfig {
  readonly kind: 'vector-to-sequence';
  readonly cell: CellConfig;
  readonly layers: number;
  readonly embedding?: number;
  readonly dropout: number;
  readonly variational: boolean;
  readonly context: ContextWay;
  readonly feedback: FeedbackConfig;
}

/** How a decoder gets its context: as its first state, as a part of every step's input, or both. */
export type ContextWay = 'state' | 'input' | 'both';

/** What a decoder reads while it learns. */
export type FeedbackConfig =
  | { readonly kind: 'teacher-forcing' }
  | {
      readonly kind: 'scheduled-sampling';
      readonly decay: 'linear' | 'exponential' | 'inverse-sigmoid';
      /** Training steps after which half of the inputs are the decoder's own. */
      readonly halfway: number;
      /** Least share of true inputs. */
      readonly minimum: number;
    }
  | { readonly kind: 'free-running' };

export type AttentionConfig =
  | AdditiveAttentionConfig
  | DotAttentionConfig
  | ScaledDotAttentionConfig
  | GeneralAttentionConfig
  | LocationAttentionConfig
  | MultiHeadAttentionConfig;

export interface AdditiveAttentionConfig {
  readonly kind: 'additive';
  /** Size of the space in which query and key are added (default: the query's). */
  readonly units?: number;
}

export interface DotAttentionConfig {
  readonly kind: 'dot';
}

export interface ScaledDotAttentionConfig {
  readonly kind: 'scaled-dot';
}

export interface GeneralAttentionConfig {
  readonly kind: 'general';
}

export interface LocationAttentionConfig {
  readonly kind: 'location';
  /** Positions of the source that can be looked at. */
  readonly positions: number;
}

export interface MultiHeadAttentionConfig {
  readonly kind: 'multi-head';
  readonly heads: number;
}

export type CellConfig = ElmanConfig | LstmConfig | GruConfig;

export type RecurrentInitialiser = 'uniform' | 'xavier' | 'orthogonal';

interface CommonCellConfig {
  readonly units: number;
  /** `uniform` is PyTorch's U(-1/sqrt(units), 1/sqrt(units)). `xavier` and `orthogonal` leave biases at zero. */
  readonly initialiser: RecurrentInitialiser;
}

export interface ElmanConfig extends CommonCellConfig {
  readonly kind: 'elman';
  readonly activation: 'tanh' | 'relu';
}

export interface LstmConfig extends CommonCellConfig {
  readonly kind: 'lstm';
  /** Added to the forget gate's input bias at the start (Jozefowicz et al. 2015). */
  readonly forgetBias: number;
}

export interface GruConfig extends CommonCellConfig {
  readonly kind: 'gru';
}

export interface TrainConfig {
  /** Passes over the training data; `steps`, when given, wins. */
  readonly epochs: number;
  readonly steps?: number;
  readonly batch: number;
  /** Length of truncated back-propagation through time, for tasks that stream (language models). */
  readonly window: number;
  /** Whether the state goes on from one window to the next. */
  readonly carry: boolean;
  readonly seed: number;
  readonly optimizer: OptimizerConfig;
  readonly schedule: ScheduleConfig;
  readonly clip: { readonly norm?: number; readonly value?: number };
  /** Decay of the weights (L2 for sgd, rmsprop, adam; decoupled for adamw). Biases and embeddings are decayed too, as in PyTorch. */
  readonly weightDecay: number;
  /** Validate every so many steps (default: once an epoch). */
  readonly validateEvery?: number;
  readonly stopEarly?: { readonly patience: number; readonly minimumGain: number };
  readonly checkpointSeconds: number;
  /** How many step checkpoints are kept in `checkpoints/`, one for each validation, newest last. */
  readonly keepCheckpoints: number;
  /** Samples, while training, how far back gradients reach; within a share of the time. */
  readonly probe?: { readonly share: number };
  readonly backend: 'auto' | 'reference' | 'simd' | 'relaxed-simd' | 'native';
  /** Threads that compute. Weights do not depend on it. `auto` takes what suits the machine. */
  readonly threads: 'auto' | number;
}

export type OptimizerConfig =
  | { readonly kind: 'sgd'; readonly rate: number; readonly momentum: number; readonly nesterov: boolean }
  | {
      readonly kind: 'rmsprop';
      readonly rate: number;
      readonly alpha: number;
      readonly epsilon: number;
      readonly momentum: number;
    }
  | {
      readonly kind: 'adam' | 'adamw';
      readonly rate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };

/** The rate of a step is `optimizer.rate` times the schedule's factor; lengths are in steps. */
export type ScheduleConfig =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly every: number; readonly factor: number }
  | { readonly kind: 'cosine'; readonly minimum: number }
  | { readonly kind: 'linear-warmup'; readonly warmup: number }
  | { readonly kind: 'one-cycle'; readonly warmupFraction: number; readonly start: number; readonly end: number }
  | { readonly kind: 'plateau'; readonly factor: number; readonly patience: number; readonly minimum: number };
