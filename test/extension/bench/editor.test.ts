import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import { type EditorFigures, figuresVariable } from '../../host/editor-figures';
import { delayNow, delayWhileTraining } from '../suite/event-loop';
import { emptyWorkspace, extensionId, smallText, write } from '../suite/support';

/** As large as people train here, on all cores, with a checkpoint every second. */
const experiment = {
  data: { path: 'small.txt', split: [0.8, 0.1, 0.1] },
  task: { kind: 'language-model' },
  model: { kind: 'recurrent', cell: { kind: 'lstm', units: 128 } },
  train: { epochs: 1_000_000, batch: 32, window: 64, checkpointSeconds: 1, validateEvery: 1000 },
};

describe('the editor, measured', function () {
  this.timeout(120_000);
  let activation: number | undefined;
  let lab: Lab;

  it('activates the extension', async () => {
    const extension = vscode.extensions.getExtension<Lab>(extensionId);
    assert.ok(extension);
    const before = extension.isActive;
    const start = performance.now();
    lab = await extension.activate();
    if (!before) activation = performance.now() - start;
  });

  it('trains two networks', async () => {
    await write('small.txt', smallText);
    const text = JSON.stringify(experiment);
    const experiments = { left: await write('left.seqlab.json', text), right: await write('right.seqlab.json', text) };
    await vscode.commands.executeCommand('sequenceLab.refresh');
    const idle = await delayNow();
    const training = await delayWhileTraining(lab, experiments);
    await emptyWorkspace();
    const figures: EditorFigures = { activation, idle, training };
    fs.writeFileSync(process.env[figuresVariable]!, JSON.stringify(figures));
  });
});
