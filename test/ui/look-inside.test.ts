import * as assert from 'node:assert/strict';
import { InspectorPanel } from './inspector-panel';
import { TrainedSample } from './trained-sample';

const themes = { light: 'Light Modern', dark: 'Dark Modern', 'high-contrast': 'Dark High Contrast' };

/** A network that reads dates, in the inspector of a real VS Code: every view in every kind of theme, to be looked at. */
describe('looking inside a network that reads dates', function () {
  this.timeout(300_000);
  this.bail(true);

  let sample: TrainedSample;
  let inspector: InspectorPanel;

  before(async () => {
    const set = ['train.epochs=1', 'train.validateEvery=100', 'train.keepCheckpoints=3'];
    sample = await TrainedSample.open({ sample: 'dates', set, viewport: { width: 1500, height: 2000 } });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await sample.workbench.screenshot('inside-failed');
  });

  after(() => sample?.close());

  it('opens on the run, and reads a date that somebody writes', async () => {
    const { workbench } = sample;
    await workbench.runCommand('Sequence Lab: Inspect Run');
    inspector = await InspectorPanel.of(workbench, 'dates-1');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await inspector.read('27 février 2031');
    for (const view of ['Gates', 'Match', 'Attention', 'Time', 'Saliency', 'Bottleneck', 'Model']) {
      assert.ok((await inspector.views()).includes(view), view);
    }
  });

  it('looks up the year, the month and the day where they stand', async () => {
    await inspector.view('Attention');
    const [head, ...rows] = await inspector.numbers('Weights');
    const read = head.slice(1, -1).join('');
    assert.equal(read, '27␣février␣2031');
    assert.match(rows.map(([name]) => name).join(''), /^2031-02-2\d/);
    const fields = { year: [11, 15], month: [3, 10], day: [0, 2] } as const;
    const written = { year: [0, 1, 2, 3], month: [5, 6], day: [8, 9] } as const;
    for (const [field, steps] of Object.entries(written)) {
      for (const step of steps) {
        const weights = rows[step].slice(1, -1).map(Number);
        const shares = Object.entries(fields).map(([name, [from, to]]) => ({
          name,
          share: weights.slice(from, to).reduce((sum, weight) => sum + weight, 0),
        }));
        const [{ name, share }] = shares.toSorted((a, b) => b.share - a.share);
        assert.equal(name, field, `step ${step} looks at the ${name} with ${share} of its weight`);
      }
    }
  });

  for (const [name, theme] of Object.entries(themes)) {
    it(`draws every view, in ${theme}`, async () => {
      const { workbench } = sample;
      await workbench.runCommand('Preferences: Color Theme');
      await workbench.pick(theme);
      await inspector.frame.locator(`body.vscode-${name}`).waitFor();
      for (const view of await inspector.views()) {
        await inspector.view(view);
        for (const title of await inspector.exhibits()) {
          await inspector.drawn(title, 5);
        }
        await workbench.screenshot(`inside-${view.toLowerCase()}-${name}`);
      }
    });
  }

  it('asked nothing of the network, and no page failed', () => {
    assert.deepEqual([...sample.workbench.blocked], []);
    assert.deepEqual(sample.errors, []);
  });
});
