import type { BatchBuffer, Batches, BatchShape, Floats } from '../contracts/data';

type Values = Int32Array | Floats;

/** Single sequences of equal shapes side by side in one batch. A rest of the batch repeats the last one, with weight 0. */
export function sideBySide(sequences: readonly Batches[], lanes = sequences.length): Batches {
  const one = sequences[0].shape;
  const shape: BatchShape = { ...one, batch: lanes };
  const own = bufferOf(one);
  return {
    ...sequences[0],
    shape,
    predictions: sequences.reduce((sum, each) => sum + each.predictions, 0),
    read(_epoch, _index, into) {
      let predictions = 0;
      for (let lane = 0; lane < lanes; lane++) {
        const real = lane < sequences.length;
        const count = sequences[Math.min(lane, sequences.length - 1)].read(0, 0, own);
        if (real) predictions += count;
        else own.weights.fill(0);
        for (const key of ['input', 'mask', 'decoderInput', 'target', 'weights'] as const) {
          const [from, to] = [own[key], into[key]];
          if (from && to) spread(from, to, rowsOf(one, key), lane, lanes);
        }
      }
      return predictions;
    },
  };
}

/** Rows of a buffer that hold one sequence: its steps, or 1. */
function rowsOf({ time, output, decoder }: BatchShape, key: keyof BatchBuffer): number {
  if (key === 'input' || key === 'mask') return time;
  if (key === 'decoderInput') return decoder?.time ?? 1;
  return output.per === 'step' ? (decoder?.time ?? time) : 1;
}

/** Writes the rows of one sequence into its lane of `[rows, lanes, ...]`. */
function spread(from: Values, to: Values, rows: number, lane: number, lanes: number): void {
  const width = from.length / rows;
  for (let row = 0; row < rows; row++) {
    to.set(from.subarray(row * width, (row + 1) * width), (row * lanes + lane) * width);
  }
}

/** Memory for a batch of one sequence. */
export function bufferOf({ time, input, output, masked, decoder }: BatchShape): BatchBuffer {
  const rows = output.per === 'step' ? (decoder?.time ?? time) : 1;
  const values = (steps: number, spec: BatchShape['input']) =>
    spec.kind === 'tokens' ? new Int32Array(steps) : new Float64Array(steps * spec.size);
  return {
    input: values(time, input),
    mask: masked ? new Float64Array(time) : undefined,
    decoderInput: decoder && values(decoder.time, decoder.input),
    target: output.kind === 'classes' ? new Int32Array(rows) : new Float64Array(rows * output.size),
    weights: new Float64Array(rows),
  };
}
