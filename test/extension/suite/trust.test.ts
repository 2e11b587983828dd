import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Lab } from '../../../extension/lab';
import { activeLab, emptyWorkspace, extensionManifest, runEnded, writeSmallExperiment } from './support';

/** A window can't be told to lose its trust, so the extension is told that it has none. */
async function untrusted(work: () => Promise<void>): Promise<void> {
  const usual = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
  Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
  try {
    assert.equal(vscode.workspace.isTrusted, false);
    await work();
  } finally {
    Object.defineProperty(vscode.workspace, 'isTrusted', usual);
  }
}

describe('a workspace that is not trusted', function () {
  this.timeout(60_000);
  let lab: Lab;
  let experiment: vscode.Uri;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    experiment = await writeSmallExperiment('careful');
  });
  after(emptyWorkspace);

  it('is declared, so that VS Code lets the extension show what is there', () => {
    const { capabilities } = extensionManifest() as {
      capabilities: { untrustedWorkspaces: { supported: string; description: string } };
    };
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
    assert.match(capabilities.untrustedWorkspaces.description, /Restricted Mode/);
  });

  it('trains nothing, whoever asks', async () => {
    await untrusted(async () => {
      // The command waits for an answer to its explanation.
      void vscode.commands.executeCommand('sequenceLab.train', experiment);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.deepEqual(await lab.runs.list(), []);
    });
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('shows why above the experiment, in place of what would run', async () => {
    await vscode.window.showTextDocument(experiment);
    await untrusted(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        experiment,
      );
      assert.deepEqual(
        lenses.map(({ command }) => command?.command),
        ['workbench.trust.manage'],
      );
    });
  });

  it('lets no panel start work', async () => {
    const run = await lab.manager.start(experiment);
    await runEnded(run);
    const panel = lab.panels.open(run);
    await untrusted(async () => {
      const refused = { problem: { code: 'run.untrusted', arguments: {}, where: undefined } };
      for (const call of ['evaluate', 'generate', 'read', 'answer', 'forecast', 'resume'] as const)
        await assert.rejects(panel.call(call, 'test'), (error: { message: string; problem: object }) => {
          assert.deepEqual(error.problem, refused.problem);
          return /Restricted Mode/.test(error.message);
        });
    });
  });
});
