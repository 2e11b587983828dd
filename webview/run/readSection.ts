import * as l10n from '@vscode/l10n';
import type { Sample } from '../../engine/contracts/events';
import { h, replaceChildren, setHidden } from '../dom/element';
import { table } from '../dom/table';
import type { Context } from './context';
import { TextForm } from './textForm';
import { clozeTexts, taggedSentences } from './tokenTexts';
import { visibleToken } from './worstStretches';

/** Lets a model say something of every token of a text: its tags, or what may stand in its gaps. */
export class ReadSection {
  readonly form: TextForm;
  private readonly output = h('div', { class: 'result', hidden: true });

  constructor(private readonly context: Context) {
    this.form = new TextForm(context, {
      kind: 'read',
      title: l10n.t('Read a text'),
      action: l10n.t('Read'),
      progress: l10n.t('Progress of the reading'),
      input: {
        label: l10n.t('Text'),
        hint: l10n.t('Ctrl+Enter reads. In a cloze, _ stands for a hidden token.'),
        rows: 3,
        setting: 'source',
      },
      output: this.output,
      sampled: textOf,
      work: (text) => this.read(text),
    });
  }

  private async read(text: string): Promise<string | undefined> {
    const { host, jobs } = this.context;
    const sample = await jobs.run('read', () => host.read(text));
    if (!sample) return undefined;
    this.show(sample);
    return l10n.t('The text is read.');
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

function textOf(sample: Sample): string | undefined {
  if (sample.kind === 'tags') return sample.sentences[0]?.tokens.join(' ');
  if (sample.kind !== 'cloze') return undefined;
  return (sample.texts[0] ?? []).map(({ token, candidates }) => (candidates ? '_' : token)).join('');
}
