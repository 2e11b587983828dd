import * as l10n from '@vscode/l10n';
import type { Sample } from '../../engine/contracts/events';
import type { RunView } from '../../engine/contracts/view';
import { field } from '../dom/controls';
import { h, replaceChildren, setHidden } from '../dom/element';
import { Section } from '../dom/section';
import { table } from '../dom/table';
import type { Context } from './context';
import { JobControls } from './jobControls';
import { clozeTexts, taggedSentences } from './tokenTexts';
import { hasWeights } from './view';
import { visibleToken } from './worstStretches';

/** Lets a model say something of every token of a text: its tags, or what may stand in its gaps. */
export class ReadSection {
  readonly section: Section;
  private readonly controls: JobControls;
  private readonly input = h('textarea', { class: 'input', rows: 3, spellcheck: 'false' });
  private readonly output = h('div', { class: 'result', hidden: true });

  constructor(private readonly context: Context) {
    const { settings } = context;
    const { input } = this;
    input.value = settings.value.source ?? '';
    input.addEventListener('input', () => settings.change({ source: input.value }));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.read();
    });
    this.controls = new JobControls(context, {
      kind: 'read',
      label: l10n.t('Read'),
      icon: 'send',
      progressLabel: l10n.t('Progress of the reading'),
      start: () => void this.read(),
    });
    this.section = new Section(
      {
        title: l10n.t('Read a text'),
        open: settings.isOpen('read', true),
        toggle: (open) => settings.setOpen('read', open),
      },
      field(l10n.t('Text'), input, l10n.t('Ctrl+Enter reads. In a cloze, _ stands for a hidden token.')),
      h('div', { class: 'toolbar' }, this.controls.buttons),
      this.controls.progress.element,
      this.output,
    );
  }

  render(view: RunView): void {
    this.controls.setReady(hasWeights(view));
    // Until somebody types, the text is one of the run's own samples.
    if (this.input.value !== '' || this.context.settings.value.source !== undefined) return;
    const sample = view.validations.at(-1)?.sample;
    if (sample?.kind === 'tags') this.input.value = sample.sentences[0]?.tokens.join(' ') ?? '';
    if (sample?.kind !== 'cloze') return;
    this.input.value = (sample.texts[0] ?? []).map(({ token, candidates }) => (candidates ? '_' : token)).join('');
  }

  focus(): void {
    this.section.reveal();
    this.input.focus();
  }

  private async read(): Promise<void> {
    const { host, jobs, announcer, fail } = this.context;
    const text = this.input.value;
    if (!this.controls.canStart || text.trim() === '') return;
    this.output.setAttribute('aria-busy', 'true');
    try {
      const sample = await jobs.run('read', () => host.read(text));
      if (sample) this.show(sample);
      announcer.say(sample ? l10n.t('The text is read.') : l10n.t('Cancelled.'));
    } catch (error) {
      fail(error);
    } finally {
      this.output.setAttribute('aria-busy', 'false');
    }
  }

  private show(sample: Sample): void {
    const { formats } = this.context;
    if (sample.kind === 'tags') replaceChildren(this.output, taggedSentences(sample.sentences, formats));
    if (sample.kind === 'cloze')
      replaceChildren(this.output, clozeTexts(sample.texts, formats), this.candidates(sample));
    setHidden(this.output, false);
  }

  /** What may stand in each gap, one row a gap. */
  private candidates({ texts }: Extract<Sample, { kind: 'cloze' }>): HTMLElement {
    const { formats } = this.context;
    const gaps = texts.flat().flatMap(({ candidates }) => (candidates ? [candidates] : []));
    return table({
      caption: l10n.t('What may stand in the gaps, likeliest first'),
      head: [l10n.t('Gap'), ...(gaps[0] ?? []).map((_, i) => formats.integer(i + 1))],
      rows: gaps.map((candidates, i) => [
        formats.integer(i + 1),
        ...candidates.map(({ token, probability }) => ({
          text: visibleToken(token),
          note: formats.percent(probability),
        })),
      ]),
    });
  }
}
