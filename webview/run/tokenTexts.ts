import * as l10n from '@vscode/l10n';
import type { ClozeToken, TaggedSentence } from '../../engine/contracts/events';
import { h } from '../dom/element';
import type { Formats } from '../format/formats';
import { shownToken, visibleToken } from './worstStretches';

/** Sentences with a tag below every token; a wrong tag is struck through, and the right one follows. */
export function taggedSentences(sentences: readonly TaggedSentence[], _formats: Formats): HTMLElement {
  return h('ol', { class: 'token-texts' }, ...sentences.map((sentence) => h('li', {}, ...taggedTokens(sentence))));
}

function taggedTokens({ tokens, predicted, truth }: TaggedSentence): HTMLElement[] {
  return tokens.map((token, i) => {
    const wrong = truth !== undefined && truth[i] !== predicted[i];
    const tag = wrong
      ? h('span', { class: 'tag' }, h('del', {}, predicted[i]), ' ', h('ins', {}, truth[i]))
      : h('span', { class: 'tag' }, predicted[i] === 'O' ? '' : predicted[i]);
    return h('span', { class: 'tagged' }, h('span', {}, shownToken(token)), tag);
  });
}

export function wrongTags(sentences: readonly TaggedSentence[], formats: Formats): HTMLElement {
  if (sentences.length === 0) return h('p', { class: 'hint' }, l10n.t('Every tag is right.'));
  return h(
    'div',
    { class: 'result' },
    h('h3', {}, l10n.t('Wrong tags')),
    h('p', { class: 'hint' }, l10n.t('What the model said is struck through; the right tag follows.')),
    taggedSentences(sentences, formats),
  );
}

/** Passages with their gaps: in each what the model would put there, and, where it is known and another, the truth. */
export function clozeTexts(texts: readonly (readonly ClozeToken[])[], formats: Formats): HTMLElement {
  const items = texts.map((tokens) =>
    h(
      'li',
      { class: 'cloze' },
      ...tokens.map((token) => (token.candidates ? gap(token, formats) : shownToken(token.token))),
    ),
  );
  return h('ol', { class: 'token-texts' }, ...items);
}

function gap({ token, candidates = [] }: ClozeToken, formats: Formats): HTMLElement {
  const [best] = candidates;
  const words = candidates.map(
    ({ token: each, probability }) => `${visibleToken(each)} ${formats.percent(probability)}`,
  );
  const guess = visibleToken(best?.token ?? '');
  const right = token === '' || token === best?.token;
  return h(
    'span',
    { class: 'gap', title: words.join('\n'), tabindex: 0, 'aria-label': l10n.t('Gap: {0}', words.join(', ')) },
    ...(right ? [h('b', {}, guess)] : [h('del', {}, guess), ' ', h('ins', {}, visibleToken(token))]),
  );
}

export function worstGaps(texts: readonly (readonly ClozeToken[])[], formats: Formats): HTMLElement | undefined {
  if (texts.length === 0) return undefined;
  return h(
    'div',
    { class: 'result' },
    h('h3', {}, l10n.t('Expected least')),
    h('p', { class: 'hint' }, l10n.t('What the model said is struck through; the hidden token follows.')),
    clozeTexts(texts, formats),
  );
}
