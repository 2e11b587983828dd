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

  it('lets the decoder of pairs look back at their sources', async () => {
    const pairs = Array.from({ length: 60 }, (_, i) => `word ${i}\tWORT ${i}\n`);
    const uri = await answer(newExperiment(lab, await write('words.pairs', pairs.join(''))), [accept, accept]);
    assert.ok(uri);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'task.kind'), 'translation');
    assert.equal(valueAt(text, 'model.attention.kind'), 'additive');
    assert.match(text, /looks back at the source/);
    await check(uri);
  });

  it('explains a tagging experiment in its own words', async () => {
    const sentences = Array.from({ length: 60 }, (_, i) => `the DT\n${i} CD\ndogs NN\nbark VB\n`);
    const uri = await answer(newExperiment(lab, await write('tags.conll', sentences.join('\n'))), [accept, accept]);
    assert.ok(uri);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'task.kind'), 'tagging');
    assert.equal(valueAt(text, 'model.bidirectional'), true);
    assert.match(text, /Give every token a tag/);
    assert.doesNotMatch(text, /write text of its own/);
    await check(uri);
  });

  it('explains a cloze experiment in its own words', async () => {
    const { tasks } = lab.catalog;
    const fitting = tasks.filter(({ data }) => data === 'text').map(({ kind }) => kind);
    const down = Array.from({ length: fitting.indexOf('cloze') }, () => next);
    const uri = await answer(newExperiment(lab, await write('gaps.txt', smallText)), [...down, accept, accept]);
    assert.ok(uri);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'task.kind'), 'cloze');
    assert.equal(valueAt(text, 'model.bidirectional'), true);
    assert.match(text, /Hide a share of the tokens/);
    await check(uri);
  });

  it('asks which text shall be written about the numbers of a table', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => `${i % 9},${i % 7},${'ab'.repeat(1 + (i % 3))},note ${i}`);
    const file = await write('rows.csv', ['a,b,text,note', ...rows].join('\n'));
    const { tasks } = lab.catalog;
    const fitting = ['forecasting', ...tasks.map(({ kind }) => kind).filter((kind) => kind !== 'forecasting')].filter(
      (kind) => tasks.find((task) => task.kind === kind)?.data !== 'pairs',
    );
    const down = Array.from({ length: fitting.indexOf('data-to-text') }, () => next);
    const uri = await answer(newExperiment(lab, file), [...down, accept, accept, accept]);
    assert.ok(uri);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'task.kind'), 'data-to-text');
    assert.deepEqual(valueAt(text, 'data.columns'), ['a', 'b']);
    assert.deepEqual(valueAt(text, 'data.target'), ['text']);
    assert.equal(valueAt(text, 'model.kind'), 'vector-to-sequence');
    await check(uri);
  });

  it('makes data in place of reading a file', async () => {
    const files = await lab.dataFiles.likeliestFirst();
    const uri = await answer(newExperiment(lab), [...files.map(() => next), accept, next, accept, accept]);
    assert.ok(uri);
    assert.equal(uri.path, workspaceUri('copy-memory.seqlab.json').path);
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.equal(valueAt(text, 'data.generate.kind'), 'copy-memory');
    assert.equal(valueAt(text, 'model.cell.forgetBias'), 3);
    assert.equal(valueAt(text, 'task'), undefined);
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
