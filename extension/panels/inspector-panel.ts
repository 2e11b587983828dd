import { createBirpc, type BirpcReturn } from 'birpc';
import * as vscode from 'vscode';
import type { Inspection, InspectionInput } from '../../engine/contracts/inspection';
import { Problem } from '../../engine/contracts/problem';
import type {
  InspectionQuestions,
  InspectorHost,
  InspectorState,
  InspectorView,
} from '../../engine/protocol/inspector';
import type { PanelProblem } from '../../engine/protocol/panel';
import { Disposables } from '../base/disposables';
import { background, type Log } from '../base/log';
import { Throttle } from '../base/throttle';
import { problemOf, sentenceOf } from '../problems/words';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/run-store';
import type { EngineClient, Watch } from '../service/engine-client';
import { rootPaths } from '../workspace/roots';
import { ActivationPaint } from './activation-paint';
import { checkpointsOf, dataOf, inputOf } from './inspector-state';
import type { Selected } from './selection';

export const inspectorPanelType = 'sequenceLab.inspector';

/** Milliseconds between two looks at the kept checkpoints. */
const pace = 1000;

/** A pass, and what a person had selected where that is what it read. */
interface KeptPass {
  readonly inspection: Inspection;
  readonly selected: Selected | undefined;
}

export interface InspectorPanelParts {
  readonly engine: EngineClient;
  readonly runs: RunStore;
  readonly log: Log;
}

