import * as l10n from '@vscode/l10n';
import type { RunView } from '../../engine/contracts/view';
import { h, replaceChildren, setText } from '../dom/element';
import { Section } from '../dom/section';
import { table } from '../dom/table';
import { metricHint, metricWord } from '../format/words';
import type { Context } from './context';
import { isLive, validationInterval } from './view';

/** Every validation with its metrics, the newest first and the best one marked. */
export class ValidationsSection {
  readonly section: Section;
  private readonly body = h('div', {});
  private readonly empty = h('p', { class: 'empty' });
  private shown = '';

  constructor(private readonly context: Context) {
    const { settings } = context;
    this.section = new Section(
      {
        title: l10n.t('Validations'),
        open: settings.isOpen('validations', true),
        toggle: (open) => settings.setOpen('validations', open),
      },
      this.body,
    );
  }

  render(view: RunView): void {
    const key = [view.validations.length, view.validations.at(-1)?.step, view.best?.step, view.status].join();
    if (key === this.shown) return;
    this.shown = key;
    if (view.validations.length === 0) {
      setText(this.empty, this.emptyWords(view));
      replaceChildren(this.body, this.empty);
      this.section.setNote('');
      return;
    }
    this.section.setNote(String(view.validations.length));
    this.fill(view);
  }

  private fill(view: RunView): void {
    const { formats } = this.context;
    const names = [...new Set(view.validations.flatMap((validation) => Object.keys(validation.metrics)))].filter(
      (name) => name !== 'loss',
    );
    const validations = view.validations.toReversed();
    const best = validations.findIndex((validation) => validation.step === view.best?.step);
    const box = table({
      caption: l10n.t('Validations, newest first'),
      head: [l10n.t('Step'), l10n.t('Epoch'), l10n.t('Loss'), ...names.map(metricWord)],
      hints: [undefined, undefined, metricHint('loss'), ...names.map(metricHint)],
      rows: validations.map((validation) => [
        formats.integer(validation.step),
        formats.hundredths(validation.epoch),
        formats.number(validation.loss),
        ...names.map((name) => formats.number(validation.metrics[name])),
      ]),
      highlight: best < 0 ? undefined : { row: best, label: l10n.t('best') },
    });
    const top = this.body.firstElementChild?.scrollTop ?? 0;
    replaceChildren(this.body, box);
    box.scrollTop = top;
  }

  private emptyWords(view: RunView): string {
    const interval = validationInterval(view);
    if (!isLive(view) && view.status !== 'imported') return l10n.t('The run ended before its first validation.');
    return interval === undefined
      ? l10n.t('No validation yet.')
      : l10n.t('The first validation comes at step {0}.', this.context.formats.integer(interval));
  }
}
