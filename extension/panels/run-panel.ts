import { createBirpc, type BirpcReturn } from 'birpc';
import * as vscode from 'vscode';
import { Problem } from '../../engine/contracts/problem';
import type { PanelAction, PanelProblem, RunPanelHost, RunPanelState, RunPanelView } from '../../engine/protocol/panel';
import type { RunView } from '../../engine/contracts/view';
import { Disposables } from '../base/disposables';
import { background } from '../base/log';
import { Throttle } from '../base/throttle';
import { problemOf, sentenceOf } from '../problems/words';
import type { Run } from '../runs/run';
import type { RunManager } from '../runs/run-manager';
import type { EngineClient, Watch } from '../service/engine-client';
import type { Log } from '../base/log';
import { engineAccess } from '../workspace/engine-access';
import { readablePath } from '../workspace/roots';

export const runPanelType = 'sequenceLab.run';

/** Points of the curve that the page gets at once; for more it asks about a stretch. */
const curvePoints = 2000;

/** Milliseconds between two updates. */
const pace = 250;

export interface RunPanelParts {
  readonly engine: EngineClient;
  readonly manager: RunManager;
  readonly log: Log;
}

/** The host's side of one run's panel: answers the page and tells it how the run goes on while somebody looks. */
export class RunPanel extends Disposables implements RunPanelHost {
  private readonly rpc: BirpcReturn<RunPanelView, RunPanelHost>;
  private readonly update = this.own(new Throttle(pace, () => this.send()));
  private readonly jobs = new Set<vscode.CancellationTokenSource>();
  /** Whether the page that is there now has asked for its state. A hidden page is thrown away and comes back asking. */
  private isReady = false;
  private waiting: PanelAction | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly run: Run,
    private readonly parts: RunPanelParts,
  ) {
    super();
    this.own(run.follow());
    this.own(run.onDidChange(() => this.update.request()));
    this.own(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.isReady = false;
      }),
    );
    const { webview } = panel;
    this.rpc = createBirpc<RunPanelView, RunPanelHost>(this, {
      post: (message) => webview.postMessage(message),
      on: (receive) => this.own(webview.onDidReceiveMessage(receive)),
      bind: 'functions',
      eventNames: ['update', 'piece', 'progress', 'perform'],
      timeout: -1,
      resolver: (name) => (isHostMethod(name) ? (...values: unknown[]) => this.call(name, ...values) : undefined),
    });
    this.own({ dispose: () => this.end() });
  }

  /** Whether the page has drawn the run and is still there. */
  get pageIsThere(): boolean {
    return this.isReady;
  }

  /** Has the page do what a command asked for, as soon as it is there. */
  perform(action: PanelAction): void {
    if (this.isReady) this.tell(this.rpc.perform(action));
    else this.waiting = action;
  }

  async ready(): Promise<RunPanelState> {
    await this.run.refresh();
    this.isReady = true;
    if (this.waiting) {
      // After the answer: the page draws first, then does it.
      setTimeout(() => this.performWaiting());
    }
    return {
      run: this.run.folder,
      view: thinned(this.run.view(curvePoints)),
      experimentFile: this.run.experimentFile ? readablePath(this.run.experimentFile) : this.run.name,
      translations: vscode.l10n.bundle,
      language: vscode.env.language,
    };
  }

  curve: RunPanelHost['curve'] = async (from, to, points) => this.run.curve(from, to, points);

  stop(): Promise<void> {
    return this.parts.manager.stop(this.run);
  }

  async resume(): Promise<void> {
    await this.parts.manager.resume(this.run);
  }

  evaluate: RunPanelHost['evaluate'] = (part) =>
    this.job((watch) => this.parts.engine.evaluate({ run: this.run.folder, part, ...engineAccess() }, watch));

  generate: RunPanelHost['generate'] = (prompt, options) =>
    this.job((watch) =>
      this.parts.engine.generate({ run: this.run.folder, prompt, options, ...engineAccess() }, watch),
    );

  read: RunPanelHost['read'] = (text) =>
    this.job((watch) => this.parts.engine.read({ run: this.run.folder, text, ...engineAccess() }, watch));

  answer: RunPanelHost['answer'] = (source, search) =>
    this.job((watch) => this.parts.engine.answer({ run: this.run.folder, source, search, ...engineAccess() }, watch));

  forecast: RunPanelHost['forecast'] = (length) =>
    this.job((watch) => this.parts.engine.forecast({ run: this.run.folder, length, ...engineAccess() }, watch));

  async cancel(): Promise<void> {
    for (const job of this.jobs) job.cancel();
  }

  async exportWeights(): Promise<void> {
    await vscode.commands.executeCommand('sequenceLab.exportWeights', { kind: 'run', run: this.run });
  }

  async openExperiment(): Promise<void> {
    await vscode.commands.executeCommand('sequenceLab.openExperiment', { kind: 'run', run: this.run });
  }

  private async job<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const source = new vscode.CancellationTokenSource();
    this.jobs.add(source);
    try {
      return await work({
        token: source.token,
        piece: (text) => this.tell(this.rpc.piece(text)),
        progress: (fraction) => this.tell(this.rpc.progress(fraction)),
      });
    } finally {
      this.jobs.delete(source);
      source.dispose();
    }
  }

  private performWaiting(): void {
    const action = this.waiting;
    this.waiting = undefined;
    if (action && !this.disposed) this.tell(this.rpc.perform(action));
  }

  private send(): void {
    if (this.isReady && this.panel.visible) this.tell(this.rpc.update(thinned(this.run.view(curvePoints))));
  }

  private tell(sent: Promise<void>): void {
    background(this.parts.log, 'Message to the run panel', sent);
  }

  /** What the page may call, with failures put into words. In a workspace that is not trusted nothing runs. */
  async call(name: HostMethod, ...values: readonly unknown[]): Promise<unknown> {
    try {
      if (!vscode.workspace.isTrusted && running.has(name)) throw new Problem('run.untrusted');
      const method = this[name] as (...parameters: unknown[]) => Promise<unknown>;
      return await method.apply(this, [...values]);
    } catch (error) {
      const problem = problemOf(error);
      this.parts.log.warn(`Run panel, ${name}: ${JSON.stringify(problem)}`);
      // A plain value: an Error would lose its fields on the way to the page.
      throw { message: sentenceOf(problem), problem } satisfies PanelProblem;
    }
  }

  private end(): void {
    for (const job of this.jobs) job.cancel();
    this.rpc.$close();
  }
}

/** A view with at most some hundred validations: evenly chosen, the best and the last always among them. */
export function thinned(view: RunView, most = 400): RunView {
  const { validations } = view;
  if (validations.length <= most) return view;
  const stride = Math.ceil(validations.length / most);
  const last = validations.length - 1;
  return { ...view, validations: validations.filter((each, i) => (last - i) % stride === 0 || each === view.best) };
}

type HostMethod = keyof RunPanelHost;

const hostMethods: Readonly<Record<HostMethod, true>> = {
  ready: true,
  curve: true,
  stop: true,
  resume: true,
  evaluate: true,
  generate: true,
  read: true,
  answer: true,
  forecast: true,
  cancel: true,
  exportWeights: true,
  openExperiment: true,
};

/** What a page may call: nothing else of the panel object can be reached from it. */
function isHostMethod(name: string): name is HostMethod {
  return Object.hasOwn(hostMethods, name);
}

/** Calls that make the engine work. */
const running: ReadonlySet<HostMethod> = new Set<HostMethod>([
  'resume',
  'evaluate',
  'generate',
  'read',
  'answer',
  'forecast',
]);
