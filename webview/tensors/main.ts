import './tensors.css';
import * as l10n from '@vscode/l10n';
import type { TensorsHost, TensorsState, TensorsView } from '../../engine/protocol/tensors';
import { Announcer } from '../dom/announcer';
import { h } from '../dom/element';
import { table } from '../dom/table';
import { bytesWords } from '../format/bytes';
import { Formats } from '../format/formats';
import { connect, saveLater } from '../shell/editor';
import { openPage } from '../shell/opening';
import type { Context } from './context';
import { TensorDetail } from './tensorDetail';
import { TensorList } from './tensorList';

const api = acquireVsCodeApi();
const host = connect<TensorsHost, TensorsView>(api, { changed: () => open() });
/** The chosen tensor's name, so that a page that comes back shows it again. */
const keep = saveLater((chosen: string) => api.setState({ chosen }));

function build(state: TensorsState): HTMLElement {
  const context: Context = { host, state, formats: new Formats(state.language), announcer: new Announcer() };
  const detail = new TensorDetail(context);
  const choose = (tensor: number): void => {
    list.set(tensor);
    keep(state.tensors[tensor].name);
    void detail.show(tensor);
  };
  const list = new TensorList(context, choose);
  const { chosen } = (api.getState() ?? {}) as { readonly chosen?: unknown };
  const first = Math.max(
    0,
    state.tensors.findIndex(({ name }) => name === chosen),
  );
  if (state.tensors.length > 0) choose(first);
  return h(
    'main',
    { class: 'panel' },
    header(context),
    state.tensors.length === 0
      ? h('p', { class: 'empty' }, l10n.t('This file holds no tensors.'))
      : h('div', { class: 'tensors-page' }, list.element, detail.element),
    context.announcer.element,
  );
}

function header({ state, formats }: Context): HTMLElement {
  const elements = state.tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
  const about = l10n.t(
    '{0} tensors, {1} elements, {2}',
    formats.integer(state.tensors.length),
    formats.integer(elements),
    bytesWords(formats, state.bytes),
  );
  const entries = Object.entries(state.metadata);
  const caption = l10n.t('Metadata');
  const metadata =
    entries.length > 0 &&
    h(
      'details',
      { class: 'file-metadata' },
      h('summary', {}, caption),
      table({ caption, head: [l10n.t('Name'), l10n.t('Value')], rows: entries, words: [0, 1] }),
    );
  return h(
    'header',
    { class: 'header-top' },
    h(
      'div',
      { class: 'header-row' },
      h('div', { class: 'header-title' }, h('h1', {}, state.file), h('span', { class: 'header-about' }, about)),
    ),
    metadata,
  );
}

const open = (): void =>
  void openPage(
    () => host.ready(),
    build,
    () => {},
  );

open();
