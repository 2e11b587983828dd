import type { Evaluation, ForecastSample, Sample } from './events';
import type { DataConfig, Experiment, GenerateConfig } from './experiment';
import type { Inspection, InspectionInput } from './inspection';

/** Bytes of one file. The engine never opens files itself; engine/node gives it these. */
export interface ByteSource {
  /** The path as a person wrote it, for messages. */
  readonly name: string;
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Opens a path of the experiment file; throws `data.missing`, `data.outside`... */
export type OpenFile = (path: string) => Promise<ByteSource>;

export interface TextData {
  readonly kind: 'text';
  readonly encoding: string;
  /** The decoded text in pieces (BOM removed, CRLF made LF), never cut inside a grapheme where that can be helped. */
  pieces(): AsyncIterable<string>;
}

export type Column =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'date'; readonly values: Float64Array /* milliseconds since 1970, UTC */ }
  | { readonly name: string; readonly kind: 'text'; readonly values: readonly string[] };

export interface TableData {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: number;
  /** What was done about missing values, one entry a column that had some. */
  readonly repairs: readonly { readonly column: string; readonly count: number; readonly policy: string }[];
}

/** One side of a pair: text that is yet to be cut into tokens, or its tokens. */
export type PairSide = string | readonly string[];

/** Pairs of sequences, in the order of the file. */
export interface PairData {
  readonly kind: 'pairs';
  readonly encoding: string;
  readonly source: readonly PairSide[];
  readonly target: readonly PairSide[];
  /** By pair: pairs of one group are never split between two parts. */
  readonly groups?: readonly string[];
  /** By pair: the line (from 1) that it begins in, for messages. */
  readonly lines: readonly number[];
}

export type Dataset = TextData | TableData | PairData;

/** What a format is told of the data. */
export interface ReadConfig extends DataConfig {
  /** Rows of a table are no series: they stand as in the file, and neither time nor group orders them. */
  readonly unordered?: true;
  /** Column of a table that holds texts, be they numbers in digits. */
  readonly text?: string;
}

/** Turns bytes into data. One file in data/formats, one line in the catalogue. */
export interface Format {
  readonly kind: string;
  /** @param aligned the second of two files that belong together line by line */
  read(source: ByteSource, config: ReadConfig, limits: Limits, aligned?: ByteSource): Promise<Dataset>;
}

/** Makes data. One file in data/generators, one line in the catalogue. */
export interface Generator<C extends GenerateConfig = GenerateConfig> {
  readonly kind: string;
  /** Rough bytes of so many sequences. */
  bytes(config: C, sequences: number): number;
  /** Sequences `start` to before `end`; each depends on the configuration and its number alone. */
  generate(config: C, range: { readonly start: number; readonly end: number }): TableData | PairData;
}

/** Parts without a share of the data are missing. */
export type GeneratedParts = ReadonlyMap<PartName, TableData | PairData>;

export interface Limits {
  /** Bytes that data may take in memory; more is refused before it is allocated. */
  readonly memory: number;
}

export type InputSpec =
  | { readonly kind: 'tokens'; readonly vocabulary: number }
  | { readonly kind: 'vectors'; readonly size: number };

/** What a model must give out: one row of `size` numbers for every step, or one for each sequence. */
export interface OutputSpec {
  readonly kind: 'classes' | 'values';
  readonly size: number;
  readonly per: 'step' | 'sequence';
}

/** Greatest sizes of the batches of a part. All batches have them, unless `Batches.lengths` says that some are shorter. */
export interface BatchShape {
  /** Steps of the input; 1 for a single vector. */
  readonly time: number;
  readonly batch: number;
  readonly input: InputSpec;
  readonly output: OutputSpec;
  /** Whether inputs are padded at their ends: the buffer has `mask` then. */
  readonly masked?: boolean;
  /** Of pairs: what the decoder reads. Output rows per step are the decoder's steps then. */
  readonly decoder?: DecoderShape;
}

export interface DecoderShape {
  readonly time: number;
  readonly input: InputSpec;
}

/** Steps of one batch, no more than the shape's. */
export interface BatchLengths {
  readonly time: number;
  readonly decoderTime?: number;
}

/** Memory that a batch is written into, time-major. A shorter batch gets the first steps of the same memory. */
export interface BatchBuffer {
  /** Tokens: int `[time, batch]`. Vectors: floats `[time, batch, size]`. */
  readonly input: Int32Array | Float32Array | Float64Array;
  /** Of padded inputs: floats `[time, batch]`, 1 for real steps, then 0. A sequence has at least one real step. */
  readonly mask?: Floats;
  /** With a decoder: the target one step late, beginning with the start symbol; as `input`, but with the decoder's steps. */
  readonly decoderInput?: Int32Array | Float32Array | Float64Array;
  /**
   * Classes: int, values: floats; `[time, batch]` or `[time, batch, size]` per step, without `time` per sequence. With a
   * decoder `time` is the decoder's.
   */
  readonly target: Int32Array | Float32Array | Float64Array;
  /** Weight of each predicted row (`[time, batch]` or `[batch]`): 1, or 0 for padding. */
  readonly weights: Floats;
}

