import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Inspection, InspectionInput } from '../../../engine/contracts/inspection';
import type { PanelProblem } from '../../../engine/protocol/panel';
import type { Lab } from '../../../extension/lab';
import type { InspectorPanel } from '../../../extension/panels/inspector-panel';
import { selectedRows, selectedText } from '../../../extension/panels/selection';
import type { Run } from '../../../extension/runs/run';
import { activeLab, emptyWorkspace, runEnded, until, workspaceUri, write, writeSmallExperiment } from './support';

describe('inspector panel', function () {
  this.timeout(120_000);
  let lab: Lab;
  let run: Run;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    run = await lab.manager.start(await writeSmallExperiment('looked'));
    await runEnded(run);
  });
  after(emptyWorkspace);
  afterEach(() => lab.inspectors.get(run)?.panel.dispose());

  const problem = (code: string) => (error: PanelProblem) => error.problem.code === code && error.message.length > 10;

  async function opened(editor?: vscode.TextEditor): Promise<InspectorPanel> {
    const panel = lab.inspectors.open(run, editor && selectedText(editor));
    await until('the page is there', () => panel.pageIsThere);
    return panel;
  }

  const inspect = (panel: InspectorPanel, input: InspectionInput) =>
    panel.call('inspect', { run: run.folder, checkpoint: 'last', input }) as Promise<Inspection>;
  const paint = (panel: InspectorPanel, { id }: Inspection) =>
    panel.call('paint', { inspection: id, trace: 'rnn.l0.h', unit: 3 });

  async function editorOf(file: string, ...[from, to]: readonly [number, number]): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(workspaceUri(file));
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
    return editor;
  }

  it('paints a pass over the text that it read, whatever was selected since', async () => {
    const first = await editorOf('small.txt', 0, 11);
    const panel = await opened(first);
    const early = await inspect(panel, selectedText(first).input);
    assert.equal(early.sides.source?.join(''), 'the cat sat');
    const second = await editorOf('small.txt', 51, 70);
    panel.show(selectedText(second));
    const late = await inspect(panel, selectedText(second).input);
    await paint(panel, early);
    await paint(panel, late);
    // The text of the first pass alone is another one now.
    await second.edit((edit) => edit.replace(new vscode.Range(0, 0, 0, 3), 'tea'));
    await assert.rejects(paint(panel, early), problem('inspect.changed'));
    await paint(panel, late);
    await second.edit((edit) => edit.replace(new vscode.Range(0, 0, 0, 3), 'the'));
    await paint(panel, early);
    await panel.call('paint', undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('paints nothing that was not read from an editor', async () => {
    const panel = await opened(await editorOf('small.txt', 0, 11));
    const part = await inspect(panel, { kind: 'part', part: 'train', from: 0, length: 11 });
    await assert.rejects(paint(panel, part), problem('inspect.not-selected'));
  });

  it('gives up a pass and a question that were cancelled, and says no more of it than that', async () => {
    const panel = await opened();
    const input: InspectionInput = { kind: 'part', part: 'train', from: 0, length: 900 };
    const pass = inspect(panel, input);
    await panel.call('cancel');
    await assert.rejects(pass, ({ message, problem: { code } }: PanelProblem) => {
      return code === 'run.cancelled' && message === 'Cancelled.';
    });
    const { id } = await inspect(panel, input);
    const flow = panel.call('flow', id, { steps: { from: 0, to: 900 } });
    await panel.call('cancel');
    await assert.rejects(flow, ({ problem: { code } }: PanelProblem) => code === 'run.cancelled');
  });

  it('knows where steps stand: in lines of two characters at their end, and in the rows of a table', async () => {
    await write('windows.txt', 'one\r\ntwo\r\nthree\r\n');
    const editor = await editorOf('windows.txt', 0, 10);
    const labels = Array.from('one\ntwo\n');
    const ranges = selectedText(editor).ranges(editor.document, labels);
    assert.deepEqual(
      ranges?.map((range) => editor.document.getText(range)),
      ['o', 'n', 'e', '\r\n', 't', 'w', 'o', '\r\n'],
    );
    const words = selectedText(editor).ranges(editor.document, ['one', 'two']);
    assert.deepEqual(
      words?.map((range) => editor.document.getText(range)),
      ['one', 'two'],
    );
    await write('rows.csv', 'a,b\n1,2\n3,4\n5,6\n');
    const table = await editorOf('rows.csv', 8, 12);
    const rows = selectedRows(table);
    assert.deepEqual(rows.input, { kind: 'table', text: 'a,b\n3,4' });
    const found = rows.ranges(table.document, ['2']);
    assert.deepEqual(
      found?.map((range) => table.document.getText(range)),
      ['3,4'],
    );
    await table.edit((edit) => edit.insert(new vscode.Position(1, 0), '0,0\n'));
    assert.equal(rows.ranges(table.document, ['2']), undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
