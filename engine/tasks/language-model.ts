import type { PartName, PrepareRequest, Task } from '../contracts/data';
import type { Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { refuseBeyond } from '../data/memory';
import { Lexicon, readTokens } from '../data/read-tokens';
import { readFiles } from '../data/sources';
import { PART_NAMES, type Range, splitRange } from '../data/split';
import { StreamBatches } from '../data/stream-batches';
import type { TokenSequence } from '../data/token-sequence';
import { tokenizers } from '../data/tokenizers';
import { UNKNOWN, Vocabulary } from '../data/vocabulary';
import { TextMetrics } from './text-metrics';

/** One part of a text: tokens from `range.start` to before `range.end` of `tokens`. */
export interface TokenPart {
  readonly tokens: TokenSequence;
  readonly range: Range;
}

/** Predicts every token of a text from those before it. */
export const languageModelTask: Task = {
  kind: 'language-model',
  async prepare(request) {
    const { data, train } = request.experiment;
    const lexicon = new Lexicon();
    const { parts, encoding } = await readParts(request, lexicon);
    const vocabulary = Vocabulary.build(lexicon.tokens, countTokens(parts.get('train'), lexicon), data.vocabulary);
    const ids = lexicon.tokens.map((token) => vocabulary.id(token));
    const lengths = new Map([...parts].map(([name, part]) => [name, tokenLengths(part, lexicon, ids, vocabulary)]));
    for (const tokens of new Set([...parts.values()].map((part) => part.tokens))) tokens.remap(ids);
    const batches = [...parts].map(([name, { tokens, range }]) => {
      return [name, new StreamBatches(tokens, range, vocabulary.size, train.batch, train.window)] as const;
    });
    const size = (name: PartName) => lengthOf(parts.get(name));
    return {
      record: {
        input: { kind: 'tokens', vocabulary: vocabulary.size },
        output: { kind: 'classes', size: vocabulary.size, per: 'step' },
        parts: { train: size('train'), validation: size('validation'), test: size('test') },
        text: { encoding, tokens: data.tokens, vocabulary: vocabulary.tokens },
      },
      parts: Object.fromEntries(batches),
      metrics: (name) => new TextMetrics(lengths.get(name) ?? []),
    };
  },
};

function lengthOf(part: TokenPart | undefined): number {
  return part ? part.range.end - part.range.start : 0;
}

/** Reads and tokenises the experiment's files; ids are the lexicon's. Parts that are to be empty are left out. */
async function readParts(request: PrepareRequest, lexicon: Lexicon) {
  const { experiment } = request;
  const tokenizer = tokenizers[experiment.data.tokens];
  const parts = new Map<PartName, TokenPart>();
  let encoding = '';
  await readFiles(request, 'text', 'text', async (file, limits) => {
    const before = lexicon.bytes;
    const check = (bytes: number) => refuseBeyond(limits, bytes - before, file.name);
    const tokens = await readTokens(file.data, tokenizer, lexicon, check);
    if (tokens.length === 0) throw new Problem('data.empty', { file: file.name }, { file: file.name });
    encoding ||= file.data.encoding;
    if (file.part) parts.set(file.part, { tokens, range: { start: 0, end: tokens.length } });
    else {
      const ranges = splitRange(tokens.length, experiment.data.split);
      PART_NAMES.forEach((name, i) => {
        if (experiment.data.split[i] > 0) parts.set(name, { tokens, range: ranges[name] });
      });
    }
    return tokens.bytes + lexicon.bytes - before;
  });
  for (const [name, part] of parts) checkLength(name, lengthOf(part), experiment);
  return { parts, encoding };
}

/** Throws `data.short-text` for a part with nothing to predict, or a training part that does not fill one batch. */
function checkLength(part: PartName, tokens: number, { data, train }: Experiment): void {
  const [needed, path] =
    part !== 'train'
      ? [2, 'data.split']
      : train.window >= train.batch
        ? [train.window + 1, 'train.window']
        : [train.batch + 1, 'train.batch'];
  if (tokens >= needed) return;
  throw new Problem(
    'data.short-text',
    { part, tokens, needed },
    { path: data.path === undefined ? `data.${part}` : path },
  );
}

function countTokens(part: TokenPart | undefined, lexicon: Lexicon): Float64Array {
  const size = lexicon.tokens.length;
  return part ? part.tokens.frequencies(part.range.start, part.range.end, size) : new Float64Array(size);
}

/**
 * Characters (code points) of each token by id. The unknown token's is the mean over the tokens that it stands for in this
 * part, so that sums over the part are exact.
 */
function tokenLengths(part: TokenPart, lexicon: Lexicon, ids: readonly number[], vocabulary: Vocabulary): Float64Array {
  const lengths = Float64Array.from(vocabulary.tokens, (token) => [...token].length);
  let unknown = 0;
  let characters = 0;
  countTokens(part, lexicon).forEach((count, i) => {
    if (ids[i] !== UNKNOWN) return;
    unknown += count;
    characters += count * [...lexicon.tokens[i]].length;
  });
  lengths[UNKNOWN] = unknown > 0 ? characters / unknown : 0;
  return lengths;
}
