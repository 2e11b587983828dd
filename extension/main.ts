import * as vscode from 'vscode';
import { Disposables } from './base/disposables';
import { background, createLog } from './base/log';
import { readCatalog } from './catalog';
import { registerCommands } from './commands';
import { ContextKeys } from './context-keys';
import type { Lab } from './lab';
import { SafetensorsEditor } from './editors/safetensors-editor';
import { ExperimentCodeLens } from './language/code-lens';
import { ExperimentCompletion } from './language/completion';
import { ExperimentDiagnostics } from './language/diagnostics';
import { InspectorPanels } from './panels/inspector-panels';
import { RunPanels } from './panels/run-panels';
import { FailureNews } from './runs/failure-news';
import { RunManager } from './runs/run-manager';
import { RunStore } from './runs/run-store';
import { EngineClient } from './service/engine-client';
import { StatusBar } from './status-bar';
import { DataTree } from './trees/data-tree';
import { ExperimentsTree } from './trees/experiments-tree';
import { DataFiles } from './workspace/data-files';
import { WatchedFiles } from './workspace/watched-files';
import { experimentSuffix } from './language/experiment-document';

/** Builds the parts, oldest first; VS Code disposes them with the extension. Nothing runs before a person asks. */
export async function activate(context: vscode.ExtensionContext): Promise<Lab> {
  const owned = new Disposables();
  context.subscriptions.push(owned);
  const log = owned.own(createLog());
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const script = vscode.Uri.joinPath(dist, 'seqlab.js').fsPath;
  const catalog = await readCatalog(dist.fsPath);
  const engine = owned.own(new EngineClient(script, log));
  const experimentFiles = owned.own(new WatchedFiles(`**/*${experimentSuffix}`, 2000, log));
  const dataFiles = owned.own(new DataFiles(catalog.formats, log));
  const runs = owned.own(new RunStore(experimentFiles, log));
  const manager = owned.own(new RunManager(script, runs, log));
  const panels = owned.own(new RunPanels(dist, context.extensionUri, runs, { engine, manager, log }));
  const inspectors = owned.own(new InspectorPanels(dist, context.extensionUri, { engine, runs, log }));
  const diagnostics = owned.own(new ExperimentDiagnostics(engine, log));
  const experimentsTree = owned.own(new ExperimentsTree(experimentFiles, runs));
  const dataTree = owned.own(new DataTree(dataFiles, engine));
  const statusBar = owned.own(new StatusBar(runs));
  owned.own(new ExperimentCodeLens(runs, diagnostics));
  owned.own(new ExperimentCompletion(engine, log));
  owned.own(new ContextKeys(runs, log));
  owned.own(new FailureNews(runs));
  owned.own(new SafetensorsEditor(dist, log));
  const lab: Lab = {
    log,
    dist,
    catalog,
    engine,
    experimentFiles,
    dataFiles,
    runs,
    manager,
    panels,
    inspectors,
    diagnostics,
    experimentsTree,
    dataTree,
    statusBar,
  };
  owned.own(registerCommands(lab));
  background(log, 'First search for runs', runs.list());
  return lab;
}
