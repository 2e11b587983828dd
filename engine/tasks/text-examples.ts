import type { DataRecord, Example, Examples, PartName, PrepareRequest } from '../contracts/data';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { Lexicon } from '../data/read-tokens';
import { type Tokenizer, tokenizers } from '../data/tokenizers';
import { Vocabulary } from '../data/vocabulary';
import type { TokenPart } from './text-evaluator';
import { readParts } from './text-parts';
import type { StretchForm } from './text-stretches';

interface Read {
  readonly lexicon: Lexicon;
  readonly parts: ReadonlyMap<PartName, TokenPart>;
}

/** Stretches of text as a model reads them. Labels keep what was written. */
export class TextExamples implements Examples {
  private readonly vocabulary: Vocabulary;
  private readonly tokenizer: Tokenizer;
  private read: Promise<Read> | undefined;

  constructor(
    private readonly request: PrepareRequest,
    private readonly form: StretchForm,
  ) {
    const { text } = request.record as DataRecord;
    if (!text) throw new Error('the record is not that of a text');
    this.vocabulary = new Vocabulary(text.vocabulary);
    this.tokenizer = tokenizers[text.tokens];
  }

  async of(input: InspectionInput): Promise<Example> {
    if (input.kind === 'text') {
      return this.form.example({ tokens: this.form.cut(input.text, this.tokenizer) }, this.vocabulary);
    }
    if (input.kind === 'table') throw new Problem('inspect.input', { task: this.request.experiment.task.kind });
    this.read ??= this.readData();
    const { lexicon, parts } = await this.read;
    const part = parts.get(input.part);
    if (!part) throw new Problem('data.no-part', { part: input.part }, { path: 'data.split' });
    const { start, end } = part.range;
    const from = Math.min(end, start + Math.max(0, input.from));
    const to = Math.min(end, from + Math.max(0, input.length));
    const tokenAt = (position: number) => lexicon.tokens[part.tokens.at(position)];
    const tokens = Array.from({ length: to - from }, (_, i) => tokenAt(from + i));
    const stretch = { tokens, after: to < end ? tokenAt(to) : undefined, position: from - start };
    return this.form.example(stretch, this.vocabulary);
  }

  private async readData(): Promise<Read> {
    const lexicon = new Lexicon();
    const { parts } = await readParts(this.request, lexicon);
    return { lexicon, parts };
  }
}
