import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunSummary } from '../../../engine/contracts/view';
import { RunReducer } from '../../../engine/run/reducer';
import { summarise } from '../../../engine/run/summary';
import type { Lab } from '../../../extension/lab';
import { bestWords } from '../../../extension/runs/words';
import { activeLab, emptyWorkspace, smallExperiment, smallTable, smallText, until, write } from './support';

describe('trees', () => {
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    await write('words.txt', smallText);
    await write('tables/weather.csv', smallTable(30));
    await write('node_modules/some-package/notes.txt', 'not to be seen');
    await write('words.seqlab.json', smallExperiment('words.txt'));
    await write('tables/weather.seqlab.json', '{ "data": { "path": "weather.csv" } }');
  });

  it('lists experiments by name, with their folder, without being told', async () => {
    const nodes = await until('both experiments', async () => {
      const found = await lab.experimentsTree.getChildren();
      return found.length === 2 && found;
    });
    const items = nodes.map((node) => lab.experimentsTree.getTreeItem(node));
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      [
        ['weather', 'tables'],
        ['words', ''],
      ],
    );
    for (const item of items) {
      assert.equal(item.contextValue, 'experiment');
      assert.ok(item.accessibilityInformation?.label);
    }
    assert.deepEqual(await lab.experimentsTree.getChildren(nodes[0]), []);
  });

  it('describes a run by what its task is measured by', () => {
    const empty = summarise(new RunReducer('tags-1').view(false));
    const words = (metrics: RunSummary['metrics']) => bestWords({ summary: { ...empty, bestLoss: 0.3, metrics } });
    assert.equal(words({ f1: 0.52, precision: 0.5, recall: 0.54, accuracy: 0.9 }), 'F1 0.52');
    assert.equal(words({ accuracy: 0.9 }), 'accuracy 0.9');
    assert.equal(words({}), 'loss 0.3');
  });

  it('lists data files with kind and size, and nothing of node_modules', async () => {
    const files = await until('both data files', async () => {
      const found = await lab.dataTree.getChildren();
      return found.length === 2 && found;
    });
    assert.deepEqual(
      files.map(({ name, format }) => [name, format]),
      [
        ['weather.csv', 'csv'],
        ['words.txt', 'text'],
      ],
    );
    const item = lab.dataTree.getTreeItem(files[1]);
    assert.match(String(item.description), /^Text · 6\.1 kB/);
  });

  it('tells in the tooltip what a table holds', async () => {
    const [weather] = await lab.dataTree.getChildren();
    const item = await lab.dataTree.resolveTreeItem(lab.dataTree.getTreeItem(weather), weather);
    const { value } = item.tooltip as vscode.MarkdownString;
    assert.match(value.replaceAll('&nbsp;', ' '), /30 rows/);
    assert.match(value, /temperature/);
  });

  it('puts what a person most likely trains on first', async () => {
    await write('README.md', smallText.repeat(4));
    await write('empty.txt', '');
    lab.dataFiles.refresh();
    const names = (await lab.dataFiles.likeliestFirst()).map(({ name }) => name);
    assert.deepEqual(names.slice(0, 2), ['weather.csv', 'words.txt']);
    assert.equal(names.length, 4);
  });

  it('forgets an experiment that was deleted', async () => {
    await vscode.workspace.fs.delete(
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'words.seqlab.json'),
    );
    await until('one experiment is left', async () => (await lab.experimentsTree.getChildren()).length === 1);
  });
});
