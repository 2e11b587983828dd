import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import { activeLab, emptyWorkspace, smallExperiment, smallTable, smallText, until, write } from './support';

async function open(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await write(name, text));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Writes the text with a bar for the cursor, and asks for completions there. */
async function completions(name: string, marked: string): Promise<readonly string[]> {
  const offset = marked.indexOf('|');
  const document = await open(name, marked.replace('|', ''));
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset),
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function lenses(uri: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return found.map(({ command }) => command?.title ?? '');
}

const problems = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri);
const ours = (uri: vscode.Uri): vscode.Diagnostic[] => problems(uri).filter(({ source }) => source === 'Sequence Lab');

describe('experiment files', function () {
  this.timeout(90_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    await write('small.txt', smallText);
    await write('data/table.csv', smallTable(200));
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are JSON with comments', async () => {
    assert.equal((await open('language.seqlab.json', smallExperiment('small.txt'))).languageId, 'jsonc');
  });

  it('complete keys and kinds from the schema', async () => {
    const keys = await until('completions of the schema', async () => {
      const found = await completions('keys.seqlab.json', '{ "data": { "path": "small.txt" }, "train": { | } }');
      return found.includes('epochs') && found;
    });
    assert.ok(keys.includes('batch') && keys.includes('optimizer'), keys.join());
    const cells = await completions('cells.seqlab.json', '{ "model": { "kind": "recurrent", "cell": { "kind": | } } }');
    assert.ok(
      cells.some((label) => label.includes('gru')),
      cells.join(),
    );
  });

  it('explain a key on hover', async () => {
    const document = await open('hover.seqlab.json', smallExperiment('small.txt'));
    const position = document.positionAt(document.getText().indexOf('"epochs"') + 2);
    await until('the hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const text = hovers.flatMap(({ contents }) =>
        contents.map((each) => (typeof each === 'string' ? each : each.value)),
      );
      return text.some((each) => each.includes('Passes over the training data'));
    });
  });

  it('complete names of data files, folder by folder', async () => {
    const top = await completions('files.seqlab.json', '{ "data": { "path": "|" } }');
    assert.ok(top.includes('small.txt') && top.includes('data'), top.join());
    assert.ok(!top.some((label) => label.endsWith('.seqlab.json')), top.join());
    const inner = await completions('inner.seqlab.json', '{ "data": { "path": "data/|" } }');
    assert.deepEqual(
      inner.filter((label) => label.includes('table')),
      ['table.csv'],
    );
  });

  it('complete the columns of the data file', async () => {
    const columns = await completions(
      'columns.seqlab.json',
      '{ "data": { "path": "data/table.csv", "target": ["|"] } }',
    );
    for (const name of ['date', 'temperature', 'rain', 'place'])
      assert.ok(columns.includes(name), `${name}: ${columns.join()}`);
    const time = await completions('time.seqlab.json', '{ "data": { "path": "data/table.csv", "time": "|" } }');
    assert.ok(time.includes('date'), time.join());
  });

  it('show an unknown column at its place, also in unsaved text', async () => {
    const document = await open(
      'unknown.seqlab.json',
      '{\n  "data": { "path": "data/table.csv", "target": ["snow"] },\n  "task": { "kind": "forecasting" }\n}',
    );
    const [problem] = await until('the problem', () => ours(document.uri).length > 0 && ours(document.uri));
    assert.equal(problem.code, 'table.unknown-column');
    assert.equal(document.getText(problem.range).replaceAll(/[[\]"]/g, ''), 'snow');
    assert.match(problem.message, /temperature/);
  });

  it('point from the experiment into the data', async () => {
    await write('broken.csv', 'date,value\n2024-01-01,1\n2024-01-02,2,3\n');
    const document = await open('broken.seqlab.json', '{ "data": { "path": "broken.csv" } }');
    const [problem] = await until('the problem', () => ours(document.uri).length > 0 && ours(document.uri));
    assert.equal(problem.code, 'table.ragged');
    const [related] = problem.relatedInformation!;
    assert.match(related.location.uri.path, /broken\.csv$/);
    assert.equal(related.location.range.start.line, 2);
  });

  it('show as errors what the schema only warns of, because Train refuses it', async () => {
    const document = await open(
      'schema.seqlab.json',
      '{ "data": { "path": "small.txt" }, "train": { "epochs": "many", "bacth": 1 } }',
    );
    const found = await until('both problems', () => ours(document.uri).length >= 2 && ours(document.uri));
    assert.deepEqual(
      found.map(({ code, severity, range }) => [code, severity, document.getText(range).replaceAll('"', '')]),
      [
        ['config.wrong-type', vscode.DiagnosticSeverity.Error, 'many'],
        ['config.unknown-key-guess', vscode.DiagnosticSeverity.Error, '1'],
      ],
    );
    assert.match(found[1].message, /batch/);
  });

  it('leave broken JSON to the editor, which marks it as an error itself', async () => {
    const document = await open('syntax.seqlab.json', '{ "data": { "path" "small.txt" } }');
    const [problem] = await until('the problem', () => problems(document.uri).length > 0 && problems(document.uri));
    await lab.engine.check({ file: document.uri.fsPath, roots: [], deep: false });
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual(ours(document.uri), []);
  });

  it('forget problems that were repaired by typing', async () => {
    const document = await open('typed.seqlab.json', '{ "data": { "path": "small.txt", "split": [0.5, 0.1, 0.1] } }');
    await until('the problem', () => ours(document.uri).some(({ code }) => code === 'config.split-sum'));
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('0.5');
    edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 3)), '0.8');
    await vscode.workspace.applyEdit(edit);
    await until('it is gone', () => ours(document.uri).length === 0);
    await document.save();
  });

  it('have a line above them that trains, and tells the size of the model', async () => {
    const document = await open('lens.seqlab.json', smallExperiment('small.txt'));
    const titles = await until('the plan', async () => {
      const found = await lenses(document.uri);
      return found.some((title) => title.includes('weights')) && found;
    });
    assert.match(titles[0], /Train/);
    assert.ok(!titles.includes('Evaluate'));
  });
});
