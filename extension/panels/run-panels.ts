import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import type { Run } from '../runs/run';
import type { RunStore } from '../runs/run-store';
import { panelHtml } from './html';
import { RunPanel, runPanelType, type RunPanelParts } from './run-panel';

/** The run panels of this window, one a run. They come back after a reload of the window. */
export class RunPanels extends Disposables implements vscode.WebviewPanelSerializer {
  private readonly panels = new Map<string, RunPanel>();
  private readonly assets: vscode.Uri;

  constructor(
    dist: vscode.Uri,
    private readonly extension: vscode.Uri,
    private readonly runs: RunStore,
    private readonly parts: RunPanelParts,
  ) {
    super();
    this.assets = vscode.Uri.joinPath(dist, 'webview');
    this.own(vscode.window.registerWebviewPanelSerializer(runPanelType, this));
    this.own(runs.onDidRemove((run) => this.panels.get(run.folder)?.panel.dispose()));
  }

  /** The panel that has the focus. */
  get active(): RunPanel | undefined {
    return [...this.panels.values()].find(({ panel }) => panel.active);
  }

  get(run: Run): RunPanel | undefined {
    return this.panels.get(run.folder);
  }

  /** Where a text is best opened: where the person is, but not on top of a run's panel when another text is in sight. */
  get columnForText(): vscode.ViewColumn {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const column = activeTextEditor ? undefined : this.active && visibleTextEditors[0]?.viewColumn;
    return column ?? vscode.ViewColumn.Active;
  }

  /** Where a new panel is best opened: with the others, as far as that hides no text that is being edited, else beside it. */
  private get columnForPanel(): vscode.ViewColumn {
    const panels = [...this.panels.values()].map(({ panel }) => panel);
    const text = vscode.window.activeTextEditor;
    const others =
      panels.find(({ visible }) => visible) ?? panels.find(({ viewColumn }) => viewColumn !== text?.viewColumn);
    return others?.viewColumn ?? (text ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
  }

  /** Shows the panel of a run: with the other panels, else beside the text that is being edited. */
  open(run: Run, { preserveFocus = false } = {}): RunPanel {
    const open = this.panels.get(run.folder);
    if (open) {
      open.panel.reveal(undefined, preserveFocus);
      return open;
    }
    const show = { viewColumn: this.columnForPanel, preserveFocus };
    const panel = vscode.window.createWebviewPanel(runPanelType, run.name, show);
    return this.fill(panel, run);
  }

  /** VS Code brings a panel back; `state` is what its page stored. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const folder = (state as { run?: unknown } | undefined)?.run;
    const run = typeof folder === 'string' ? await this.runs.find(folder) : undefined;
    if (run) this.fill(panel, run);
    else panel.dispose(); // The run was deleted while the window was closed.
  }

  private fill(panel: vscode.WebviewPanel, run: Run): RunPanel {
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.extension, 'media', `run-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.assets] };
    const filled = new RunPanel(panel, run, this.parts);
    this.panels.set(run.folder, filled);
    panel.onDidDispose(() => {
      this.panels.delete(run.folder);
      filled.dispose();
    });
    panel.webview.html = panelHtml(panel.webview, this.assets, 'run');
    return filled;
  }
}
