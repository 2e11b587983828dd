import { createBirpc } from 'birpc';
import type { InspectionInput } from '../../../engine/contracts/inspection';
import type { InspectorHost, InspectorState, InspectorView } from '../../../engine/protocol/inspector';
import { pack, unpack, type Packed } from './packing';
import { themes, type ThemeName } from './themes';

const methods = [
  'ready',
  'inspect',
  'release',
  'slice',
  'order',
  'flow',
  'contributions',
  'saliency',
  'match',
  'rollout',
  'beam',
  'lengths',
  'cloze',
  'probes',
  'paint',
  'save',
  'cancel',
] as const satisfies readonly (keyof InspectorHost)[];

/** The inspector's other side: every call goes to the test's process, where the engine answers it. */
class InspectorEditor {
  readonly problems: string[] = [];
  readonly calls: { readonly name: string; readonly values: readonly unknown[] }[] = [];
  state: unknown;
  /** Calls with these names are rejected with this. */
  readonly rejections = new Map<string, unknown>();
  /** Calls with these names wait until somebody cancels, and are rejected with this then. */
  private readonly held = new Map<string, unknown>();
  private readonly waiting = new Set<() => void>();
  private receive: (message: unknown) => void = () => {};
  private readonly view;

  constructor() {
    window.addEventListener('error', (event) => this.problems.push(event.message));
    window.addEventListener('unhandledrejection', (event) => this.problems.push(String(event.reason)));
    document.addEventListener('securitypolicyviolation', (event) =>
      this.problems.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
    );
    const calls = methods.map((name) => [name, (...values: unknown[]) => this.call(name, values)]);
    this.view = createBirpc<InspectorView, InspectorHost>(Object.fromEntries(calls) as InspectorHost, {
      post: (message) => window.postMessage(message, '*'),
      on: (receive) => {
        this.receive = receive;
      },
      eventNames: ['update', 'show', 'progress'],
      timeout: -1,
    });
  }

  /** What the panel posts. */
  post(message: unknown): void {
    this.receive(structuredClone(message));
  }

  setTheme(name: ThemeName): void {
    const { style } = document.documentElement;
    for (const { variables } of Object.values(themes)) {
      for (const key of Object.keys(variables)) style.removeProperty(`--vscode-${key}`);
    }
    for (const [key, value] of Object.entries(themes[name].variables)) style.setProperty(`--vscode-${key}`, value);
    document.body.className = themes[name].bodyClass;
  }

  update(change: Pick<InspectorState, 'checkpoints' | 'others'>): void {
    void this.view.update(change);
  }

  show(input: InspectionInput): void {
    void this.view.show(input);
  }

  hold(name: string, rejection: unknown): void {
    this.held.set(name, rejection);
  }

  private async call(name: string, values: readonly unknown[]): Promise<unknown> {
    this.calls.push({ name, values });
    if (name === 'cancel') {
      for (const cancel of this.waiting) cancel();
      this.waiting.clear();
    }
    if (this.held.has(name)) {
      await new Promise<void>((resolve) => this.waiting.add(resolve));
      throw this.held.get(name);
    }
    const rejection = this.rejections.get(name);
    if (rejection !== undefined) throw rejection;
    const answer = await window.answer(name, pack(values));
    if ('failed' in answer) throw answer.failed;
    return unpack(answer.value);
  }
}

const inspector = new InspectorEditor();
Object.assign(window, {
  inspector,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => inspector.post(message),
    getState: () => inspector.state,
    setState: (state: unknown) => {
      inspector.state = state;
    },
  }),
});

declare global {
  interface Window {
    readonly inspector: InspectorEditor;
    /** Asks the test's process. */
    readonly answer: (name: string, values: Packed) => Promise<{ value: Packed } | { failed: unknown }>;
  }
}
