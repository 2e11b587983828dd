import type { Range } from '../split';
import type { TokenSequence } from '../token-sequence';
import { PairTable } from './pair-table';

/** Discounts for n-grams counted once, twice, and three times or more. */
type Discounts = readonly [number, number, number];

const ROOT = -1;

/**
 * Interpolated modified Kneser-Ney n-gram model over token ids (Chen and Goodman 1999, section 3; discounts by their
 * equation 26). Below the unigrams lies the uniform distribution over the vocabulary, so every token has a probability and
 * all of them sum to 1 after any context.
 *
 * N-grams are nodes of a trie: the number of a node is that of the pair (node of all tokens but the last, last token).
 */
export class KneserNey {
  private readonly nodes = new PairTable();
  /** By node: occurrences of an n-gram of the full order; for a shorter one, the different tokens seen before it. */
  private readonly counts: number[] = [];
  private readonly depths: number[] = [];
  private readonly parents: number[] = [];
  /** By context (node + 1; 0 is the empty context): sum of the counts after it, and the weight left to shorter contexts. */
  private totals = new Float64Array(0);
  private remainders = new Float64Array(0);
  private readonly discounts: Discounts[];

  /** @param order longest n-gram; contexts have up to order - 1 tokens */
  constructor(
    tokens: TokenSequence,
    { start, end }: Range,
    private readonly vocabulary: number,
    readonly order: number,
  ) {
    const context = new Context();
    for (let i = start; i < end; i++) this.count(tokens.at(i), context);
    this.discounts = Array.from({ length: order + 1 }, (_, depth) => this.estimateDiscounts(depth));
    this.sumContexts();
  }

  /**
   * Natural logarithms of the probabilities of the tokens after the first of a range, each from those before it in the range.
   * @returns their negative sum
   */
  nats(tokens: TokenSequence, { start, end }: Range): number {
    const context = new Context();
    let sum = 0;
    for (let i = start; i < end; i++) {
      const token = tokens.at(i);
      if (i > start) sum -= Math.log(this.probability(token, context.nodes));
      this.advance(token, context);
    }
    return sum;
  }

  /** Probability of each token of the vocabulary after a context (its last `order - 1` tokens count). */
  distribution(tokens: readonly number[]): Float64Array {
    const context = new Context();
    for (const token of tokens) this.advance(token, context);
    return Float64Array.from({ length: this.vocabulary }, (_, token) => this.probability(token, context.nodes));
  }

  /** @param nodes of the last 0, 1 ... order - 1 tokens; shorter where the trie has no such context */
  private probability(token: number, nodes: readonly number[]): number {
    let probability = 1 / this.vocabulary;
    for (let length = 0; length < nodes.length; length++) {
      const total = this.totals[nodes[length] + 1];
      if (total === 0) continue;
      const node = this.nodes.find(nodes[length], token);
      const count = node < 0 ? 0 : this.counts[node];
      const kept = count === 0 ? 0 : count - this.discount(length + 1, count);
      probability = kept / total + this.remainders[nodes[length] + 1] * probability;
    }
    return probability;
  }

  private count(token: number, context: Context): void {
    const next = [ROOT];
    for (let length = 0; length < context.nodes.length; length++) {
      const before = this.nodes.size;
      const node = this.nodes.add(context.nodes[length], token);
      if (node === before) {
        this.counts.push(0);
        this.depths.push(length + 1);
        this.parents.push(context.nodes[length]);
        // A new longer n-gram is one more token seen before the shorter one, its end.
        if (length > 0) this.counts[next[length]]++;
      }
      if (length + 1 === this.order) this.counts[node]++;
      else next.push(node);
    }
    context.nodes = next;
  }

  private advance(token: number, context: Context): void {
    const next = [ROOT];
    for (let length = 0; length + 1 < this.order && length < context.nodes.length; length++) {
      const node = this.nodes.find(context.nodes[length], token);
      if (node < 0) break;
      next.push(node);
    }
    context.nodes = next;
  }

  private estimateDiscounts(depth: number): Discounts {
    const having = [0, 0, 0, 0, 0];
    this.counts.forEach((count, node) => {
      if (this.depths[node] === depth && count <= 4) having[count]++;
    });
    const [, n1, n2, n3, n4] = having;
    const y = n1 / (n1 + 2 * n2);
    const found = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
    // Small or odd texts (every pair of tokens seen often) leave nothing to estimate from.
    const usual: Discounts = [0.5, 1, 1.5];
    const valid = (value: number, i: number) => value > 0 && value <= i + 1;
    return [0, 1, 2].map((i) => (valid(found[i], i) ? found[i] : usual[i])) as unknown as Discounts;
  }

  private discount(depth: number, count: number): number {
    return this.discounts[depth][Math.min(count, 3) - 1];
  }

  private sumContexts(): void {
    this.totals = new Float64Array(this.nodes.size + 1);
    this.remainders = new Float64Array(this.nodes.size + 1);
    this.counts.forEach((count, node) => {
      if (count === 0) return;
      this.totals[this.parents[node] + 1] += count;
      this.remainders[this.parents[node] + 1] += this.discount(this.depths[node], count);
    });
    for (let i = 0; i < this.totals.length; i++) if (this.totals[i] > 0) this.remainders[i] /= this.totals[i];
  }
}

/** Where a walk over a text stands: nodes of its last 0, 1, 2 ... tokens, as far as the trie knows them. */
class Context {
  nodes: readonly number[] = [ROOT];
}
