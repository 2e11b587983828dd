import './run.css';
import * as l10n from '@vscode/l10n';
import type { RunView } from '../../engine/contracts/view';
import type { RunPanelState } from '../../engine/protocol/panel';
import { requestDraw } from '../charts/frames';
import { Announcer } from '../dom/announcer';
import { button } from '../dom/controls';
import { h } from '../dom/element';
import { Formats } from '../format/formats';
import { failureWords } from '../format/words';
import { connect } from './connection';
import { Jobs } from './jobs';
import { Notices } from './notices';
import { Panel } from './panel';
import { SettingsStore } from './settings';

const api = acquireVsCodeApi();
let panel: Panel | undefined;
let newest: RunView | undefined;

const host = connect(api, {
  update(view) {
    newest = view;
    requestDraw(render);
  },
  piece: (text) => jobs.onPiece(text),
  progress: (fraction) => jobs.onProgress(fraction),
  perform: (action) => panel?.perform(action),
});
const jobs = new Jobs(() => host.cancel());

/** Several updates before a frame are drawn as one, and none while the panel is hidden. */
function render(): void {
  if (panel && newest) panel.render(newest);
}

const saveDelay = 150;

/** A dragged slider saves once. A page that goes away saves at once. */
function saveLater<T>(save: (value: T) => void): (value: T) => void {
  let waiting: (() => void) | undefined;
  const flush = (): void => {
    waiting?.();
    waiting = undefined;
  };
  document.addEventListener('visibilitychange', flush);
  window.addEventListener('pagehide', flush);
  return (value) => {
    if (!waiting) setTimeout(flush, saveDelay);
    waiting = () => save(value);
  };
}

function build(state: RunPanelState): Panel {
  if (state.translations) l10n.config({ contents: { ...state.translations } });
  document.documentElement.lang = state.language;
  const notices = new Notices();
  // The editor finds the run of a restored panel by `run`.
  const settings = new SettingsStore(
    api.getState(),
    saveLater((kept) => api.setState({ ...kept, run: state.run })),
  );
  settings.change({});
  return new Panel(
    {
      host,
      jobs,
      settings,
      formats: new Formats(state.language),
      announcer: new Announcer(),
      experimentFile: state.experimentFile,
      fail: (error) => notices.fail(error),
    },
    notices,
  );
}

/** The first answer brings the translations, so nothing is written before it is there. */
async function open(): Promise<void> {
  document.body.replaceChildren(h('div', { class: 'progress endless opening' }, h('div', { class: 'progress-fill' })));
  try {
    const state = await host.ready();
    newest ??= state.view;
    panel = build(state);
    document.body.replaceChildren(panel.element);
    render();
  } catch (error) {
    const retry = button({ label: l10n.t('Try Again'), kind: 'primary', press: () => void open() });
    document.body.replaceChildren(h('div', { class: 'opening-failed' }, h('p', {}, failureWords(error)), retry));
  }
}

void open();
