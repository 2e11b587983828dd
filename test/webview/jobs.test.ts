import assert from 'node:assert/strict';
import { Jobs } from '../../webview/run/jobs';

function pendingCall(): { promise: Promise<number>; resolve: (value: number) => void; reject: (error: Error) => void } {
  let resolve: (value: number) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<number>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

describe('Jobs', () => {
  it('runs one call at a time and hands it the pieces', async () => {
    const jobs = new Jobs(() => Promise.resolve());
    const pieces: string[] = [];
    const first = pendingCall();
    const running = jobs.run(
      'generate',
      () => first.promise,
      (text) => pieces.push(text),
    );
    assert.equal(jobs.running, 'generate');
    assert.equal(await jobs.run('evaluate', () => Promise.resolve(2)), undefined);
    jobs.onPiece('a');
    jobs.onProgress(0.5);
    assert.equal(jobs.progress, 0.5);
    first.resolve(1);
    assert.equal(await running, 1);
    jobs.onPiece('late');
    jobs.onProgress(0.9);
    assert.deepEqual(pieces, ['a']);
    assert.equal(jobs.running, undefined);
  });

  it('answers undefined to a call that was cancelled, and rejects when it failed by itself', async () => {
    const pending = pendingCall();
    let cancels = 0;
    const jobs = new Jobs(() => {
      cancels += 1;
      pending.reject(new Error('cancelled'));
      return Promise.resolve();
    });
    const running = jobs.run('evaluate', () => pending.promise);
    await jobs.cancel();
    await jobs.cancel();
    assert.equal(await running, undefined);
    assert.equal(cancels, 1);
    await assert.rejects(
      jobs.run('forecast', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(jobs.running, undefined);
  });

  it('tells its listeners of every change', async () => {
    const jobs = new Jobs(() => Promise.resolve());
    const seen: (string | undefined)[] = [];
    jobs.listen(() => seen.push(jobs.running));
    await jobs.run('forecast', () => Promise.resolve(1));
    assert.deepEqual(seen, ['forecast', undefined]);
  });
});
