import type { DataRecord, PartName, Task } from '../contracts/data';
import type { DataConfig } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { countCodePoints } from '../data/code-points';
import { Lexicon } from '../data/read-tokens';
import { PART_NAMES } from '../data/split';
import { StreamBatches } from '../data/stream-batches';
import { tokenizers } from '../data/tokenizers';
import { UNKNOWN, Vocabulary } from '../data/vocabulary';
import { TextEvaluator, type TokenPart } from './text-evaluator';
import { TextExamples } from './text-examples';
import { TextMetrics } from './text-metrics';
import { lengthOf, readParts } from './text-parts';
import { nextTokenStretch } from './text-stretches';

/** Orders of the n-gram baseline, by what a token is. */
const BASELINE_ORDER: Readonly<Record<DataConfig['tokens'], number>> = { character: 5, grapheme: 5, word: 3 };

/** A part with what is made of it. */
interface PreparedPart extends TokenPart {
  readonly batches: StreamBatches;
  readonly lengths: Float64Array;
}

/** Predicts every token of a text from those before it. */
export const languageModelTask: Task = {
  kind: 'language-model',

  async prepare(request) {
    const { data, train } = request.experiment;
    const lexicon = new Lexicon();
    const { parts: read, encoding } = await readParts(request, lexicon);
    const vocabulary = request.record?.text
      ? new Vocabulary(request.record.text.vocabulary)
      : Vocabulary.build(lexicon.tokens, countTokens(read.get('train'), lexicon), data.vocabulary);
    const ids = lexicon.tokens.map((token) => vocabulary.id(token));
    const parts = new Map<PartName, PreparedPart>();
    for (const [name, part] of read) {
      const batches = new StreamBatches(part.tokens, part.range, vocabulary.size, train.batch, train.window);
      parts.set(name, { ...part, batches, lengths: tokenLengths(part, lexicon, ids, vocabulary) });
    }
    for (const tokens of new Set([...parts.values()].map((part) => part.tokens))) tokens.remap(ids);
    const sizes = PART_NAMES.map((name) => [name, lengthOf(parts.get(name))]);
    const partOf = (name: PartName): PreparedPart => {
      const part = parts.get(name);
      if (!part) throw new Problem('data.no-part', { part: name }, { path: 'data.split' });
      return part;
    };
    return {
      record: {
        input: { kind: 'tokens', vocabulary: vocabulary.size },
        output: { kind: 'classes', size: vocabulary.size, per: 'step' },
        parts: Object.fromEntries(sizes) as DataRecord['parts'],
        text: { encoding, tokens: data.tokens, vocabulary: vocabulary.tokens },
      },
      parts: Object.fromEntries([...parts].map(([name, { batches }]) => [name, batches])),
      metrics: (name) => new TextMetrics(partOf(name).lengths),
      evaluator: (name) => {
        const { batches, lengths, ...part } = partOf(name);
        const order = BASELINE_ORDER[data.tokens];
        return new TextEvaluator({ name, part, batches, lengths, vocabulary, order, trained: parts.get('train') });
      },
    };
  },

  examples: (request) => new TextExamples(request, nextTokenStretch),

  codec({ text }) {
    if (!text) throw new Error('the record is not that of a text');
    const vocabulary = new Vocabulary(text.vocabulary);
    return {
      unknown: UNKNOWN,
      encode: (prompt) => vocabulary.encode(prompt.replaceAll('\r\n', '\n'), tokenizers[text.tokens]),
      decode: (ids) => vocabulary.decode(ids),
    };
  },
};

function countTokens(part: TokenPart | undefined, lexicon: Lexicon): Float64Array {
  const size = lexicon.tokens.length;
  return part ? part.tokens.frequencies(part.range.start, part.range.end, size) : new Float64Array(size);
}

/**
 * Characters (code points) of each token by id. The unknown token's is the mean over the tokens that it stands for in this
 * part, so that sums over the part are exact.
 */
function tokenLengths(part: TokenPart, lexicon: Lexicon, ids: readonly number[], vocabulary: Vocabulary): Float64Array {
  const lengths = Float64Array.from(vocabulary.tokens, countCodePoints);
  let unknown = 0;
  let characters = 0;
  countTokens(part, lexicon).forEach((count, i) => {
    if (ids[i] !== UNKNOWN) return;
    unknown += count;
    characters += count * countCodePoints(lexicon.tokens[i]);
  });
  lengths[UNKNOWN] = unknown > 0 ? characters / unknown : 0;
  return lengths;
}
