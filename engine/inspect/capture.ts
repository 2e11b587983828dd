import type { Example, Floats } from '../contracts/data';
import type { ModelGraph, Side, TraceInfo, TraceKind } from '../contracts/inspection';
import type { Recorder } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { Feed } from '../core/feed';
import type { Tape } from '../core/tape';
import { type Bench, numbersOf, onNetwork } from './bench';
import { graphOf } from './graph';
import { type RecordedTrace, TraceRecorder } from './recorder';

/** A recorded array of one sequence, `[steps, heads, columns]`, with what is known of it. */
export interface CapturedTrace extends TraceInfo {
  readonly values: Float32Array;
}

export interface Capture {
  readonly traces: readonly CapturedTrace[];
  readonly graph: ModelGraph;
}

/** One pass over one sequence, with everything recorded: the traces of the network, the probabilities, and the losses. */
export function capture(bench: Bench, example: Example): Capture {
  return onNetwork(bench, (network) => {
    const { tape, model } = network;
    const feed = new Feed(network, example.batches.shape, false);
    const recorder = new TraceRecorder();
    feed.read(example.batches, 0, 0);
    const reading = new TrackedInputs(recorder, tape);
    const pass = { ...feed.pass(false, 0), recorder: reading };
    const [output] = model.forward(feed.input, feed.state(true), pass);
    const { losses } = feed.loss(output, 1);
    const own = recorder.traces;
    const answer = own.findLast(({ kind }) => kind === 'output');
    const derived: RecordedTrace[] = [];
    if (answer && example.batches.shape.output.kind === 'classes') derived.push(probabilities(answer));
    if (answer && feed.buffer) derived.push(lossTrace(answer, numbersOf(losses), feed.buffer.weights));
    const traces = [...own, ...derived].map((trace) => captured(trace, example));
    const inputs = { input: reading.vectors ?? feed.input, 'input.target': pass.decoderInput };
    const graph = graphOf({ tape, store: network.store, inputs, output, places: recorder.places, traces });
    return { traces, graph };
  });
}

/** Hands vectors on as something that a gradient reaches: so the tape holds all that is made of them, and the graph is whole. */
class TrackedInputs implements Recorder {
  readonly stepwise = false;
  /** The vectors of the source; absent where tokens are read. */
  vectors: Tensor | undefined;

  constructor(
    private readonly recorder: TraceRecorder,
    private readonly tape: Tape,
  ) {}

  input(side: Side, x: Tensor, offset: number): Tensor {
    const read = this.recorder.input(side, x, offset);
    if (read.tracked) return read;
    const vectors = this.tape.variable(read.shape);
    this.tape.backend.kernels.copy(read.size, read.pointer, vectors.pointer);
    return (this.vectors = vectors);
  }

  record(...values: Parameters<Recorder['record']>): void {
    this.recorder.record(...values);
  }
}

const diverging: ReadonlySet<TraceKind> = new Set<TraceKind>(['input', 'candidate', 'state', 'output']);

function captured(
  { name, symbol, kind, place, steps, columns, values }: RecordedTrace,
  example: Example,
): CapturedTrace {
  const heads = place.heads ?? 1;
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return {
    name,
    symbol,
    kind,
    node: place.node,
    layer: place.layer,
    direction: place.direction,
    side: place.side,
    steps,
    heads,
    columns: columns / heads,
    columnSide: place.over,
    columnNames: columnNames(kind, columns, example),
    least,
    greatest,
    diverging: diverging.has(kind),
    values,
  };
}

function columnNames(kind: TraceKind, columns: number, example: Example): readonly string[] | undefined {
  if (kind === 'input') return example.inputNames?.length === columns ? example.inputNames : undefined;
  const answers = kind === 'output' || kind === 'probability';
  return answers && example.outputNames.length === columns ? example.outputNames : undefined;
}

/** Softmax of every row. */
function probabilities(output: RecordedTrace): RecordedTrace {
  const { steps, batch, columns } = output;
  const values = output.values.slice();
  for (let row = 0; row < steps * batch; row++) softmax(values.subarray(row * columns, (row + 1) * columns));
  return { ...output, name: `${output.place.node}.p`, symbol: 'p', kind: 'probability', values };
}

function softmax(row: Float32Array): void {
  const greatest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i] = Math.exp(row[i] - greatest);
  for (let i = 0; i < row.length; i++) row[i] /= sum;
}

/** Losses by output row (the mean over its numbers); NaN where the truth is not known. */
function lossTrace(output: RecordedTrace, losses: Floats, weights: Floats): RecordedTrace {
  const perRow = losses.length / weights.length;
  const values = Float32Array.from(weights, (weight, row) => {
    if (weight === 0) return NaN;
    let sum = 0;
    for (let i = row * perRow; i < (row + 1) * perRow; i++) sum += losses[i];
    return sum / perRow;
  });
  const place = { node: 'loss', side: output.place.side };
  return { ...output, name: 'loss', symbol: 'loss', kind: 'loss', place, columns: 1, values };
}
