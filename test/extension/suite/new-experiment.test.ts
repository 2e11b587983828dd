import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import { valueAt } from '../../../extension/language/experiment-document';
import { newExperiment } from '../../../extension/new-experiment/new-experiment';
import { activeLab, emptyWorkspace, smallTable, smallText, until, workspaceUri, write } from './support';

const press = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);

/** Answers a row of pickers with the keyboard's commands, and waits for the experiment that is opened at the end. */
async function answer(
  started: Promise<vscode.Uri | undefined>,
  keys: readonly string[],
): Promise<vscode.Uri | undefined> {
  let done = false;
  void started.finally(() => (done = true));
  for (const key of keys) {
    if (done) break;
    await sleep(700); // A picker is drawn in another process, and tells nobody that it is there.
    await press(key);
  }
  return started;
}

const accept = 'workbench.action.acceptSelectedQuickOpenItem';
const next = 'workbench.action.quickOpenSelectNext';

describe('New Experiment', function () {
  this.timeout(90_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    await write('story.txt', smallText);
    await write('weather.csv', smallTable(400));
    lab.dataFiles.refresh();
    await until('the data', async () => (await lab.dataFiles.files()).length === 2);
  });

  async function check(uri: vscode.Uri): Promise<void> {
    const result = await lab.engine.check({ file: uri.fsPath, roots: [workspaceUri().fsPath], deep: true });
    assert.deepEqual(result.problems, []);
    assert.ok(result.plan!.totalSteps > 0);
  }

  it('goes from a table to a commented forecasting experiment that can be trained', async () => {
    const uri = await answer(newExperiment(lab), [accept, accept, accept, accept]);
    assert.ok(uri);
    assert.match(uri.path, /\/weather\.seqlab\.json$/);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(vscode.window.activeTextEditor!.document.uri.path, uri.path);
    assert.equal(valueAt(text, 'data.path'), 'weather.csv');
    assert.deepEqual(valueAt(text, 'data.target'), ['temperature']);
    assert.equal(valueAt(text, 'data.time'), 'date');
    assert.equal(valueAt(text, 'task.kind'), 'forecasting');
    assert.equal(valueAt(text, 'model.cell.kind'), 'lstm');
    assert.ok(text.split('\n').filter((line) => /^\s*\/\//.test(line)).length >= 5);
    await check(uri);
  });

  it('starts from a file, and takes another cell', async () => {
    const uri = await answer(newExperiment(lab, workspaceUri('story.txt')), [accept, next, accept]);
    assert.ok(uri);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'task.kind'), 'language-model');
    assert.equal(valueAt(text, 'model.cell.kind'), 'gru');
    await check(uri);
  });

  it('never overwrites a file', async () => {
    const first = workspaceUri('story.seqlab.json');
    const before = await vscode.workspace.fs.readFile(first);
    const uri = await answer(newExperiment(lab, workspaceUri('story.txt')), [accept, accept]);
    assert.match(uri!.path, /\/story-2\.seqlab\.json$/);
    assert.deepEqual(await vscode.workspace.fs.readFile(first), before);
  });

  it('goes back a step, and gives up without a trace', async () => {
    const count = (await vscode.workspace.findFiles('**/*.seqlab.json')).length;
    const uri = await answer(newExperiment(lab, workspaceUri('weather.csv')), [
      accept,
      'workbench.action.quickInputBack',
      'workbench.action.closeQuickOpen',
    ]);
    assert.equal(uri, undefined);
    assert.equal((await vscode.workspace.findFiles('**/*.seqlab.json')).length, count);
  });

  it('tells what is wrong with a file that cannot be trained on', async () => {
    await write('noise.txt', '\u0000\u0001\u0000binary');
    assert.equal(await newExperiment(lab, workspaceUri('noise.txt')), undefined);
  });
});
