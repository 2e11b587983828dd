import * as l10n from '@vscode/l10n';
import type { TextEvaluation } from '../../engine/contracts/events';
import { h, setAttribute, setText } from '../dom/element';
import type { Formats } from '../format/formats';

/** Losses in nats at which the shading of a token becomes one level stronger. */
export const heatLimits = [0.5, 1, 2, 4, 7] as const;

/** Level of shading, from 0 (foreseen) to 5 (a complete surprise). */
export function heatLevel(nats: number): number {
  const level = heatLimits.findIndex((limit) => nats < limit);
  return level < 0 ? heatLimits.length : level;
}

/** A token within its text: line ends, tabs and unknown tokens get a sign, blanks stay blank. */
export function shownToken(token: string): string {
  return token === '' ? '\u25a1' : token.replaceAll('\n', '\u23ce').replaceAll('\t', '\u21e5');
}

/** A token on its own: blanks get a sign too. */
export function visibleToken(token: string): string {
  return shownToken(token).replaceAll(' ', '\u00b7');
}

/** The stretches of text that the model foresaw worst, each token shaded and underlined by its loss. */
export function worstStretches(evaluation: TextEvaluation, formats: Formats): HTMLElement | undefined {
  if (evaluation.worst.length === 0) return undefined;
  return h(
    'div',
    { class: 'worst' },
    h('h3', {}, l10n.t('Predicted worst')),
    h('p', { class: 'hint' }, l10n.t('The stronger a token is marked, the less the model expected it.')),
    legend(formats),
    h('ol', { class: 'stretches' }, ...evaluation.worst.map((stretch) => stretchItem(stretch, formats))),
  );
}

function legend(formats: Formats): HTMLElement {
  const limits = heatLimits.map((limit) => formats.short(limit));
  const labels = [
    l10n.t('under {0}', limits[0]),
    ...limits.slice(1).map((limit, i) => l10n.t('{0} to {1}', limits[i], limit)),
    l10n.t('over {0} nats', limits.at(-1)!),
  ];
  return h(
    'div',
    { class: 'heat-legend' },
    ...labels.map((label, level) => h('span', { class: `token heat-${level}` }, label)),
  );
}

/** One stretch. To the keyboard and a screen reader it is a slider over its tokens. */
function stretchItem(stretch: TextEvaluation['worst'][number], formats: Formats): HTMLElement {
  const tokens = stretch.tokens.map((token, i) =>
    h('span', { class: `token heat-${heatLevel(stretch.nats[i] ?? 0)}` }, shownToken(token)),
  );
  const rest = l10n.t(
    '{0} nats on average, from token {1}',
    formats.number(stretch.meanLoss, 3),
    formats.integer(stretch.position),
  );
  const readout = h('div', { class: 'stretch-readout' }, rest);
  const describe = (i: number): string =>
    l10n.t(
      '{0}: {1} nats, expected with {2}',
      visibleToken(stretch.tokens[i] ?? ''),
      formats.number(stretch.nats[i], 3),
      formats.percent(Math.exp(-(stretch.nats[i] ?? 0))),
    );
  const text = h(
    'div',
    {
      class: 'stretch',
      role: 'slider',
      tabindex: 0,
      'aria-label': l10n.t('Tokens: {0}', stretch.tokens.map(shownToken).join('')),
      'aria-valuemin': 0,
      'aria-valuemax': tokens.length - 1,
      'aria-valuenow': 0,
      'aria-valuetext': rest,
    },
    ...tokens,
  );
  let active = -1;
  const point = (i: number): void => {
    tokens[active]?.classList.remove('active');
    active = i;
    tokens[active]?.classList.add('active');
    setText(readout, active < 0 ? rest : describe(active));
    setAttribute(text, 'aria-valuenow', Math.max(active, 0));
    setAttribute(text, 'aria-valuetext', readout.textContent);
  };
  text.addEventListener('pointerover', (event) => point(tokens.indexOf(event.target as HTMLSpanElement)));
  text.addEventListener('pointerleave', () => point(-1));
  text.addEventListener('blur', () => point(-1));
  text.addEventListener('keydown', (event) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(active - 1, 0),
      ArrowRight: Math.min(active + 1, tokens.length - 1),
      Home: 0,
      End: tokens.length - 1,
      Escape: -1,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    point(next);
  });
  return h('li', {}, text, readout);
}
