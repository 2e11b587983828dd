import { createBirpc, type BirpcReturn } from 'birpc';

/** What the editor gives to a page, once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): EditorApi;
}

/** Connects a page with the extension. A call ends only when the other side answers: an evaluation may take minutes. */
export function connect<Host extends object, View extends object>(api: EditorApi, view: View): BirpcReturn<Host, View> {
  return createBirpc<Host, View>(view, {
    post: (message) => api.postMessage(message),
    on: (receive) => window.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
    bind: 'functions',
    timeout: -1,
  });
}

const saveDelay = 150;

/** A dragged slider saves once. A page that goes away saves at once. */
export function saveLater<T>(save: (value: T) => void): (value: T) => void {
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