/** The host's side of one run's inspector: hands the page's questions on to the engine, and frees what the engine keeps for it. */
export class InspectorPanel extends Disposables implements InspectorHost {
  private readonly rpc: BirpcReturn<InspectorView, InspectorHost>;
  private readonly update = this.own(new Throttle(pace, () => this.send()));
  private readonly paintings = this.own(new ActivationPaint());
  private readonly jobs = new Set<vscode.CancellationTokenSource>();
  /** Passes that the engine keeps for this page. */
  private readonly kept = new Map<string, KeptPass>();
  private isReady = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly run: Run,
    private selected: Selected | undefined,
    private readonly parts: InspectorPanelParts,
  ) {
    super();
    this.own(run.follow());
    this.own(run.onDidChange(() => this.update.request()));
    this.own(parts.runs.onDidChangeList(() => this.update.request()));
    this.own(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.isReady = false;
      }),
    );
    const { webview } = panel;
    this.rpc = createBirpc<InspectorView, InspectorHost>(this, {
      post: (message) => webview.postMessage(message),
      on: (receive) => this.own(webview.onDidReceiveMessage(receive)),
      bind: 'functions',
      eventNames: ['update', 'show', 'progress'],
      timeout: -1,
      resolver: (name) => (isHostMethod(name) ? (...values: unknown[]) => this.call(name, ...values) : undefined),
    });
    this.own({ dispose: () => this.end() });
  }

  /** Whether the page has drawn the run and is still there. */
  get pageIsThere(): boolean {
    return this.isReady;
  }

  /** Has the page look at what a person selected in an editor. */
  show(selected: Selected): void {
    this.selected = selected;
    if (this.isReady) this.tell(this.rpc.show(selected.input));
  }

  async ready(): Promise<InspectorState> {
    await this.run.refresh();
    // What an earlier page was shown is of no use to this one.
    await Promise.all([...this.kept.keys()].map((id) => this.release(id)));
    this.isReady = true;
    const data = await dataOf(this.run);
    return {
      run: this.run.folder,
      name: this.run.name,
      ...(await this.choices()),
      input: this.selected?.input ?? inputOf(data),
      parts: data.parts,
      reads: data.reads,
      sequences: data.sequences,
      translations: vscode.l10n.bundle,
      language: vscode.env.language,
    };
  }

  inspect: InspectorHost['inspect'] = async (request) => {
    const selected = this.selected && isText(request.input, this.selected.input) ? this.selected : undefined;
    const inspection = await this.job(async (watch) => {
      const run = await this.knownRun(request.run);
      return this.parts.engine.inspect({ ...request, run: run.folder, roots: rootPaths() }, watch);
    });
    this.kept.set(inspection.id, { inspection, selected });
    return inspection;
  };

  async release(inspection: string): Promise<void> {
    if (!this.kept.delete(inspection)) return;
    await this.parts.engine.release(inspection);
  }

  slice: InspectorHost['slice'] = (...values) => this.ask('slice', values);
  order: InspectorHost['order'] = (...values) => this.ask('order', values);
  flow: InspectorHost['flow'] = (...values) => this.ask('flow', values);
  contributions: InspectorHost['contributions'] = (...values) => this.ask('contributions', values);
  saliency: InspectorHost['saliency'] = (...values) => this.ask('saliency', values);
  match: InspectorHost['match'] = (...values) => this.ask('match', values);
  rollout: InspectorHost['rollout'] = (...values) => this.ask('rollout', values);
  beam: InspectorHost['beam'] = (...values) => this.ask('beam', values);
  lengths: InspectorHost['lengths'] = (...values) => this.ask('lengths', values);
  cloze: InspectorHost['cloze'] = (...values) => this.ask('cloze', values);

  probes: InspectorHost['probes'] = async (folder) => {
    const run = await this.knownRun(folder);
    return this.parts.engine.probes({ run: run.folder });
  };

  paint: InspectorHost['paint'] = async (request) => {
    this.paintings.clear();
    if (!request) return;
    const { inspection, selected } = this.kept.get(request.inspection) ?? {};
    const trace = inspection?.traces.find(({ name }) => name === request.trace);
    // What a decoder writes stands in no editor.
    if (!selected || trace?.side !== 'source') throw new Problem('inspect.not-selected');
    const labels = inspection?.sides.source ?? [];
    const units = { from: request.unit, to: request.unit + 1 };
    const whole = {
      steps: { from: 0, to: labels.length },
      units,
      order: 'index',
      rows: labels.length,
      columns: 1,
    } as const;
    const { values } = await this.ask('slice', [request.inspection, { trace: request.trace, ...whole }]);
    const document = await vscode.workspace.openTextDocument(selected.document);
    const ranges = selected.ranges(document, labels);
    if (!ranges) throw new Problem('inspect.changed', { file: vscode.workspace.asRelativePath(selected.document) });
    this.paintings.show(document, ranges, values);
  };

  save: InspectorHost['save'] = async (name, content) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(this.run.folder);
    // The page names a file, never a place.
    const file = name.replace(/[\\/:*?"<>|]+/g, '-');
    const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, file) });
    if (target) await vscode.workspace.fs.writeFile(target, content);
  };

  async cancel(): Promise<void> {
    for (const job of this.jobs) job.cancel();
  }

  /** The page may name the runs that it was told of, and no other folder. */
  private async knownRun(folder: string): Promise<Run> {
    const run =
      folder === this.run.folder ? this.run : (await this.parts.runs.list()).find((each) => each.folder === folder);
    if (!run) throw new Problem('run-folder.missing', { run: folder, file: 'run.json' });
    return run;
  }

  private ask<Q extends keyof InspectionQuestions>(
    question: Q,
    parameters: Parameters<InspectionQuestions[Q]>,
  ): Promise<Awaited<ReturnType<InspectionQuestions[Q]>>> {
    return this.job((watch) => this.parts.engine.question(question, parameters, watch));
  }

  private async choices(): Promise<Pick<InspectorState, 'checkpoints' | 'others'>> {
    const runs = (await this.parts.runs.list()).filter((run) => run.hasCheckpoint && run !== this.run);
    const others = runs.map(async (run) => ({
      run: run.folder,
      name: run.name,
      checkpoints: await checkpointsOf(run, undefined),
    }));
    return { checkpoints: await checkpointsOf(this.run, this.run.view(2)), others: await Promise.all(others) };
  }

  private async job<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const source = new vscode.CancellationTokenSource();
    this.jobs.add(source);
    try {
      const progress = (fraction: number): void => this.tell(this.rpc.progress(fraction));
      return await work({ token: source.token, progress });
    } finally {
      this.jobs.delete(source);
      source.dispose();
    }
  }

  private send(): void {
    if (!this.isReady || !this.panel.visible) return;
    this.tell(this.choices().then((choices) => this.rpc.update(choices)));
  }

  private tell(sent: Promise<void>): void {
    background(this.parts.log, 'Message to the inspector', sent);
  }

  /** What the page may call, with failures put into words. In a workspace that is not trusted nothing runs. */
  async call(name: HostMethod, ...values: readonly unknown[]): Promise<unknown> {
    try {
      if (!vscode.workspace.isTrusted && !harmless.has(name)) throw new Problem('run.untrusted');
      const method = this[name] as (...parameters: unknown[]) => Promise<unknown>;
      return await method.apply(this, [...values]);
    } catch (error) {
      const problem = problemOf(error);
      this.parts.log.warn(`Inspector, ${name}: ${JSON.stringify(problem)}`);
      // A plain value: an Error would lose its fields on the way to the page.
      throw { message: sentenceOf(problem), problem } satisfies PanelProblem;
    }
  }

  private end(): void {
    for (const job of this.jobs) job.cancel();
    for (const id of this.kept.keys()) background(this.parts.log, 'Release', this.parts.engine.release(id));
    this.rpc.$close();
  }
}

/** Whether two inputs are the same text; what an encoder-decoder shall write of it does not matter. */
const isText = (a: InspectionInput, b: InspectionInput): boolean =>
  a.kind !== 'part' && b.kind === a.kind && b.text === a.text;

type HostMethod = keyof InspectorHost;

const hostMethods: Readonly<Record<HostMethod, true>> = {
  ready: true,
  inspect: true,
  release: true,
  probes: true,
  paint: true,
  save: true,
  cancel: true,
  slice: true,
  order: true,
  flow: true,
  contributions: true,
  saliency: true,
  match: true,
  rollout: true,
  beam: true,
  lengths: true,
  cloze: true,
};

/** What a page may call: nothing else of the panel object can be reached from it. */
function isHostMethod(name: string): name is HostMethod {
  return Object.hasOwn(hostMethods, name);
}

/** Calls that do not make the engine work. */
const harmless: ReadonlySet<HostMethod> = new Set<HostMethod>(['ready', 'release', 'save', 'cancel']);
