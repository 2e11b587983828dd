import * as l10n from '@vscode/l10n';
import type { Inspection, Side, WeightContributions } from '../../engine/contracts/inspection';
import { LineChart } from '../charts/lineChart';
import { Select } from '../dom/controls';
import { setHidden } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { stepNames } from './traces';

/** What each step of the input adds to the gradient of one weight. */
export class ContributionFigure {
  readonly element: HTMLElement;
  private readonly chart: LineChart;
  private readonly exhibit: Exhibit;
  private readonly parameters: Select<string>;
  private readonly question: Question<WeightContributions>;
  private parameter = '';
  private inspection?: Inspection;
  private shown?: WeightContributions;

  constructor(private readonly context: Context) {
    const again = (): void => this.inspection && this.show(this.inspection);
    this.chart = new LineChart({
      label: l10n.t('What each step adds to the gradient of the weight. Arrow keys read the values.'),
      height: 150,
      onCursor: (_, words) => this.exhibit.read(words),
    });
    this.parameters = new Select<string>(
      [],
      '',
      (parameter) => {
        this.parameter = parameter;
        again();
      },
      l10n.t('Weight'),
    );
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Gradient of a weight, step by step'),
      name: 'contributions',
      picture: this.chart,
      numbers: () => this.numbers(),
      controls: [this.parameters.element],
    });
    this.element = this.exhibit.element;
    this.question = new Question<WeightContributions>(
      () => this.exhibit.wait(),
      (contributions) => this.draw(contributions),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.exhibit.fail(error, again);
      },
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const paths = inspection.graph.nodes
      .filter(({ kind }) => kind === 'recurrent')
      .flatMap(({ parameters }) => parameters.map(({ path }) => path));
    setHidden(this.element, paths.length === 0);
    if (paths.length === 0) return;
    const usual = paths.find((path) => path.includes('weight_hh')) ?? paths[0];
    if (!paths.includes(this.parameter)) this.parameter = usual;
    this.parameters.offer(
      paths.map((path) => ({ value: path, label: path })),
      this.parameter,
    );
    this.question.ask(() => this.context.host.contributions(inspection.id, this.parameter));
  }

  private draw(contributions: WeightContributions): void {
    const { inspection, context } = this;
    if (!inspection) return;
    this.shown = contributions;
    const { formats } = context;
    const { norms, along, parameter } = contributions;
    const steps = Array.from(norms, (_, i) => i);
    const name = stepNames(inspection, { side: sideOf(inspection, parameter) });
    this.chart.show({
      lines: [
        { key: 'norms', name: l10n.t('Norm'), x: steps, y: [...norms], color: 'blue', width: 1.6 },
        {
          key: 'along',
          name: l10n.t('Along the whole gradient'),
          x: steps,
          y: [...along],
          color: 'orange',
          width: 1.6,
          dash: [6, 3],
        },
      ],
      stops: steps,
      visible: { min: 0, max: steps.length },
      xName: name,
      write: (value) => formats.short(value, 2),
      describe: (step) =>
        l10n.t(
          'Step {0} {1}: norm {2}, along the whole {3}',
          formats.integer(step),
          name(step),
          formats.short(norms[step], 3),
          formats.short(along[step], 3),
        ),
      levels: [{ y: 0, words: '' }],
    });
    this.exhibit.ready();
  }

  private numbers(): Numbers {
    const { shown } = this;
    return {
      head: [l10n.t('Step'), l10n.t('Norm'), l10n.t('Along the whole gradient')],
      rows: Array.from(shown?.norms ?? [], (norm, step) => [String(step), norm, shown!.along[step]]),
    };
  }
}

/** Whose steps a weight of a recurrent layer goes through. */
function sideOf({ graph, traces }: Inspection, parameter: string): Side {
  const node = graph.nodes.find(({ parameters }) => parameters.some(({ path }) => path === parameter));
  return traces.find((trace) => trace.node === node?.id)?.side ?? 'source';
}
