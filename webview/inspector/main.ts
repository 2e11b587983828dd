import './inspector.css';
import type { InspectorHost, InspectorState, InspectorView } from '../../engine/protocol/inspector';
import { Announcer } from '../dom/announcer';
import { Formats } from '../format/formats';
import { connect, saveLater } from '../shell/editor';
import { FailedCalls } from '../shell/notice';
import { openPage } from '../shell/opening';
import type { Context } from './context';
import { Panel } from './panel';
import { Session } from './session';
import { SettingsStore } from './settings';
import { countedHost, Work } from './work';

const api = acquireVsCodeApi();
let context: Context | undefined;
let panel: Panel | undefined;

const editor = connect<InspectorHost, InspectorView>(api, {
  update: (change) => context?.session.update(change),
  show: (input) => context?.session.look({ input }),
  progress: (fraction) => panel?.progress(fraction),
});

function build(state: InspectorState): HTMLElement {
  const failedCalls = new FailedCalls();
  const work = new Work();
  const host = countedHost(editor, work);
  context = {
    host,
    work,
    session: new Session(host, state),
    // The editor finds the run of a restored panel by `run`.
    settings: new SettingsStore(
      api.getState(),
      saveLater((kept) => api.setState({ ...kept, run: state.run })),
    ),
    formats: new Formats(state.language),
    announcer: new Announcer(),
    state,
    fail: (error) => failedCalls.fail(error),
  };
  panel = new Panel(context, failedCalls);
  return panel.element;
}

void openPage(
  () => editor.ready(),
  build,
  () => context?.session.look(),
);
