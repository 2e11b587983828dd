import * as l10n from '@vscode/l10n';
import type { Inspection } from '../../engine/contracts/inspection';
import type { RunChoice } from '../../engine/protocol/inspector';
import { Select } from '../dom/controls';
import { h, setAttribute, setHidden } from '../dom/element';
import type { Context } from './context';
import { Passes } from './passes';
import { Question } from './question';

/** Another run beside the panel's own: its last checkpoint reads the same input. */
export class OtherRun {
  readonly element: HTMLElement;
  private readonly select: Select<string>;
  private readonly question: Question<Inspection>;
  private readonly passes: Passes;
  private chosen = '';
  private input?: string;

  constructor(
    private readonly context: Context,
    private readonly changed: (inspection: Inspection | undefined) => void,
  ) {
    const label = l10n.t('Compare with');
    this.select = new Select<string>([], '', (run) => this.choose(run), label);
    this.passes = new Passes(context.host, () => this.again());
    this.element = h(
      'div',
      { class: 'field inline' },
      h('label', { 'aria-hidden': 'true' }, label),
      this.select.element,
    );
    this.question = new Question<Inspection>(
      () => setAttribute(this.select.element, 'aria-busy', 'true'),
      (inspection) => {
        setAttribute(this.select.element, 'aria-busy', 'false');
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
    this.again();
  }

  /** Whether a failure of a question about the other run's pass needs no words. */
  recovers(error: unknown, inspection: string): boolean {
    return this.passes.recovers(error, inspection);
  }

  private get run(): RunChoice | undefined {
    return this.context.session.others.find(({ run }) => run === this.chosen);
  }

  private offer(others: readonly RunChoice[]): void {
    const none = { value: '', label: l10n.t('no other run') };
    this.select.offer([none, ...others.map(({ run, name }) => ({ value: run, label: name }))], this.chosen);
    // A run that was deleted is not compared with any more.
    if (this.chosen !== '' && !this.run) this.choose('');
    setHidden(this.element, others.length === 0);
  }

  private choose(run: string): void {
    this.chosen = run;
    this.select.element.value = run;
    this.question.drop();
    setAttribute(this.select.element, 'aria-busy', 'false');
    if (this.run) this.ask(this.run);
    else {
      this.passes.clear();
      this.changed(undefined);
    }
  }

  private again(): void {
    if (this.run) this.ask(this.run);
  }

  private ask({ run, checkpoints }: RunChoice): void {
    const { host, session } = this.context;
    const { input } = session.wanted;
    const checkpoint = checkpoints.at(-1)?.name ?? 'last';
    this.question.ask(async () => {
      const inspection = await host.inspect({ run, checkpoint, input });
      if (run === this.chosen) this.passes.show(inspection);
      else this.passes.release(inspection.id);
      return inspection;
    });
  }
}
