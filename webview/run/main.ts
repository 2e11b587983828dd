import './run.css';
import type { RunView } from '../../engine/contracts/view';
import type { RunPanelHost, RunPanelState, RunPanelView } from '../../engine/protocol/panel';
import { requestDraw } from '../charts/frames';
import { Announcer } from '../dom/announcer';
import { Formats } from '../format/formats';
import { connect, saveLater } from '../shell/editor';
import { openPage } from '../shell/opening';
import { Jobs } from './jobs';
import { Notices } from './notices';
import { Panel } from './panel';
import { SettingsStore } from './settings';

const api = acquireVsCodeApi();
let panel: Panel | undefined;
let newest: RunView | undefined;

const host = connect<RunPanelHost, RunPanelView>(api, {
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

function build(state: RunPanelState): Panel {
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

function show(state: RunPanelState): HTMLElement {
  newest ??= state.view;
  panel = build(state);
  return panel.element;
}

void openPage(() => host.ready(), show, render);
