import * as l10n from '@vscode/l10n';
import type { RunView } from '../../engine/contracts/view';
import { h, replaceChildren, setHidden } from '../dom/element';
import { Section } from '../dom/section';
import { table } from '../dom/table';
import type { Context } from './context';

/** The experiment that the run was started with, every default written out. */
export class ExperimentSection {
  readonly section: Section;
  private readonly body = h('div', {});
  private shown = '';

  constructor({ settings }: Context) {
    this.section = new Section(
      {
        title: l10n.t('Settings of the experiment'),
        open: settings.isOpen('experiment', false),
        toggle: (open) => settings.setOpen('experiment', open),
      },
      this.body,
    );
  }

  render({ experiment }: RunView): void {
    setHidden(this.section.element, !experiment);
    const key = JSON.stringify(experiment);
    if (!experiment || key === this.shown) return;
    this.shown = key;
    replaceChildren(
      this.body,
      table({
        caption: l10n.t('Settings of the experiment, defaults included'),
        head: [l10n.t('Setting'), l10n.t('Value')],
        rows: flatten(experiment),
        words: [0, 1],
      }),
    );
  }
}

/** Every leaf of a JSON value with the path to it, as `model.cell.units`. Lists of plain values stay on one line. */
export function flatten(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return [[path, value.map((item) => JSON.stringify(item)).join(', ')]];
  }
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .flatMap(([name, item]) => flatten(item, path === '' ? name : `${path}.${name}`));
}
