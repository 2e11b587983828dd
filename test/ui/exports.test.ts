import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installOnnxruntime } from '../host/install-onnxruntime';
import { readSafetensorsHeader } from './safetensors-header';
import { TensorsPage } from './tensors-page';
import { TrainedSample } from './trained-sample';

/** How a model leaves, from the palette: what is written is executed where that can be, and can be looked at. */
describe('taking a model away', function () {
  this.timeout(400_000);
  this.bail(true);

  let sample: TrainedSample;

  before(async () => {
    const environment = { SEQUENCE_LAB_ONNXRUNTIME: installOnnxruntime() };
    const viewport = { width: 1400, height: 900 };
    sample = await TrainedSample.open({ sample: 'dates', set: ['train.steps=20'], viewport, environment });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await sample.workbench.screenshot('exports-failed');
  });

  after(() => sample?.close());

  const exported = async (format: string, file: string): Promise<void> => {
    const { workbench } = sample;
    await workbench.runCommand('Sequence Lab: Export Weights');
    await workbench.asked(/In which format/);
    await workbench.pick(format);
    await workbench.answerFileDialog(file, 'OK');
  };

  it('exports to ONNX, and shows that ONNX Runtime gives the same', async () => {
    const { workbench, folder } = sample;
    await exported('ONNX', path.join(folder, 'reads-dates.onnx'));
    await workbench.notified(/Exported reads-dates\.onnx/, 120_000);
    await workbench.screenshot('exports-1-onnx');
    await workbench.answerNotification(
      /Exported reads-dates\.onnx.* In onnxruntime-node .* it gives the same as here/,
      'Open Report',
    );
    const report = await workbench.webview('h1:has-text("reads-dates.onnx against Sequence Lab")', 60_000);
    const words = await report.locator('body').innerText();
    assert.match(words, /The export gives what Sequence Lab gives\./);
    assert.match(words, /The greatest difference is\s+\d\.\de-\d+; 1\.0e-5 is allowed\./);
    const cases = await report.locator('table tbody tr').allInnerTexts();
    for (const [batch, time] of [
      [1, 1],
      [5, 7],
      [5, 50],
    ]) {
      assert.ok(
        cases.some((row) => new RegExp(`^${batch}\\s+${time}, decoder `).test(row)),
        `${batch} sequences of ${time} steps: ${cases.join('\n')}`,
      );
    }
    await workbench.screenshot('exports-2-report');
    for (const file of ['reads-dates.onnx', 'reads-dates.parity.md']) {
      assert.ok(fs.statSync(path.join(folder, file)).size > 100, file);
    }
  });

  it('exports to safetensors, and opens the file in its own editor', async () => {
    const { workbench, folder } = sample;
    const file = path.join(folder, 'reads-dates.safetensors');
    await exported('safetensors', file);
    await workbench.notified(/Exported reads-dates\.safetensors/);
    const { __metadata__: _, ...header } = readSafetensorsHeader(file);
    await workbench.openFile('reads-dates.safetensors');
    const page = await TensorsPage.of(workbench, 'reads-dates.safetensors');
    assert.deepEqual((await page.names()).toSorted(), Object.keys(header).toSorted());
    await page.choose('decoder.rnn.weight_hh_l0');
    const [rows, columns] = header['decoder.rnn.weight_hh_l0'].shape;
    assert.match(await page.facts(), new RegExp(`Shape\\s+\\[${rows}, ${columns}\\]`));
    await page.drawn();
    await workbench.screenshot('exports-3-tensors');
  });

  it('reads the values of a tensor with the keyboard alone', async () => {
    const page = await TensorsPage.of(sample.workbench, 'reads-dates.safetensors');
    await page.grid.focus();
    await sample.workbench.page.keyboard.press('Home');
    await page.drawn();
    await page.values.focus();
    await sample.workbench.page.keyboard.press('ArrowRight');
    await page.frame.waitForFunction(
      (values) => /^Row 0, column 0: -?\d/.test(values?.getAttribute('aria-valuetext') ?? ''),
      await page.values.elementHandle(),
    );
  });

  it('asked nothing of the network, and no page failed', () => {
    assert.deepEqual([...sample.workbench.blocked], []);
    assert.deepEqual(sample.errors, []);
  });
});
