import { createBirpc } from 'birpc';
import type { RunPanelHost, RunPanelView } from '../../engine/protocol/panel';

/** What the editor gives to a page, once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): EditorApi;
}

export type Host = RunPanelHost;

/** Connects the panel with the extension. A call ends only when the other side answers: an evaluation may take minutes. */
export function connect(api: EditorApi, view: RunPanelView): Host {
  return createBirpc<RunPanelHost, RunPanelView>(view, {
    post: (message) => api.postMessage(message),
    on: (receive) => window.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
    bind: 'functions',
    timeout: -1,
  });
}