/** One part of the data (training, validation, test), cut into batches of one shape. */
export interface Batches {
  readonly shape: BatchShape;
  /** Batches in an epoch. */
  readonly count: number;
  /** Whether batch i + 1 goes on where batch i ended, so that states may be carried. An epoch starts afresh. */
  readonly continuous: boolean;
  /** Predicted rows with weight 1 in an epoch. */
  readonly predictions: number;
  /** Steps of one batch, where sequences of like length are put together. Without it every batch has the shape's. */
  lengths?(epoch: number, index: number): BatchLengths;
  /** Writes batch `index` of `epoch` (its order depends on nothing else but the seed). Returns its number of weight-1 rows. */
  read(epoch: number, index: number, into: BatchBuffer): number;
}

export interface FileRecord {
  /** As written in the experiment. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What data.json holds: all that is needed to use the weights without the data. */
export interface DataRecord {
  readonly files: readonly FileRecord[];
  readonly input: InputSpec;
  readonly output: OutputSpec;
  /** Of pairs: what the decoder reads, its own output one step late. */
  readonly decoder?: InputSpec;
  /** Sizes of the parts: tokens or rows. */
  readonly parts: Readonly<Record<PartName, number>>;
  readonly text?: TextRecord;
  readonly table?: TableRecord;
  readonly pairs?: PairsRecord;
  readonly described?: DescribedRecord;
}

/** Whether the parts of the data hold sequences, each a whole of its own, and not one long text or table. */
export const holdsSequences = ({ text, table }: Pick<DataRecord, 'text' | 'table'>): boolean => !text && !table;

/** Of pairs: how each side is cut into tokens, and which tokens there are. */
export interface PairsRecord {
  readonly encoding: string;
  readonly source: SideRecord;
  readonly target: SideRecord;
  /** Pairs that are longer than `task.longest`: they are in no part. */
  readonly leftOut: number;
}

export interface SideRecord {
  /** `list`: the data gives the tokens themselves; as text they stand between blanks. */
  readonly tokens: DataConfig['tokens'] | 'list';
  /** Token strings by id. The special ones come first and are empty strings (data/vocabulary.ts). */
  readonly vocabulary: readonly string[];
  /** Tokens of the longest sequence. */
  readonly longest: number;
}

/** Of rows of numbers with a text about each. */
export interface DescribedRecord {
  readonly inputs: readonly string[];
  readonly scaling: TableRecord['scaling'];
  /** The column of the texts, and how they are cut into tokens. */
  readonly target: string;
  readonly text: SideRecord;
  /** Rows whose text is longer than `task.longest`: they are in no part. */
  readonly leftOut: number;
  readonly repairs: TableData['repairs'];
}

export interface TextRecord {
  readonly encoding: string;
  readonly tokens: DataConfig['tokens'];
  /** Token strings by id; id 0 is the unknown token (an empty string). */
  readonly vocabulary: readonly string[];
}

export interface TableRecord {
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  readonly time?: string;
  readonly group?: string;
  readonly season: number;
  readonly seasonReason: string;
  readonly scaling: Readonly<Record<string, { readonly shift: number; readonly scale: number }>>;
  /** By target: mean absolute error of the seasonal-naive forecast inside the training part, what MASE divides by. */
  readonly seasonalError: Readonly<Record<string, number>>;
  readonly repairs: TableData['repairs'];
}

export type PartName = 'train' | 'validation' | 'test';

/** Data made ready for one experiment. */
export interface Prepared {
  readonly record: Omit<DataRecord, 'files'>;
  readonly parts: Readonly<Partial<Record<PartName, Batches>>>;
  /** How the metrics of a part are gathered, one `MetricGatherer` a validation pass. */
  metrics(part: PartName): MetricGatherer;
  /** How the full evaluation of a part is gathered, baselines included. */
  evaluator(part: PartName): Evaluator;
  /** What to show of a part after a validation; absent where a sample does not come from the data. */
  preview?(part: PartName): Preview | undefined;
}

/** Gathers an evaluation from the batches of one part, epoch 0, in order from the first one. */
export interface Evaluator {
  /**
   * @param result `losses` of every predicted row in nats (classes) and the model's `output` (values), as in MetricGatherer;
   * rows of weight 0 are left out
   */
  add(result: { readonly losses: Floats; readonly output: Floats }, batch: BatchBuffer): void;
  /**
   * Of tasks that generate: what the model answered to the sequences of the batch that was added last, lane by lane, without
   * the end symbol.
   */
  answers?(lanes: readonly (readonly number[])[]): void;
  /** May take seconds: it fits and scores the baselines. */
  result(): Evaluation;
}

/** One batch of a part of which a row is shown. */
export interface Preview {
  /** Index of the batch, in epoch 0. */
  readonly index: number;
  /** @param output of the model for that batch, @param batch what was read */
  sample(output: Floats, batch: BatchBuffer): Sample;
}

export type Floats = Float32Array | Float64Array;

/** One sequence as a task gives it to its model, and what people call its steps and numbers. */
export interface Example {
  /** One batch of one sequence. Outputs whose truth is not known have the weight 0. */
  readonly batches: Batches;
  /** Tokens, dates or row numbers of what is read (source) and of what a decoder writes (target), one a step. */
  readonly sides: Inspection['sides'];
  /** What the numbers of an input row are called; absent for tokens. */
  readonly inputNames?: readonly string[];
  /** What the numbers of an output row are called: tokens by id, or columns. */
  readonly outputNames: readonly string[];
  /** Cloze: the steps whose tokens are hidden. */
  readonly hidden?: readonly number[];
  /** How outputs become the next inputs; absent where they cannot. */
  readonly feedback?: OutputFeedback;
}

/** A token of a text is the next one of its text, one that a decoder wrote is what it reads next, and forecasts are rows. */
export type OutputFeedback = { readonly kind: 'text' } | { readonly kind: 'decoder' } | RowFeedback;

export interface RowFeedback {
  readonly kind: 'rows';
  /** Rows that the model reads at once; it predicts output size / columns rows from them. */
  readonly window: number;
  /** Of a predicted row, in the order of the output. */
  readonly columns: readonly {
    readonly name: string;
    /** Which number of an input row it is; absent where it is not read. */
    readonly input?: number;
    readonly scaling: { readonly shift: number; readonly scale: number };
    /** By step, in the units of the file. */
    readonly truth: Float64Array;
  }[];
}

/** Makes examples of one run's kind. Reads the run's data when it is first asked for, and keeps it. */
export interface Examples {
  /** Throws `inspect.empty`, `inspect.too-long`, `inspect.input` and what reading data throws. */
  of(input: InspectionInput): Promise<Example>;
}

/** Gathers what a validation pass shows. Values are in the units of the user's file. */
export interface MetricGatherer {
  /**
   * @param loss sum of the losses of the batch
   * @param count its number of weight-1 rows
   * @param output model output of the batch (values: scaled numbers; empty for classes), @param batch what was read
   */
  add(loss: number, count: number, output: Floats, batch: BatchBuffer): void;
  result(): Readonly<Record<string, number>>;
}

export interface PrepareRequest {
  readonly experiment: Experiment;
  readonly open: OpenFile;
  readonly limits: Limits;
  readonly formats: (kind: string) => Promise<Format>;
  readonly generators: (kind: string) => Promise<Generator>;
  /** What a finished run knows of its data (vocabulary, scaling, columns): used as it is, not fitted anew. */
  readonly record?: Omit<DataRecord, 'files'>;
}

/** Of tasks with a decoder: sources to what the network reads (token ids, or the scaled numbers of a row), and ids of the targets to text. */
export interface PairCodec {
  /** Ids that a target begins and ends with, and those that are never to be generated. */
  readonly start: number;
  readonly end: number;
  readonly banned: readonly number[];
  /** Tokens after which an answer that does not end is cut. */
  readonly longest: number;
  encodeSource(text: string): readonly number[];
  decodeSource(values: readonly number[]): string;
  decodeTarget(ids: readonly number[]): string;
  /** A token of a target as it can be shown; empty for special ones. */
  visibleTarget(id: number): string;
}

/** Of tasks that say something of every token of a text: tags, or what stands in its gaps. */
export interface TokenReader {
  /** At least one token. Throws `predict.no-source`, `predict.no-gap`. */
  encode(text: string): readonly number[];
  /** @param output rows of the model, `[time, size]` */
  sample(text: string, output: Floats): Sample;
}

/** Text to token ids and back, for prompts and generated text. */
export interface TextCodec {
  /** Id that stands for every token that the vocabulary lacks; never to be generated. */
  readonly unknown: number;
  encode(text: string): Int32Array;
  /** The unknown token comes out as U+FFFD. */
  decode(ids: ArrayLike<number>): string;
}

/** The end of a table, from which forecasts go on. Longer forecasts than one horizon feed the forecast rows back in. */
export interface TableEnd {
  /**
   * Scaled floats `[window, inputs]`: the last rows, forecast ones included. Throws `forecast.inputs` after the first
   * horizon when an input column is not predicted.
   */
  input(): Float64Array;
  /** Takes the model's output (`[horizon * targets]`) as the next rows. */
  accept(output: Floats): void;
  /** Rows accepted so far. */
  readonly length: number;
  /** The last rows of the table and the first `length` forecast ones. */
  sample(length: number): ForecastSample;
}

/** What is learnt. One file in tasks/, one line in the catalogue. */
export interface Task {
  readonly kind: string;
  prepare(request: PrepareRequest): Promise<Prepared>;
  /** Sequences to look at one by one. `record` must be given. */
  examples?(request: PrepareRequest): Examples;
  /** Tasks on text. */
  codec?(record: Omit<DataRecord, 'files'>): TextCodec;
  /** Tasks that answer a source. */
  pairs?(record: Omit<DataRecord, 'files'>): PairCodec;
  /** Tasks that say something of every token. */
  reader?(record: Omit<DataRecord, 'files'>): TokenReader;
  /** Tasks on tables: reads the data only for its end. `record` must be given. */
  end?(request: PrepareRequest): Promise<TableEnd>;
}
