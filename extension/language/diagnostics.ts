import * as vscode from 'vscode';
import type { ProblemValue } from '../../engine/contracts/problem';
import type { CheckResult, ExperimentPlan } from '../../engine/protocol/service';
import { Disposables } from '../base/disposables';
import { background, type Log } from '../base/log';
import { fileOf, placeOf } from '../problems/place';
import { sentenceOf } from '../problems/words';
import type { EngineClient } from '../service/engine-client';
import { engineAccess } from '../workspace/engine-access';
import { isExperiment, rangeOfPath } from './experiment-document';

/** Milliseconds of rest after a key stroke before the text is checked. */
const rest = 400;

/** Shows as errors what the engine finds wrong in open experiment files: all that Train would refuse. */
export class ExperimentDiagnostics extends Disposables {
  private readonly collection = this.own(vscode.languages.createDiagnosticCollection('sequenceLab'));
  private readonly planned = this.own(new vscode.EventEmitter<vscode.Uri>());
  /** The plan of a file is there, or is gone. */
  readonly onDidPlan = this.planned.event;
  private readonly plans = new Map<string, ExperimentPlan>();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly engine: EngineClient,
    private readonly log: Log,
  ) {
    super();
    const { workspace } = vscode;
    this.own(workspace.onDidOpenTextDocument((document) => this.request(document, true, 0)));
    this.own(workspace.onDidSaveTextDocument((document) => this.request(document, true, 0)));
    this.own(
      workspace.onDidChangeTextDocument(
        ({ document, contentChanges }) => contentChanges.length > 0 && this.request(document, false, rest),
      ),
    );
    this.own(workspace.onDidCloseTextDocument((document) => this.forget(document.uri)));
    this.own(workspace.onDidGrantWorkspaceTrust(() => this.checkOpen()));
    this.own({ dispose: () => this.timers.forEach((timer) => clearTimeout(timer)) });
    this.checkOpen();
  }

  /** Sizes that the engine found for the file as it was saved last. */
  planOf(uri: vscode.Uri): ExperimentPlan | undefined {
    return this.plans.get(uri.toString());
  }

  /** Shows problems that another part came upon, for example Train. */
  async show(uri: vscode.Uri, problems: readonly ProblemValue[]): Promise<void> {
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const diagnostics = await Promise.all(problems.filter(isOurs).map((problem) => diagnosticOf(problem, uri, text)));
    if (!this.disposed) this.collection.set(uri, diagnostics);
  }

  private checkOpen(): void {
    for (const document of vscode.workspace.textDocuments) this.request(document, true, 0);
  }

  private request(document: vscode.TextDocument, deep: boolean, delay: number): void {
    if (!isExperiment(document.uri) || !vscode.workspace.isTrusted) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => background(this.log, `Check of ${key}`, this.check(document, deep)), delay),
    );
  }

  private async check(document: vscode.TextDocument, deep: boolean): Promise<void> {
    this.timers.delete(document.uri.toString());
    if (document.isClosed) return;
    const { version } = document;
    const request = { file: document.uri.fsPath, text: document.getText(), deep, ...engineAccess() };
    const result = await this.engine.check(request);
    if (this.disposed || document.isClosed || document.version !== version) return;
    await this.show(document.uri, result.problems);
    this.remember(document.uri, result);
  }

  private remember(uri: vscode.Uri, { plan }: CheckResult): void {
    if (plan) this.plans.set(uri.toString(), plan);
    else this.plans.delete(uri.toString());
    this.planned.fire(uri);
  }

  private forget(uri: vscode.Uri): void {
    clearTimeout(this.timers.get(uri.toString()));
    this.timers.delete(uri.toString());
    this.plans.delete(uri.toString());
    this.collection.delete(uri);
  }
}

/** VS Code marks broken JSON itself, as an error. What its schema check finds is only a warning there, and Train refuses it. */
function isOurs(problem: ProblemValue): boolean {
  return problem.code !== 'config.syntax';
}

/** A problem of the experiment stands where it is; one of the data stands at the name of the data file and points into it. */
async function diagnosticOf(problem: ProblemValue, experiment: vscode.Uri, text: string): Promise<vscode.Diagnostic> {
  const inData = fileOf(problem.where, experiment)?.fsPath !== experiment.fsPath;
  const place = await placeOf(problem.where, experiment);
  const path = inData ? 'data.path' : problem.where?.path;
  const range = (path !== undefined && rangeOfPath(text, path)) || place?.range || new vscode.Range(0, 0, 0, 1);
  const diagnostic = new vscode.Diagnostic(range, sentenceOf(problem), vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Sequence Lab';
  diagnostic.code = problem.code;
  if (inData && place)
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(place, vscode.l10n.t('The place in the data')),
    ];
  return diagnostic;
}
