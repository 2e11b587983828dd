import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';
import type { ValidationEvent } from '../../../engine/contracts/events';
import type { RunView } from '../../../engine/contracts/view';
import type { PanelProblem } from '../../../engine/protocol/panel';
import { runPanelType, thinned } from '../../../extension/panels/run-panel';
import { activeLab, emptyWorkspace, runEnded, until, workspaceUri, writeSmallExperiment } from './support';

describe('run panel', function () {
  this.timeout(120_000);
  let lab: Lab;
  let run: Run;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    run = await lab.manager.start(await writeSmallExperiment('shown'));
    await runEnded(run);
  });
  after(emptyWorkspace);

  it('is one a run, however often it is opened', async () => {
    const first = lab.panels.open(run);
    assert.equal(lab.panels.open(run), first);
    await until('the page is there', () => first.pageIsThere);
    first.panel.dispose();
    assert.equal(lab.panels.get(run), undefined);
  });

  it('opens for the run that is selected in the view', async () => {
    const node = await until('the run is in the view', async () => {
      const [experiment] = await lab.experimentsTree.getChildren();
      return experiment && (await lab.experimentsTree.getChildren(experiment)).at(0);
    });
    await lab.experimentsTree.view.reveal(node, { select: true });
    await until('it is selected', () => lab.experimentsTree.view.selection[0] === node);
    const { command } = lab.experimentsTree.getTreeItem(node);
    assert.ok(command);
    // VS Code drops the arguments of a node that is refreshed while a person clicks it.
    assert.equal(command.arguments, undefined);
    await vscode.commands.executeCommand(command.command);
    const opened = lab.panels.get(run);
    assert.ok(opened);
    opened.panel.dispose();
  });

  it('is not covered by its experiment when that is opened from the view', async () => {
    const { document } = await vscode.window.showTextDocument(run.experimentFile, {
      viewColumn: vscode.ViewColumn.One,
    });
    const { panel } = lab.panels.open(run);
    await until('the panel is beside the text', () => panel.active && panel.viewColumn === vscode.ViewColumn.Two);
    const [experiment] = await lab.experimentsTree.getChildren();
    const click = lab.experimentsTree.getTreeItem(experiment).command!;
    await vscode.commands.executeCommand(click.command, ...click.arguments!);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.One);
    assert.ok(panel.visible);
    panel.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens where another panel is, even behind a text, rather than in a third column', async () => {
    const first = lab.panels.open(run);
    await until('the first panel is there', () => first.panel.viewColumn === vscode.ViewColumn.One);
    await vscode.window.showTextDocument(workspaceUri('small.txt'), { viewColumn: vscode.ViewColumn.One });
    await vscode.window.showTextDocument(run.experimentFile, { viewColumn: vscode.ViewColumn.Two });
    await until('it is behind a text', () => !first.panel.visible);
    const other = await lab.manager.start(run.experimentFile);
    const second = lab.panels.open(other);
    await until('the second panel is in sight', () => second.panel.active && second.panel.viewColumn !== undefined);
    assert.equal(second.panel.viewColumn, vscode.ViewColumn.One);
    await until('its process has ended', () => !other.hasOwner, 60_000);
    first.panel.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await lab.manager.delete(other);
  });

  it('comes back after a reload of the window, from what its page stored', async () => {
    const panel = vscode.window.createWebviewPanel(runPanelType, 'restored', vscode.ViewColumn.One);
    await lab.panels.deserializeWebviewPanel(panel, { run: run.folder, smoothing: 0.5 });
    const restored = lab.panels.get(run);
    assert.ok(restored);
    await until('the page is there', () => restored.pageIsThere);
    const state = await restored.ready();
    assert.equal(state.run, run.folder);
    assert.equal(state.view.status, 'finished');
    assert.ok(state.view.curve.step.length > 0);
    assert.ok(state.view.validations.length > 0);
    assert.equal(state.experimentFile, 'shown.seqlab.json');
    panel.dispose();
  });

  it('closes a panel whose run is gone', async () => {
    const panel = vscode.window.createWebviewPanel(runPanelType, 'lost', vscode.ViewColumn.One);
    const closed = new Promise<void>((resolve) => panel.onDidDispose(() => resolve()));
    await lab.panels.deserializeWebviewPanel(panel, { run: `${run.folder}-gone` });
    await closed;
  });

  it('puts the failure of a call into words', async () => {
    const panel = lab.panels.open(run);
    await assert.rejects(panel.call('forecast', 3), ({ message, problem }: PanelProblem) => {
      return problem.code.length > 0 && message.includes('language-model');
    });
  });

  it('evaluates and generates for its page', async () => {
    const panel = lab.panels.open(run);
    const evaluation = await panel.evaluate('validation');
    assert.equal(evaluation.part, 'validation');
    const options = { temperature: 1, topK: 5, topP: 1, seed: 7, length: 12 };
    const first = await panel.generate('the', options);
    assert.deepEqual(await panel.generate('the', options), first);
  });

  it('sends no more validations than a chart can show, the best and the last among them', () => {
    const validations = Array.from({ length: 5000 }, (_, i) => ({ step: i, best: i === 1234 }) as ValidationEvent);
    const view = { validations, best: validations[1234] } as unknown as RunView;
    const few = thinned(view);
    assert.ok(few.validations.length <= 401);
    assert.equal(few.validations.at(-1), validations.at(-1));
    assert.ok(few.validations.includes(validations[1234]));
  });

  it('closes with its run', async () => {
    const { panel } = lab.panels.open(run);
    const closed = new Promise<void>((resolve) => panel.onDidDispose(() => resolve()));
    await lab.manager.delete(run);
    await closed;
  });
});
