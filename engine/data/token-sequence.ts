/** What a token takes while fewer than 65,536 different ones are known; afterwards twice as much. */
export const BYTES_PER_TOKEN = 2;

const PAGE_BITS = 18;
const PAGE = 1 << PAGE_BITS;
const MASK = PAGE - 1;

/** A long, growing row of token ids. Pages keep it from being copied as it grows; narrow ids take 2 bytes, wide ones 4. */
export class TokenSequence {
  private readonly pages: (Uint16Array | Uint32Array)[] = [];
  private count = 0;

  static from(ids: ArrayLike<number>): TokenSequence {
    const sequence = new TokenSequence();
    for (let i = 0; i < ids.length; i++) sequence.push(ids[i]);
    return sequence;
  }

  get length(): number {
    return this.count;
  }

  get bytes(): number {
    return this.pages.reduce((sum, page) => sum + page.byteLength, 0);
  }

  push(id: number): void {
    const index = this.count >> PAGE_BITS;
    if (index === this.pages.length) this.pages.push(new Uint16Array(PAGE));
    if (id > 0xffff) this.widen(index);
    this.pages[index][this.count++ & MASK] = id;
  }

  at(index: number): number {
    return this.pages[index >> PAGE_BITS][index & MASK];
  }

  /** Replaces every id by `map[id]`, in place. */
  remap(map: ArrayLike<number>): void {
    for (let p = 0; p < this.pages.length; p++) {
      const end = Math.min(PAGE, this.count - p * PAGE);
      for (let i = 0; i < end; i++) {
        const id = map[this.pages[p][i]];
        if (id > 0xffff) this.widen(p);
        this.pages[p][i] = id;
      }
    }
  }

  /** How often each id below `size` occurs from `start` to before `end`. */
  frequencies(start: number, end: number, size: number): Float64Array {
    const counts = new Float64Array(size);
    for (let i = start; i < end; i++) counts[this.at(i)]++;
    return counts;
  }

  private widen(index: number): void {
    const page = this.pages[index];
    if (page instanceof Uint16Array) this.pages[index] = Uint32Array.from(page);
  }
}
