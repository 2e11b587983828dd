import type { BatchBuffer, Batches, BatchShape } from '../../../engine/contracts/data';

/** Stands before the first character of a line, and after the last. */
const edge = 0;

/** Lines of text, all in one batch, each predicted from a blank state on, its end included. */
export class LineBatches implements Batches {
  readonly shape: BatchShape;
  readonly count = 1;
  readonly continuous = false;
  readonly predictions: number;
  private readonly lines: readonly (readonly number[])[];

  constructor(lines: readonly string[]) {
    const characters = [...new Set(lines.join(''))];
    this.lines = lines.map((line) => Array.from(line, (character) => characters.indexOf(character) + 1));
    this.predictions = this.lines.reduce((sum, line) => sum + line.length + 1, 0);
    const vocabulary = characters.length + 1;
    this.shape = {
      time: Math.max(...this.lines.map((line) => line.length)) + 1,
      batch: lines.length,
      input: { kind: 'tokens', vocabulary },
      output: { kind: 'classes', size: vocabulary, per: 'step' },
    };
  }

  read(_epoch: number, _index: number, into: BatchBuffer): number {
    const { time, batch } = this.shape;
    this.lines.forEach((line, lane) => {
      for (let step = 0; step < time; step++) {
        const cell = step * batch + lane;
        into.input[cell] = line[step - 1] ?? edge;
        into.target[cell] = line[step] ?? edge;
        into.weights[cell] = step <= line.length ? 1 : 0;
      }
    });
    return this.predictions;
  }
}
