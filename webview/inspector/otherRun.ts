import * as l10n from '@vscode/l10n';
import type { Inspection } from '../../engine/contracts/inspection';
import type { RunChoice } from '../../engine/protocol/inspector';
import { Select } from '../dom/controls';
import { h, setHidden } from '../dom/element';
import type { Context } from './context';
import { Question } from './question';

/** Another run beside the panel's own: its last checkpoint reads the same input. */
export class OtherRun {
  readonly element: HTMLElement;
  private readonly select: Select<string>;
  private readonly question: Question<Inspection>;
  private chosen = '';
  private input?: string;

  constructor(
    private readonly context: Context,
    private readonly changed: (inspection: Inspection | undefined) => void,
  ) {
    const label = l10n.t('Compare with');
    this.select = new Select<string>([], '', (run) => this.choose(run), label);
    this.element = h(
      'div',
      { class: 'field inline' },
      h('label', { 'aria-hidden': 'true' }, label),
      this.select.element,
    );
    this.question = new Question<Inspection>(
      () => this.select.element.setAttribute('aria-busy', 'true'),
      (inspection) => {
        this.select.element.setAttribute('aria-busy', 'false');
        changed(inspection);
      },
      (error) => {
        this.choose('');
        context.fail(error);
      },
    );
    this.offer(context.session.others);
    context.session.listen(() => this.offer(context.session.others));
  }

  get name(): string {
    return this.run?.name ?? '';
  }

  /** The same input as the panel's. Does nothing while no run is chosen, or when it has read that input. */
  follow(inspection: Inspection): void {
    const input = JSON.stringify(inspection.input);
    if (input === this.input) return;
    this.input = input;
    if (this.run) this.ask(this.run);
  }

  private get run(): RunChoice | undefined {
    return this.context.session.others.find(({ run }) => run === this.chosen);
  }

  private offer(others: readonly RunChoice[]): void {
    const none = { value: '', label: l10n.t('no other run') };
    if (!others.some(({ run }) => run === this.chosen)) this.chosen = '';
    this.select.offer([none, ...others.map(({ run, name }) => ({ value: run, label: name }))], this.chosen);
    setHidden(this.element, others.length === 0);
  }

  private choose(run: string): void {
    this.chosen = run;
    this.select.element.value = run;
    this.question.drop();
    if (this.run) this.ask(this.run);
    else this.changed(undefined);
  }

  private ask({ run, checkpoints }: RunChoice): void {
    const { input } = this.context.session.wanted;
    const checkpoint = checkpoints.at(-1)?.name ?? 'last';
    this.question.ask(() => this.context.work.during(this.context.host.inspect({ run, checkpoint, input })));
  }
}
