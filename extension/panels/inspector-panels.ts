import * as vscode from 'vscode';
import { Disposables } from '../base/disposables';
import type { Run } from '../runs/run';
import { panelHtml } from './html';
import { InspectorPanel, inspectorPanelType, type InspectorPanelParts } from './inspector-panel';
import type { Selected } from './selection';

/** The inspectors of this window, one a run. They come back after a reload of the window. */
export class InspectorPanels extends Disposables implements vscode.WebviewPanelSerializer {
  private readonly panels = new Map<string, InspectorPanel>();
  private readonly assets: vscode.Uri;

  constructor(
    dist: vscode.Uri,
    private readonly extension: vscode.Uri,
    private readonly parts: InspectorPanelParts,
  ) {
    super();
    this.assets = vscode.Uri.joinPath(dist, 'webview');
    this.own(vscode.window.registerWebviewPanelSerializer(inspectorPanelType, this));
    this.own(parts.runs.onDidRemove((run) => this.panels.get(run.folder)?.panel.dispose()));
  }

  /** The panel that has the focus. */
  get active(): InspectorPanel | undefined {
    return [...this.panels.values()].find(({ panel }) => panel.active);
  }

  get(run: Run): InspectorPanel | undefined {
    return this.panels.get(run.folder);
  }

  /** Shows the inspector of a run, on what was selected where something was. */
  open(run: Run, selected?: Selected): InspectorPanel {
    const open = this.panels.get(run.folder);
    if (open) {
      open.panel.reveal(undefined, selected !== undefined);
      if (selected) open.show(selected);
      return open;
    }
    const viewColumn = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const place = { viewColumn, preserveFocus: selected !== undefined };
    const panel = vscode.window.createWebviewPanel(inspectorPanelType, titleOf(run), place);
    return this.fill(panel, run, selected);
  }

  /** VS Code brings a panel back; `state` is what its page stored. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const folder = (state as { run?: unknown } | undefined)?.run;
    const run = typeof folder === 'string' ? await this.parts.runs.find(folder) : undefined;
    if (run) this.fill(panel, run, undefined);
    else panel.dispose(); // The run was deleted while the window was closed.
  }

  private fill(panel: vscode.WebviewPanel, run: Run, selected: Selected | undefined): InspectorPanel {
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.extension, 'media', `run-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.assets] };
    const filled = new InspectorPanel(panel, run, selected, this.parts);
    this.panels.set(run.folder, filled);
    panel.onDidDispose(() => {
      this.panels.delete(run.folder);
      filled.dispose();
    });
    panel.webview.html = panelHtml(panel.webview, this.assets, 'inspector');
    return filled;
  }
}

function titleOf(run: Run): string {
  return vscode.l10n.t('Inspect {0}', run.name);
}
