import type { DataRecord, Example, Examples, PartName, PrepareRequest } from '../contracts/data';
import type { InspectionInput } from '../contracts/inspection';
import { Problem } from '../contracts/problem';
import { Lexicon } from '../data/read-tokens';
import { type Tokenizer, tokenizers } from '../data/tokenizers';
import { Vocabulary } from '../data/vocabulary';
import { oneSequence } from './one-sequence';
import type { TokenPart } from './text-evaluator';
import { readParts } from './text-parts';

interface Read {
  readonly lexicon: Lexicon;
  readonly parts: ReadonlyMap<PartName, TokenPart>;
}

/** Stretches of text as a language model reads them: every step predicts the next token. Labels keep what was written. */
export class TextExamples implements Examples {
  private readonly vocabulary: Vocabulary;
  private readonly tokenizer: Tokenizer;
  private read: Promise<Read> | undefined;

  constructor(private readonly request: PrepareRequest) {
    const { text } = request.record as DataRecord;
    if (!text) throw new Error('the record is not that of a text');
    this.vocabulary = new Vocabulary(text.vocabulary);
    this.tokenizer = tokenizers[text.tokens];
  }

  async of(input: InspectionInput): Promise<Example> {
    if (input.kind === 'text') {
      const tokens: string[] = [];
      this.tokenizer.each(input.text.replaceAll('\r\n', '\n'), (token) => tokens.push(token));
      return this.example(tokens, undefined);
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
    return this.example(tokens, to < end ? tokenAt(to) : undefined);
  }

  /** @param after the token behind the last one, where it is known */
  private example(tokens: readonly string[], after: string | undefined): Example {
    const { vocabulary } = this;
    const ids = tokens.map((token) => vocabulary.id(token));
    const targets = [...ids.slice(1), after === undefined ? NaN : vocabulary.id(after)];
    return {
      batches: oneSequence({
        input: { kind: 'tokens', vocabulary: vocabulary.size },
        output: { kind: 'classes', size: vocabulary.size, per: 'step' },
        values: ids,
        targets,
      }),
      sides: { source: tokens },
      outputNames: vocabulary.tokens.map((_, id) => vocabulary.visible(id)),
    };
  }

  private async readData(): Promise<Read> {
    const lexicon = new Lexicon();
    const { parts } = await readParts(this.request, lexicon);
    return { lexicon, parts };
  }
}
