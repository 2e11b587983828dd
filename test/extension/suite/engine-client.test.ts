import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EngineClient } from '../../../extension/service/engine-client';
import type { Lab } from '../../../extension/lab';
import type { Run } from '../../../extension/runs/run';
import { activeLab, emptyWorkspace, runEnded, until, workspaceUri, writeSmallExperiment } from './support';

describe('engine client', function () {
  this.timeout(60_000);
  let lab: Lab;
  let client: EngineClient;
  let run: Run;
  const roots = (): string[] => [workspaceUri().fsPath];
  const endless = { temperature: 1, topK: 0, topP: 1, seed: 1, length: 100_000_000 };

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
    run = await lab.manager.start(await writeSmallExperiment('served'));
    await runEnded(run);
    client = new EngineClient(join(lab.dist.fsPath, 'seqlab.js'), lab.log);
  });
  after(async () => {
    client.dispose();
    await emptyWorkspace();
  });

  it('starts its process at the first call', async () => {
    assert.equal(client.pid, undefined);
    const guess = await client.guess({ file: workspaceUri('small.txt').fsPath, roots: roots() });
    assert.equal(guess.task, 'language-model');
    assert.ok(client.pid);
  });

  it('rejects with a problem that has words', async () => {
    await assert.rejects(client.guess({ file: workspaceUri('gone.txt').fsPath, roots: roots() }), {
      code: 'data.missing',
    });
  });

  it('gives a long call up when it is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    const request = { run: run.folder, prompt: '', options: endless, roots: roots() };
    let pieces = 0;
    const call = client.generate(request, {
      token: source.token,
      piece: () => {
        if (++pieces === 20) source.cancel();
      },
    });
    await assert.rejects(call, { code: 'run.cancelled' });
    assert.ok(pieces < 50_000, `${pieces} pieces`);
  });

  it('rejects what was going on when the process is lost, and starts another', async () => {
    const { pid } = client;
    const request = { run: run.folder, prompt: '', options: endless, roots: roots() };
    let pieces = 0;
    const call = client.generate(request, { piece: () => pieces++ });
    await Promise.race([until('it writes', () => pieces > 0), call]);
    process.kill(pid!, 'SIGKILL');
    await assert.rejects(call, { code: 'run.service-ended' });
    await client.guess({ file: workspaceUri('small.txt').fsPath, roots: roots() });
    assert.notEqual(client.pid, pid);
  });

  it('takes its process along when it is disposed', async () => {
    const pid = client.pid!;
    client.dispose();
    await until('the process is gone', () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
  });

  it('holds runs to the memory that the settings allow', async () => {
    const settings = vscode.workspace.getConfiguration('sequenceLab');
    await settings.update('memoryLimit', 1, vscode.ConfigurationTarget.Workspace);
    try {
      const large = await writeSmallExperiment('large', { batch: 64, window: 512 });
      await assert.rejects(lab.manager.start(large), (error: { code: string }) => /memory/.test(error.code));
    } finally {
      await settings.update('memoryLimit', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
