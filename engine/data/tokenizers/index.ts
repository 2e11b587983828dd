import type { DataConfig } from '../../contracts/experiment';
import { character } from './character';
import { grapheme } from './grapheme';
import type { Tokenizer } from './tokenizer';
import { word } from './word';

export type { Tokenizer } from './tokenizer';

export const tokenizers: Readonly<Record<DataConfig['tokens'], Tokenizer>> = { character, grapheme, word };
