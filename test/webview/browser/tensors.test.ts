import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../host/chromium';
import { screenshots } from '../../host/places';
import { bundle, nextFrames, openPage, type PanelFiles } from './browser';
import type { ThemeName } from './themes';

interface Opening {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly stored?: unknown;
  readonly fails?: readonly string[];
}

describe('page of a safetensors file in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let files: PanelFiles;
  let page: Page;

  before(async () => {
    files = await bundle('tensors');
    browser = await launchChromium();
    fs.mkdirSync(screenshots, { recursive: true });
  });

  after(() => browser.close());

  afterEach(async () => {
    const problems = await page.evaluate(() => window.tensors.problems);
    await page.context().close();
    assert.deepEqual(problems, []);
  });

  async function open({
    theme = 'dark',
    width,
    stored = { chosen: 'embedding.weight' },
    fails = [],
  }: Opening = {}): Promise<void> {
    page = await openPage(browser, files, { width }, (on, problem) => {
      void on.evaluate((text) => window.tensors.problems.push(text), problem);
    });
    await page.goto('https://panel.test/');
    await page.evaluate(
      (given) => {
        window.tensors.setTheme(given.theme);
        window.tensors.state = given.stored;
        const failure = { message: 'The disk is gone.', problem: { code: 'data.unreadable', arguments: {} } };
        for (const call of given.fails) window.tensors.rejections.set(call, failure);
      },
      { theme, stored, fails: [...fails] },
    );
    await page.addScriptTag({ url: 'https://panel.test/tensors.js' });
  }

  const settled = async (): Promise<void> => {
    await page.locator('.tensor-detail .picture').first().waitFor();
    for (let i = 0; i < 4; i += 1) await nextFrames(page);
  };
  const choose = (name: string) => page.locator('.tensor-list tr', { hasText: name }).first().click();
  const facts = () => page.locator('.facts').innerText();
  const title = () => page.locator('.tensor-detail h2').innerText();

  for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
    for (const width of [1280, 420]) {
      it(`fits into ${width} pixels and shows its tensors in ${theme}`, async () => {
        await open({ theme, width });
        await choose('rnn.weight_hh_l0');
        await settled();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} pixels wide`);
        await page.screenshot({ path: path.join(screenshots, `tensors-${theme}-${width}.png`), fullPage: true });
      });
    }
  }

  it('lists names, types, shapes and sizes, and treats every text of the file as text', async () => {
    await open();
    await settled();
    assert.equal(await page.locator('h1').innerText(), '<b>weights</b>.safetensors');
    const rows = await page.locator('.tensor-list tbody tr').allInnerTexts();
    assert.equal(rows.length, 8);
    assert.ok(rows.includes('rnn.weight_ih_l0\tF32\t[256, 64]\t16,384\t64 KiB'), rows.join('\n'));
    await page.locator('summary').click();
    assert.ok((await page.locator('.file-metadata').innerText()).includes('<script>alert(1)</script>'));
    assert.match(await page.locator('.header-about').innerText(), /^8 tensors, 37,380 elements, 147 KiB$/);
  });

  it('chooses by keyboard and filters by name', async () => {
    await open();
    await settled();
    const grid = page.getByRole('grid');
    await grid.focus();
    const first = await title();
    // What a screen reader reads: the grid names the cell that the keys have come to.
    const active = async (): Promise<string> => {
      const id = await grid.getAttribute('aria-activedescendant');
      return page.locator(`[id="${id}"]`).innerText();
    };
    assert.equal(await active(), first);
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await title(), first);
    assert.equal(await active(), await title());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match(await active(), /^\[[\d, ]*\]$/);
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), '[65, 64]', 'the same column of the row above');
    const row = page.getByRole('row', { selected: true });
    assert.equal(await row.count(), 1);
    assert.equal(await row.getByRole('rowheader').innerText(), first);
    assert.equal(await row.getByRole('gridcell').count(), 4);
    assert.equal(await grid.getByRole('columnheader').count(), 5);
    assert.equal(await grid.getAttribute('aria-rowcount'), '9');
    await page.locator('input[type=search]').fill('conv');
    assert.equal(await page.locator('.tensor-list tbody tr').count(), 1);
    await choose('head.convolution.weight');
    await settled();
    assert.equal(await title(), 'head.convolution.weight');
    await page.locator('input[type=search]').fill('zzz');
    assert.match(await page.locator('.tensor-part .hint').first().innerText(), /No tensor/);
  });

  it('says how values are spread, and reads single ones', async () => {
    await open();
    await choose('rnn.weight_hh_l0');
    await settled();
    assert.match(await facts(), /Mean\n[\u2212-]?0\.000\d+/);
    assert.match(await facts(), /Deviation\n0\.1\d*/);
    const [histogram, heatmap] = await page.locator('.tensor-detail .picture').all();
    await histogram.focus();
    await page.keyboard.press('Home');
    assert.match((await histogram.getAttribute('aria-valuetext')) ?? '', /values from -0\.\d+ to -0\.\d+/);
    await heatmap.focus();
    await page.keyboard.press('ArrowDown');
    await nextFrames(page);
    assert.match((await heatmap.getAttribute('aria-valuetext')) ?? '', /^Row \d+, column \d+: -?0\.\d+$/);
  });

  it('has words for tensors without finite values, without elements, and of one number', async () => {
    await open();
    await choose('broken');
    await page.getByText('None of its values is finite.').waitFor();
    await choose('nothing');
    await page.getByText('This tensor has no elements.').waitFor();
    await choose('step');
    await settled();
    assert.match(await facts(), /Shape\n\[\]\nType\nI32/);
    assert.match(await facts(), /Least\n1,?200/);
  });

  it('shows again the tensor that was chosen before, and reads a changed file anew', async () => {
    await open({ stored: { chosen: 'rnn.bias_ih_l0' } });
    await settled();
    assert.equal(await title(), 'rnn.bias_ih_l0');
    await choose('rnn.weight_ih_l0');
    await settled();
    await page.waitForFunction(() => (window.tensors.state as { chosen?: string }).chosen === 'rnn.weight_ih_l0');
    await page.evaluate(() => window.tensors.changed());
    await settled();
    assert.equal(await title(), 'rnn.weight_ih_l0');
  });

  it('says why a file cannot be read, and tries again', async () => {
    await open({ fails: ['ready'] });
    await page.getByText('The disk is gone.').waitFor();
    await page.evaluate(() => window.tensors.rejections.clear());
    await page.getByRole('button', { name: 'Try Again' }).click();
    await settled();
    await page.evaluate(() =>
      window.tensors.rejections.set('summary', {
        message: 'Gone.',
        problem: { code: 'data.unreadable', arguments: {} },
      }),
    );
    await choose('rnn.weight_ih_l0');
    await page.locator('.view-failure', { hasText: 'Gone.' }).waitFor();
    await page.evaluate(() => window.tensors.rejections.clear());
    await page.getByRole('button', { name: 'Try Again' }).click();
    await settled();
  });
});
