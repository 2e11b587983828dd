import type { PartName, PrepareRequest } from '../contracts/data';
import type { Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import { refuseBeyond } from '../data/memory';
import { type Lexicon, readTokens } from '../data/read-tokens';
import { readFiles } from '../data/sources';
import { PART_NAMES, splitRange } from '../data/split';
import { tokenizers } from '../data/tokenizers';
import type { TokenPart } from './text-evaluator';

/** Tokens of a part; 0 for one that is left out. */
export function lengthOf(part: TokenPart | undefined): number {
  return part ? part.range.end - part.range.start : 0;
}

/** Reads and tokenises the experiment's files; ids are the lexicon's. Parts that are to be empty are left out. */
export async function readParts(request: PrepareRequest, lexicon: Lexicon) {
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
  const window = train.window >= train.batch ? 'train.window' : 'train.batch';
  const needed = part === 'train' ? Math.max(train.window, train.batch) + 1 : 2;
  if (tokens >= needed) return;
  const split = part === 'train' ? window : 'data.split';
  throw new Problem(
    'data.short-text',
    { part, tokens, needed },
    { path: data.path === undefined ? `data.${part}` : split },
  );
}
