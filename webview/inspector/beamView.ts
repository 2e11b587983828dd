import * as l10n from '@vscode/l10n';
import type { BeamNode, BeamTree, Inspection } from '../../engine/contracts/inspection';
import { Tree } from '../charts/tree';
import { Slider } from '../dom/controls';
import { h } from '../dom/element';
import type { Context } from './context';
import { Exhibit, type Numbers } from './exhibit';
import { Question } from './question';
import { visible } from './traces';
import type { View, ViewKind } from './view';

const widths = { minimum: 1, maximum: 10, first: 3 };

export const beamView: ViewKind = {
  name: 'beam',
  title: () => l10n.t('Beam search'),
  fits: ({ offers }) => offers.includes('beam'),
  make: (context) => new BeamView(context),
};

/** The search for the best answer, step by step, with the candidates that were left out. */
class BeamView implements View {
  readonly element: HTMLElement;
  private readonly tree: Tree;
  private readonly exhibit: Exhibit;
  private readonly question: Question<BeamTree>;
  private width = widths.first;
  private inspection?: Inspection;
  private shown?: BeamTree;

  constructor(private readonly context: Context) {
    const again = (): void => this.inspection && this.show(this.inspection);
    this.tree = new Tree({
      label: l10n.t('The beam as a tree. Arrow keys walk over the candidates.'),
      onCursor: (_, words) => this.exhibit.read(words),
    });
    const width = new Slider({
      label: l10n.t('Beam width'),
      value: this.width,
      minimum: widths.minimum,
      maximum: widths.maximum,
      step: 1,
      format: (value) => context.formats.integer(value),
      change: (value) => {
        this.width = value;
        again();
      },
    });
    this.exhibit = new Exhibit(context, {
      title: l10n.t('Beam search'),
      name: 'beam',
      picture: this.tree,
      numbers: () => this.numbers(),
      controls: [width.element],
      scrolls: true,
    });
    this.element = h('div', { class: 'view' }, this.exhibit.element);
    this.question = new Question<BeamTree>(
      () => this.exhibit.wait(),
      (tree) => this.draw(tree),
      (error) => {
        if (!context.session.recovers(error, this.inspection?.id ?? '')) this.exhibit.fail(error, again);
      },
    );
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    if (inspection.input.kind !== 'text') {
      this.question.drop();
      this.exhibit.say(l10n.t('Write a text of your own above, and the search for its answer is shown here.'));
      return;
    }
    this.question.ask(() => this.context.host.beam(inspection.id, this.width));
  }

  private draw(tree: BeamTree): void {
    this.shown = tree;
    const { formats } = this.context;
    this.tree.show({
      nodes: tree.nodes.map((node) => ({
        parent: node.parent,
        depth: node.step,
        title: tokenWords(node),
        note: formats.short(node.score, 3),
        rank: node.best ? 'best' : node.kept ? 'kept' : 'dropped',
      })),
      describe: (index) => this.describe(tree, index),
    });
    if (tree.nodes.length > 0) this.exhibit.ready();
    else this.exhibit.say(l10n.t('The search wrote nothing.'));
  }

  private describe({ nodes }: BeamTree, index: number): string {
    const { formats } = this.context;
    const node = nodes[index];
    const way: string[] = [];
    for (let at = index; at >= 0; at = nodes[at].parent) way.unshift(tokenWords(nodes[at]));
    const before = node.parent < 0 ? 0 : nodes[node.parent].logProbability;
    return l10n.t(
      '{0}: score {1}, probability of the step {2}, {3}',
      way.join(' '),
      formats.number(node.score),
      formats.percent(Math.exp(node.logProbability - before)),
      rankWords(node),
    );
  }

  private numbers(): Numbers {
    const nodes = this.shown?.nodes ?? [];
    return {
      head: [
        l10n.t('Step'),
        l10n.t('Token'),
        l10n.t('Score'),
        l10n.t('Log probability'),
        l10n.t('Fate'),
        l10n.t('Row of the parent'),
      ],
      rows: nodes.map((node) => [
        String(node.step),
        tokenWords(node),
        node.score,
        node.logProbability,
        rankWords(node),
        node.parent < 0 ? '' : String(node.parent + 1),
      ]),
    };
  }
}

const tokenWords = ({ token }: BeamNode): string => visible(token);

function rankWords(node: BeamNode): string {
  if (node.best) return l10n.t('on the way to the answer');
  return node.kept ? l10n.t('kept') : l10n.t('left out');
}
