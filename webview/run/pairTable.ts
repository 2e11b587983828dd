import * as l10n from '@vscode/l10n';
import type { AnsweredPair } from '../../engine/contracts/events';
import { table } from '../dom/table';

/** Sources beside what is right and what the model makes of them; right answers carry a sign. */
export function pairTable(caption: string, pairs: readonly AnsweredPair[]): HTMLElement {
  return table({
    caption,
    head: [l10n.t('Source'), l10n.t('Reference'), l10n.t('Model')],
    rows: pairs.map(({ source, reference, output }) => [
      source,
      reference,
      { text: output, note: output === reference ? '\u2713' : '' },
    ]),
    words: [0, 1, 2],
  });
}
