/** Tokens from `start` to before `end` that are one entity. */
export interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The chunks that a row of tags means, by the rules of the CoNLL 2000 evaluation (Tjong Kim Sang and Buchholz 2000): `B-` and
 * `S-` begin one, `E-` and `S-` end one, `O` is outside; another type begins a new one, and so does a tag without one before
 * it. So IOB1, IOB2 and IOBES are all understood. A tag without `X-` before it is in no chunk.
 */
export function chunksOf(tags: readonly string[]): Chunk[] {
  const chunks: Chunk[] = [];
  let open: { readonly type: string; readonly start: number } | undefined;
  let before = outside;
  const close = (end: number) => {
    if (open) chunks.push({ ...open, end });
    open = undefined;
  };
  tags.forEach((tag, i) => {
    const now = partsOf(tag);
    if (open && endsBefore(before, now)) close(i);
    if (!open && now.prefix !== 'O') open = { type: now.type, start: i };
    before = now;
  });
  close(tags.length);
  return chunks;
}

interface Parts {
  readonly prefix: string;
  readonly type: string;
}

const outside: Parts = { prefix: 'O', type: '' };

function partsOf(tag: string): Parts {
  const [, prefix = 'O', type = ''] = /^([BIES])-(.*)$/s.exec(tag) ?? [];
  return { prefix, type };
}

function endsBefore(before: Parts, now: Parts): boolean {
  if ('ES'.includes(before.prefix)) return true;
  return 'OBS'.includes(now.prefix) || now.type !== before.type;
}

/** Counts entities that are right in type and both ends. */
export class ChunkScore {
  private right = 0;
  private found = 0;
  private wanted = 0;

  add(predicted: readonly string[], truth: readonly string[]): void {
    const key = ({ type, start, end }: Chunk) => `${start} ${end} ${type}`;
    const wanted = new Set(chunksOf(truth).map(key));
    const found = chunksOf(predicted).map(key);
    this.wanted += wanted.size;
    this.found += found.length;
    this.right += found.filter((chunk) => wanted.has(chunk)).length;
  }

  /** Whether there is anything to find or anything found: tags of parts of speech have no entities. */
  get any(): boolean {
    return this.wanted + this.found > 0;
  }

  /** From 0 to 1. */
  get precision(): number {
    return this.found === 0 ? 0 : this.right / this.found;
  }

  get recall(): number {
    return this.wanted === 0 ? 0 : this.right / this.wanted;
  }

  get f1(): number {
    const { precision, recall } = this;
    return this.right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  }
}
