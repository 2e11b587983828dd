import { philox4x32 } from '../kernels/reference/philox';

/** Two 32-bit words that choose one stream of random numbers. */
export type RandomKey = readonly [number, number];

/** The stream of one purpose (`dropout rnn.l0`, `order`) under the experiment's seed. */
export function randomKey(seed: number, purpose: string): RandomKey {
  return [seed >>> 0, fnv1a(purpose)];
}

/** FNV-1a, 32 bit (Fowler, Noll and Vo), over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Counter-based random numbers (Philox4x32-10): the n-th number of a stream depends on key, stream and n alone, so the
 * whole state is one integer, `position`.
 */
export class Random {
  private readonly words = new Uint32Array(4);
  private block = -1;

  /**
   * @param stream tells apart streams under one key, such as epochs
   * @param position number of 32-bit words drawn so far
   */
  constructor(
    private readonly key: RandomKey,
    private readonly stream = 0,
    private position = 0,
  ) {}

  get state(): number {
    return this.position;
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const block = Math.floor(this.position / 4);
    if (block !== this.block) {
      // The third counter word is 1, so that these streams never meet those of dropout masks (third word 0).
      philox4x32(block >>> 0, Math.floor(block / 2 ** 32), 1, this.stream >>> 0, this.key[0], this.key[1], this.words);
      this.block = block;
    }
    return this.words[this.position++ % 4];
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number from 0 to `limit` - 1, without bias. */
  below(limit: number): number {
    const reject = 2 ** 32 - (2 ** 32 % limit);
    let word = this.word();
    while (word >= reject) word = this.word();
    return word % limit;
  }
}

/** 0 .. count - 1 in random order (Fisher and Yates), the same for the same key and stream. */
export function permutation(count: number, key: RandomKey, stream: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const random = new Random(key, stream);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
