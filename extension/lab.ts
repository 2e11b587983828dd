import type * as vscode from 'vscode';
import type { Log } from './base/log';
import type { Catalog } from './catalog';
import type { ExperimentDiagnostics } from './language/diagnostics';
import type { InspectorPanels } from './panels/inspector-panels';
import type { RunPanels } from './panels/run-panels';
import type { RunManager } from './runs/run-manager';
import type { RunStore } from './runs/run-store';
import type { EngineClient } from './service/engine-client';
import type { DataTree } from './trees/data-tree';
import type { ExperimentsTree } from './trees/experiments-tree';
import type { StatusBar } from './status-bar';
import type { DataFiles } from './workspace/data-files';
import type { WatchedFiles } from './workspace/watched-files';

/** The parts of the extension, as commands meet them. Also what `activate` returns, for the tests inside the host. */
export interface Lab {
  readonly log: Log;
  /** Folder of the built files. */
  readonly dist: vscode.Uri;
  readonly catalog: Catalog;
  readonly engine: EngineClient;
  readonly experimentFiles: WatchedFiles;
  readonly dataFiles: DataFiles;
  readonly runs: RunStore;
  readonly manager: RunManager;
  readonly panels: RunPanels;
  readonly inspectors: InspectorPanels;
  readonly diagnostics: ExperimentDiagnostics;
  readonly experimentsTree: ExperimentsTree;
  readonly dataTree: DataTree;
  readonly statusBar: StatusBar;
}
