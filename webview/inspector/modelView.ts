import * as l10n from '@vscode/l10n';
import type { GraphNode, Inspection } from '../../engine/contracts/inspection';
import { Graph } from '../charts/graph';
import { segmented } from '../dom/controls';
import { h, setText } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { stepNames } from './traces';
import type { View, ViewKind } from './view';

export const modelView: ViewKind = {
  name: 'model',
  title: () => l10n.t('Model'),
  fits: ({ graph }) => graph.nodes.length > 0,
  make: (context, open) => new ModelView(context, open),
};

/** Steps of an unrolled graph. */
const unrolled = 4;

/** The network as one pass went through it; a layer leads to its heatmap. */
class ModelView implements View {
  readonly element: HTMLElement;
  private readonly graph: Graph;
  private readonly exhibit: Exhibit;
  private readonly sum = h('p', { class: 'verdict' });
  private form: 'folded' | 'unrolled' = 'folded';
  private inspection?: Inspection;

  constructor(
    private readonly context: Context,
    open: (view: string) => void,
  ) {
    this.graph = new Graph({
      label: l10n.t(
        'The network from its input at the bottom to its output. Arrow keys walk over the layers, Enter opens the heatmap of one.',
      ),
      onCursor: (_, words) => this.exhibit.read(words),
      onPick: (id) => {
        const trace = this.preferredTrace(id);
        if (trace === undefined) return;
        context.settings.change({ trace });
        open('gates');
      },
    });
    const forms = [
      { value: 'folded', label: l10n.t('Folded') },
      { value: 'unrolled', label: l10n.t('Unrolled over time') },
    ] as const;
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Layers'),
      name: 'model',
      picture: this.graph,
      numbers: () => this.numbers(),
      controls: [
        segmented<'folded' | 'unrolled'>(l10n.t('Form of the graph'), forms, this.form, (form) => {
          this.form = form;
          if (this.inspection) this.show(this.inspection);
        }),
      ],
      scrolls: true,
    });
    this.element = h('div', { class: 'view' }, this.sum, this.exhibit.element);
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const { graph } = inspection;
    const name = stepNames(inspection, { side: 'source' });
    const steps = Math.min(unrolled, inspection.sides.source?.length ?? 0);
    const backward = new Set(
      inspection.traces.filter((trace) => trace.direction === 'backward').map(({ node }) => node),
    );
    this.graph.show({
      boxes: graph.nodes.map((node) => ({
        id: node.id,
        title: node.id,
        lines: this.linesOf(node),
        pressable: this.preferredTrace(node.id) !== undefined,
      })),
      arrows: graph.edges.map(({ from, to, recurrent }) => ({
        from,
        to,
        through: recurrent ? (backward.has(to) ? 'backward' : 'forward') : undefined,
      })),
      describe: (id) => this.describe(graph.nodes.find((node) => node.id === id)!),
      steps: this.form === 'unrolled' ? Array.from({ length: steps }, (_, i) => name(i)) : undefined,
    });
    this.exhibit.ready();
    const { formats } = this.context;
    const total = (of: (node: GraphNode) => number): number => graph.nodes.reduce((sum, node) => sum + of(node), 0);
    setText(
      this.sum,
      l10n.t(
        '{0} weights take {1}; this pass took {2} more.',
        formats.integer(total((node) => node.parameterCount)),
        this.size(total((node) => node.parameterBytes)),
        this.size(total((node) => node.activationBytes)),
      ),
    );
  }

  private linesOf(node: GraphNode): string[] {
    const { formats } = this.context;
    const lines = [shapeWords(node.shape)];
    if (node.parameterCount > 0) lines.push(l10n.t('{0} weights', formats.integer(node.parameterCount)));
    const bytes = node.parameterBytes + node.activationBytes;
    if (bytes > 0) lines.push(this.size(bytes));
    return lines;
  }

  private describe(node: GraphNode): string {
    const { formats } = this.context;
    const parameters = node.parameters.map(({ path, shape }) => `${path} ${shapeWords(shape)}`).join(', ');
    const words = l10n.t(
      '{0}: gives {1}, {2} weights ({3}), {4} for what it computed',
      node.id,
      shapeWords(node.shape),
      formats.integer(node.parameterCount),
      this.size(node.parameterBytes),
      this.size(node.activationBytes),
    );
    return parameters === '' ? words : `${words}. ${parameters}`;
  }

  /** The trace that a layer leads to: its state, else whatever else has units. */
  private preferredTrace(id: string): string | undefined {
    const { graph, traces } = this.inspection ?? {};
    const names = new Set(graph?.nodes.find((node) => node.id === id)?.traces);
    const own = (traces ?? []).filter(({ name, kind }) => names.has(name) && kind !== 'attention');
    return (own.find(({ kind }) => kind === 'state') ?? own[0])?.name;
  }

  private size(bytes: number): string {
    const { formats } = this.context;
    return bytes >= 2 ** 20
      ? l10n.t('{0} MiB', formats.number(bytes / 2 ** 20, 3))
      : l10n.t('{0} KiB', formats.number(bytes / 2 ** 10, 3));
  }

  private numbers(): Numbers {
    const nodes = this.inspection?.graph.nodes ?? [];
    return {
      head: [
        l10n.t('Layer'),
        l10n.t('Kind'),
        l10n.t('Gives'),
        l10n.t('Weights'),
        l10n.t('Bytes of weights'),
        l10n.t('Bytes of what it computed'),
      ],
      rows: nodes.map((node) => [
        node.id,
        node.kind,
        shapeWords(node.shape),
        node.parameterCount,
        node.parameterBytes,
        node.activationBytes,
      ]),
    };
  }
}

const shapeWords = (shape: readonly number[]): string => `[${shape.join(' \u00d7 ')}]`;
