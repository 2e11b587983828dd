/** Numbers in a fixed number of columns, row after row, in one growing array. */
export class Columns {
  private values = new Float64Array(0);
  private rows = 0;

  constructor(private readonly width: number) {}

  get length(): number {
    return this.rows;
  }

  get(row: number, column: number): number {
    return this.values[row * this.width + column];
  }

  push(row: ArrayLike<number>): void {
    const needed = (this.rows + 1) * this.width;
    if (needed > this.values.length) {
      const wider = new Float64Array(Math.max(needed * 2, 64 * this.width));
      wider.set(this.values);
      this.values = wider;
    }
    for (let column = 0; column < this.width; column++) this.values[this.rows * this.width + column] = row[column];
    this.rows++;
  }

  truncate(rows: number): void {
    this.rows = Math.min(this.rows, rows);
  }
}
