const EMPTY = -1;
/** Share of the slots that may be taken before the table doubles. */
const LOAD = 0.6;

/**
 * A growing hash table from a pair of whole numbers to 0, 1, 2 ... in order of insertion. A Map needs one key object a pair;
 * this takes 12 bytes a slot. Linear probing.
 */
export class PairTable {
  private first = new Int32Array(1024);
  private second = new Int32Array(1024);
  private values = new Int32Array(1024).fill(EMPTY);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The number of a pair, or -1. */
  find(a: number, b: number): number {
    return this.values[this.slot(a, b)];
  }

  /** The number of a pair, given now if it is new. */
  add(a: number, b: number): number {
    let slot = this.slot(a, b);
    if (this.values[slot] !== EMPTY) return this.values[slot];
    if (this.count >= this.values.length * LOAD) {
      this.grow();
      slot = this.slot(a, b);
    }
    [this.first[slot], this.second[slot], this.values[slot]] = [a, b, this.count];
    return this.count++;
  }

  private slot(a: number, b: number): number {
    const mask = this.values.length - 1;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.values[slot] !== EMPTY && (this.first[slot] !== a || this.second[slot] !== b)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { first, second, values } = this;
    const size = values.length * 2;
    [this.first, this.second, this.values] = [
      new Int32Array(size),
      new Int32Array(size),
      new Int32Array(size).fill(EMPTY),
    ];
    for (let i = 0; i < values.length; i++) {
      if (values[i] === EMPTY) continue;
      const slot = this.slot(first[i], second[i]);
      [this.first[slot], this.second[slot], this.values[slot]] = [first[i], second[i], values[i]];
    }
  }
}
