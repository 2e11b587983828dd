import * as l10n from '@vscode/l10n';
import type { PairEvaluation } from '../../engine/contracts/events';
import { h } from '../dom/element';
import { table } from '../dom/table';
import type { Formats } from '../format/formats';
import { pairTable } from './pairTable';

/** How accuracy depends on the length of the source, and the answers that are wrong. */
export function pairScores({ byLength, wrong }: PairEvaluation, formats: Formats): HTMLElement {
  const lengths = table({
    caption: l10n.t('Accuracy by length of the source'),
    head: [l10n.t('Tokens'), l10n.t('Pairs'), l10n.t('Exact matches'), l10n.t('Token accuracy')],
    rows: byLength.map(({ from, to, pairs, exactMatch, tokenAccuracy }) => [
      from === to ? formats.integer(from) : l10n.t('{0} to {1}', formats.integer(from), formats.integer(to)),
      formats.integer(pairs),
      formats.percent(exactMatch),
      formats.percent(tokenAccuracy),
    ]),
  });
  return h(
    'div',
    { class: 'result' },
    ...(byLength.length > 0 ? [h('h3', {}, l10n.t('Accuracy by length of the source')), lengths] : []),
    ...(wrong.length > 0
      ? [h('h3', {}, l10n.t('Wrong answers')), pairTable(l10n.t('Wrong answers'), wrong)]
      : [h('p', { class: 'hint' }, l10n.t('Every answer is right.'))]),
  );
}
