import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Owner } from '../../../engine/protocol/control';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';
import { runFlags } from '../../../extension/trees/experiments-tree';
import {
  activeLab,
  emptyWorkspace,
  runEnded,
  smallExperiment,
  until,
  workspaceUri,
  write,
  writeSmallExperiment,
} from './support';
import { readFile } from 'node:fs/promises';

/** Long enough to be stopped in the middle, with a checkpoint at every chance. */
const long = { epochs: 100_000, checkpointSeconds: 0.2, validateEvery: 100_000 };

async function train(lab: Lab, experiment: vscode.Uri): Promise<Run> {
  const before = new Set(await lab.runs.list());
  await vscode.commands.executeCommand('sequenceLab.train', experiment);
  const run = (await lab.runs.list()).find((each) => !before.has(each));
  assert.ok(run, 'a run was started');
  return run;
}

function ownerOf(run: Run): Promise<Owner> {
  return readFile(path.join(run.folder, 'owner.json'), 'utf8').then((text) => JSON.parse(text) as Owner);
}

describe('training', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
  });
  after(emptyWorkspace);

  it('trains a small model to the end, and shows it below its experiment', async () => {
    const experiment = await writeSmallExperiment('quick');
    const run = await train(lab, experiment);
    assert.equal(run.name, 'quick-1');
    assert.ok(existsSync(workspaceUri('.seqlab', '.gitignore').fsPath));
    await runEnded(run);
    const { summary } = run;
    assert.equal(summary.status, 'finished');
    assert.ok(summary.step > 0 && summary.step === summary.totalSteps);
    assert.ok(summary.metrics.perplexity > 1 && summary.metrics.perplexity < 15, `${summary.metrics.perplexity}`);
    assert.equal(runFlags(run), 'run idle checkpoint');
    const [node] = (await lab.experimentsTree.getChildren()).filter(
      (each) => each.kind === 'experiment' && each.uri.toString() === experiment.toString(),
    );
    const [child] = await lab.experimentsTree.getChildren(node);
    const item = lab.experimentsTree.getTreeItem(child);
    assert.equal(item.label, 'quick-1');
    assert.match(String(item.description), /^finished · perplexity [\d.]+$/);
    assert.match(item.accessibilityInformation!.label, /run quick-1, finished/);
    assert.match((item.tooltip as vscode.MarkdownString).value, /perplexity/);
    assert.equal(lab.experimentsTree.getParent(child), node);
  });

  it('opens the panel of the run, whose page asks for its state under the strict policy', async () => {
    const run = (await lab.runs.list()).find(({ name }) => name === 'quick-1')!;
    const panel = lab.panels.get(run);
    assert.ok(panel);
    await until('the page is there', () => panel.pageIsThere);
    assert.match(panel.panel.webview.html, /default-src 'none'/);
    assert.doesNotMatch(panel.panel.webview.html, /unsafe/);
  });

  it('evaluates, generates and exports through the engine service', async () => {
    const run = (await lab.runs.list()).find(({ name }) => name === 'quick-1')!;
    const roots = [workspaceUri().fsPath];
    const evaluation = await lab.engine.evaluate({ run: run.folder, part: 'test', roots }, {});
    assert.equal(evaluation.kind, 'text');
    assert.ok(evaluation.metrics.perplexity < 15);
    let streamed = '';
    const options = { temperature: 0, topK: 0, topP: 1, seed: 1, length: 30 };
    const { text } = await lab.engine.generate(
      { run: run.folder, prompt: 'the c', options, roots },
      { piece: (piece) => (streamed += piece) },
    );
    assert.ok(text.length >= 30);
    assert.equal(streamed, text);
    const out = workspaceUri('weights.safetensors').fsPath;
    const { files } = await lab.engine.export({ runs: [run.folder], format: 'safetensors', out });
    assert.equal(files[0], out);
    assert.ok(existsSync(out));
  });

  it('imports weights into a new run, which can be used and trained further', async () => {
    const experiment = workspaceUri('quick.seqlab.json');
    const file = workspaceUri('weights.safetensors').fsPath;
    const run = await lab.manager.start(experiment, { file, ignoreSurplus: false });
    await until('it has its weights', () => run.summary.status === 'imported' && run.resumable && run.hasCheckpoint);
    assert.equal(run.summary.step, 0);
    const roots = [workspaceUri().fsPath];
    const source = (await lab.runs.list()).find(({ name }) => name === 'quick-1')!;
    const [before, after] = await Promise.all(
      [source, run].map(({ folder }) => lab.engine.evaluate({ run: folder, part: 'test', roots }, {})),
    );
    assert.equal(after.loss, before.loss);
    const other = await write('other.seqlab.json', smallExperiment('small.txt').replace('16', '17'));
    await assert.rejects(lab.manager.start(other, { file, ignoreSurplus: false }), { code: 'import.misfit' });
  });

  it('stops with a checkpoint, and resumes the same run', async () => {
    const run = await train(lab, await writeSmallExperiment('long', long));
    await until('it trains', () => run.active && run.summary.step > 5);
    assert.match(runFlags(run), /^run active/);
    assert.ok(lab.statusBar.visibleText?.includes('long-1'), lab.statusBar.visibleText);
    await vscode.commands.executeCommand('sequenceLab.stop', { kind: 'run', run });
    await until('it has stopped', () => run.summary.status === 'stopped' && run.resumable);
    assert.equal(lab.statusBar.visibleText, undefined);
    const { step } = run.summary;
    assert.ok(!existsSync(path.join(run.folder, 'owner.json')));
    await vscode.commands.executeCommand('sequenceLab.resume', { kind: 'run', run });
    await until('it goes on', () => run.active && run.summary.step > step + 5);
    await lab.manager.stop(run);
    await until('it has stopped again', () => run.summary.status === 'stopped');
  });

  it('shows a killed run as interrupted, and takes it up again with one command', async () => {
    const run = await train(lab, await writeSmallExperiment('killed', long));
    await until('a checkpoint is there', () => run.hasCheckpoint && run.summary.step > 5);
    process.kill((await ownerOf(run)).pid, 'SIGKILL');
    await until('it is interrupted', () => run.summary.status === 'interrupted' && run.resumable);
    await vscode.commands.executeCommand('sequenceLab.resume', { kind: 'run', run });
    await until('it trains again', () => run.active);
    await lab.manager.stop(run);
  });

  it('tells why a run failed', async () => {
    // Only numbers beyond 32 bits are not finite: the loss itself comes out of any logits.
    const wild = { optimizer: { kind: 'sgd', rate: 1e38 }, clip: {}, epochs: 50 };
    const run = await train(lab, await writeSmallExperiment('wild', wild));
    await runEnded(run);
    assert.equal(run.summary.status, 'failed');
    assert.match(run.problem!.code, /not-finite$/);
    const { tooltip, iconPath } = lab.experimentsTree.getTreeItem({ kind: 'run', run });
    assert.match((tooltip as vscode.MarkdownString).value.replaceAll('&nbsp;', ' '), /smaller learning rate/);
    assert.equal((iconPath as vscode.ThemeIcon).id, 'error');
  });

  it('refuses a second process on the same run', async () => {
    const run = await train(lab, await writeSmallExperiment('single', long));
    await until('it trains', () => run.active && run.summary.step > 0);
    await assert.rejects(lab.manager.resume(run), { code: 'run-folder.owned' });
    await assert.rejects(lab.manager.delete(run), { code: 'run.busy' });
    await lab.manager.stop(run);
  });

  it('finds a run that another process started, and forgets one that was deleted', async () => {
    const run = (await lab.runs.list()).find(({ name }) => name === 'quick-1')!;
    const copy = workspaceUri('.seqlab', 'runs', 'quick-7');
    await vscode.workspace.fs.copy(vscode.Uri.file(run.folder), copy);
    const found = await until('the copy', () => lab.runs.known.find(({ name }) => name === 'quick-7'));
    assert.equal(found.summary.status, 'finished');
    await lab.manager.delete(found);
    assert.ok(!existsSync(copy.fsPath));
    assert.ok(!lab.runs.known.includes(found));
  });

  it('starts nothing when the experiment is wrong, and shows the problem at its place', async () => {
    const experiment = await write('wrong.seqlab.json', '{\n  "data": { "path": "missing.txt" }\n}\n');
    const before = (await lab.runs.list()).length;
    await vscode.commands.executeCommand('sequenceLab.train', experiment);
    assert.equal((await lab.runs.list()).length, before);
    const [diagnostic] = vscode.languages.getDiagnostics(experiment);
    assert.equal(diagnostic.code, 'data.missing');
    assert.deepEqual([diagnostic.range.start.line, diagnostic.range.start.character], [1, 20]);
  });
});
