import * as l10n from '@vscode/l10n';
import type { Sample, TextSample, ValidationEvent } from '../../engine/contracts/events';
import type { TaskConfig } from '../../engine/contracts/experiment';
import type { RunView } from '../../engine/contracts/view';
import { button, Slider } from '../dom/controls';
import { h, replaceChildren, setHidden, setText } from '../dom/element';
import { Section } from '../dom/section';
import type { Formats } from '../format/formats';
import type { Context } from './context';
import { ForecastFigure } from './forecastFigure';
import { pairTable } from './pairTable';
import { clozeTexts, taggedSentences } from './tokenTexts';
import { isLive } from './view';

/** What the model makes after each validation; moving through them shows it learn. */
export class SampleSection {
  readonly section: Section;
  private readonly scrubber: Slider;
  private readonly controls: HTMLElement;
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly empty = h('p', { class: 'empty' });
  private readonly prompt = h('span', { class: 'prompt' });
  private readonly continuation = h('span', {});
  private readonly text: HTMLElement;
  private readonly forecast: ForecastFigure;
  private readonly list = h('div', {});
  private samples: readonly ValidationEvent[] = [];
  private shown?: ValidationEvent;

  constructor(private readonly context: Context) {
    const { settings } = context;
    this.scrubber = new Slider({
      label: l10n.t('Validation'),
      value: 0,
      minimum: 0,
      maximum: 0,
      step: 1,
      format: (index) => this.describe(index),
      hideLabel: true,
      change: (index) => this.choose(index),
    });
    this.previous = button({
      label: l10n.t('Previous validation'),
      icon: 'previous',
      kind: 'quiet',
      compact: true,
      press: () => this.choose(this.index() - 1),
    });
    this.next = button({
      label: l10n.t('Next validation'),
      icon: 'next',
      kind: 'quiet',
      compact: true,
      press: () => this.choose(this.index() + 1),
    });
    this.controls = h('div', { class: 'toolbar' }, this.previous, this.scrubber.element, this.next);
    this.scrubber.element.classList.add('wide');
    this.text = h(
      'div',
      { class: 'generated', tabindex: 0, role: 'region', 'aria-label': l10n.t('Generated text') },
      this.prompt,
      this.continuation,
    );
    this.forecast = new ForecastFigure(context, {
      label: l10n.t('Forecast after the validation. Arrow keys read the rows.'),
    });
    this.section = new Section(
      {
        title: l10n.t('What it has learnt'),
        open: settings.isOpen('sample', true),
        toggle: (open) => settings.setOpen('sample', open),
      },
      this.empty,
      this.controls,
      this.text,
      this.forecast.element,
      this.list,
    );
    this.section.element.classList.add('note-when-folded');
  }

  render(view: RunView): void {
    this.samples = view.validations.filter((validation) => validation.sample !== undefined);
    const none = this.samples.length === 0;
    setHidden(this.controls, none);
    setHidden(this.empty, !none);
    if (none) {
      setHidden(this.text, true);
      setHidden(this.forecast.element, true);
      setHidden(this.list, true);
      setText(this.empty, emptyWords(view));
      return;
    }
    this.show();
  }

  /** The newest, unless a person went back to an older one that is still there. */
  private index(): number {
    const { sampleStep } = this.context.settings.value;
    const found = this.samples.findIndex((validation) => validation.step === sampleStep);
    return found < 0 ? this.samples.length - 1 : found;
  }

  private choose(index: number): void {
    const last = this.samples.length - 1;
    const limited = Math.min(Math.max(index, 0), last);
    this.context.settings.change({ sampleStep: limited === last ? undefined : this.samples[limited]?.step });
    this.show();
  }

  private show(): void {
    const index = this.index();
    const validation = this.samples[index];
    this.scrubber.set(index, 0, this.samples.length - 1);
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.samples.length - 1;
    this.section.setNote(this.describe(index));
    // Each update brings new objects; the step tells whether it is the same sample.
    if (this.shown?.step === validation.step && this.shown.time === validation.time) return;
    this.shown = validation;
    const sample = validation.sample!;
    setHidden(this.text, sample.kind !== 'text');
    setHidden(this.forecast.element, sample.kind !== 'forecast');
    setHidden(this.list, !(sample.kind in lists));
    if (sample.kind === 'forecast') this.forecast.show(sample);
    else if (sample.kind === 'text') this.showText(sample);
    else replaceChildren(this.list, listOf(sample, this.context.formats));
  }

  private showText(sample: TextSample): void {
    setText(this.prompt, sample.prompt);
    setText(this.continuation, sample.text);
  }

  private describe(index: number): string {
    const validation = this.samples[index];
    if (!validation) return '';
    const { formats } = this.context;
    return l10n.t('step {0}, loss {1}', formats.integer(validation.step), formats.number(validation.loss));
  }
}

type ListSample = Exclude<Sample, { kind: 'text' | 'forecast' }>;

/** Samples that are lists of examples. */
const lists: {
  readonly [K in ListSample['kind']]: (sample: Extract<Sample, { kind: K }>, formats: Formats) => HTMLElement;
} = {
  tags: ({ sentences }, formats) => taggedSentences(sentences, formats),
  cloze: ({ texts }, formats) => clozeTexts(texts, formats),
  pairs: ({ pairs }) => pairTable(l10n.t('Sources of the validation part, and what the model makes of them'), pairs),
};

function listOf(sample: ListSample, formats: Formats): HTMLElement {
  // The compiler does not see that a sample and its function have the same kind.
  return (lists[sample.kind] as (sample: ListSample, formats: Formats) => HTMLElement)(sample, formats);
}

const waiting: Readonly<Record<TaskConfig['kind'], () => string>> = {
  'language-model': () => l10n.t('After each validation, a text that the model wrote appears here.'),
  forecasting: () => l10n.t('After each validation, a forecast beside what really came appears here.'),
  tagging: () => l10n.t('After each validation, some sentences with their tags appear here.'),
  cloze: () => l10n.t('After each validation, a passage with its hidden tokens appears here.'),
  'data-to-text': () => l10n.t('After each validation, some rows and what the model writes about them appear here.'),
  translation: () => l10n.t('After each validation, some sources and what the model makes of them appear here.'),
};

function emptyWords(view: RunView): string {
  if (!isLive(view) && view.status !== 'imported') return l10n.t('The run ended before it made a sample.');
  if (!view.experiment) return l10n.t('After each validation, what the model makes appears here.');
  return waiting[view.experiment.task.kind]();
}
