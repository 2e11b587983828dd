import type { DescribedRecord } from '../../contracts/data';
import { Problem } from '../../contracts/problem';

/** Digits of a number that went through 32 bits. */
const digits = 6;

/** Rows of numbers as a person writes them, to scaled numbers and back. */
export class RowCodec {
  constructor(private readonly record: Pick<DescribedRecord, 'inputs' | 'scaling'>) {}

  /**
   * @param text the numbers in the order of the columns, between blanks, commas or semicolons; or `name=number` for each column
   * Throws `predict.numbers`.
   */
  encode(text: string): number[] {
    const { inputs } = this.record;
    const numbers = text.includes('=')
      ? this.named(text)
      : text
          .split(/[\s,;]+/)
          .filter((piece) => piece !== '')
          .map(Number);
    if (numbers.length !== inputs.length || !numbers.every(Number.isFinite)) {
      throw new Problem('predict.numbers', { count: inputs.length, columns: inputs.join(', ') });
    }
    return numbers.map((value, i) => (value - this.scaling(i).shift) / this.scaling(i).scale);
  }

  /** `name=number`, between commas. */
  decode(scaled: readonly number[]): string {
    return this.record.inputs
      .map(
        (name, i) =>
          `${name}=${Number((scaled[i] * this.scaling(i).scale + this.scaling(i).shift).toPrecision(digits))}`,
      )
      .join(', ');
  }

  private named(text: string): number[] {
    const values = new Map(
      text.split(/[,;\n\t]/).map((piece) => {
        const at = piece.lastIndexOf('=');
        const value = piece.slice(at + 1).trim();
        return [piece.slice(0, at).trim(), value === '' ? NaN : Number(value)] as const;
      }),
    );
    return this.record.inputs.map((name) => values.get(name) ?? NaN);
  }

  private scaling(i: number) {
    return this.record.scaling[this.record.inputs[i]];
  }
}
