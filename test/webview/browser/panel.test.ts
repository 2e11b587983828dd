import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../host/chromium';
import { screenshots } from '../../host/places';
import { bundle, nextFrames, openPanel, type Opening, type PanelFiles } from './browser';
import type { ThemeName } from './themes';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'high-contrast', 'high-contrast-light'];
const running: Opening = { run: 'textRun', step: 3000, status: 'running' };
const finished: Opening = { run: 'textRun', step: 4320, status: 'finished' };
const forecast: Opening = { run: 'forecastRun', step: 1200, status: 'finished' };
const pairs: Opening = { run: 'pairRun', step: 1800, status: 'finished' };
const numerals: Opening = { run: 'rowRun', step: 1800, status: 'finished' };
const tags: Opening = { run: 'tagRun', step: 192, status: 'finished' };
const cloze: Opening = { run: 'clozeRun', step: 1500, status: 'finished' };

describe('run panel in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let files: PanelFiles;
  let page: Page;

  before(async () => {
    files = await bundle();
    browser = await launchChromium();
    fs.mkdirSync(screenshots, { recursive: true });
  });

  after(() => browser.close());

  /** Whatever a test did: nothing was written to the console, nothing broke the page's policy, nothing threw. */
  afterEach(async () => {
    const problems = await page.evaluate(() => window.editor.problems);
    await page.context().close();
    assert.deepEqual(problems, []);
  });

  const open = async (opening: Opening): Promise<Page> => {
    page = await openPanel(browser, files, opening);
    return page;
  };

  /** The run as it is after more steps. */
  const update = async (opening: Opening): Promise<void> => {
    await page.evaluate(({ run, step, status }) => {
      window.editor.update(window.runs.viewOf(window.runs[run], step, status));
    }, opening);
    await nextFrames(page);
  };

  const calls = (name: string): Promise<readonly (readonly unknown[])[]> =>
    page.evaluate(
      (wanted) => window.editor.calls.filter((call) => call.name === wanted).map((call) => call.values),
      name,
    );

  const lossPlot = (): Locator => page.locator('.plot.large');
  const readoutTitle = (): Promise<string | null> => page.locator('.charts .readout-title').textContent();
  const readoutValue = async (label: string): Promise<string> =>
    (await page.locator('.charts .readout-row', { hasText: label }).first().locator('.readout-value').textContent()) ??
    '';
  /** What the panel stored, once it has. */
  const state = async (): Promise<unknown> => {
    await page.waitForTimeout(300);
    return page.evaluate(() => window.editor.state);
  };
  /** A short name for what a chart shows. */
  const picture = async (plot: Locator): Promise<string> => {
    const data = await plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    return createHash('sha256').update(data).digest('hex');
  };
  /** Words of controls and headings that do not fit their place. */
  const clipped = (): Promise<readonly (string | null)[]> =>
    page.locator('button, .fact, .field label, summary h2, .readout-label, .small-head span').evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).display !== 'inline')
        .map((element) => element.textContent),
    );
  const evaluate = async (): Promise<void> => {
    await page.locator('.header').getByRole('button', { name: 'Evaluate' }).click();
    await page.locator('.verdict').waitFor();
    await nextFrames(page);
  };
  const shoot = async (name: string): Promise<void> => {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: page.viewportSize()!.width, height: Math.min(height, 3000) });
    await page.evaluate(() => window.scrollTo(0, 0));
    await nextFrames(page);
    await nextFrames(page);
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  };

  describe('looks', () => {
    for (const opening of [finished, forecast, pairs, tags, cloze]) {
      it(`right in every theme: ${opening.run}`, async () => {
        await open(opening);
        await evaluate();
        for (const theme of themeNames) {
          await page.evaluate((name) => window.editor.setTheme(name), theme);
          await shoot(`${opening.run}-${theme}`);
          const line = await page.locator('.plot.large canvas').evaluate(countColors);
          assert.ok(line > 20, `${line} colours in ${theme}`);
        }
      });

      it(`right at every width: ${opening.run}`, async () => {
        await open(opening);
        await evaluate();
        for (const width of [400, 560, 800, 1100, 1600]) {
          await page.setViewportSize({ width, height: 900 });
          await nextFrames(page);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overflow <= 0, `${overflow} pixels too wide at ${width}`);
          assert.deepEqual(await clipped(), [], `clipped at ${width}`);
          await shoot(`${opening.run}-${width}`);
        }
      });
    }

    it('follows a change of theme without being asked', async () => {
      await open(running);
      const before = await picture(lossPlot());
      await page.evaluate(() => window.editor.setTheme('light'));
      await nextFrames(page);
      assert.notEqual(await picture(lossPlot()), before);
      assert.equal(
        await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor),
        'rgb(255, 255, 255)',
      );
      const light = await picture(lossPlot());
      await page.evaluate(() => window.editor.setTheme('dark'));
      await nextFrames(page);
      assert.equal(await picture(lossPlot()), before);
      await page.context().close();
      await open({ ...running, theme: 'light' });
      assert.equal(await picture(lossPlot()), light, 'the same as if it had begun in this theme');
    });

    it('does not jump when the run goes on', async () => {
      await open({ ...running, step: 2990 });
      const places = (): Promise<number[]> =>
        page
          .locator('.section, .plot, .facts')
          .evaluateAll((elements) => elements.map((element) => Math.round(element.getBoundingClientRect().top)));
      const before = await places();
      await update({ ...running, step: 3010 });
      assert.deepEqual(await places(), before);
    });
  });

  describe('header', () => {
    it('tells name, status, progress and speed', async () => {
      await open(running);
      const header = page.locator('.header');
      assert.equal(await header.locator('h1').textContent(), 'moby-dick-3');
      assert.equal(await header.locator('.status').textContent(), 'Running');
      assert.equal(await header.getByRole('progressbar').getAttribute('aria-valuenow'), '69');
      const facts = await header.locator('.fact:visible').allTextContents();
      assert.ok(facts.includes('Step3,000 of 4,320'), facts.join());
      assert.ok(facts.includes('Epoch5.56'), facts.join());
      assert.ok(facts.includes('Time left55s'), facts.join());
      assert.ok(
        facts.some((fact) => /^Speed[\d.]+K tokens\/s$/.test(fact)),
        facts.join(),
      );
    });

    it('tells what the run computes with', async () => {
      await open(running);
      const about = page.locator('.header-about');
      assert.match((await about.textContent())!, / · native kernels, OpenBLAS 0\.3\.21 \(Zen\) · 2 threads/);
    });

    it('tells why a run ended before its last step', async () => {
      await open(running);
      const about = page.locator('.header-about');
      await update({ ...running, status: 'finished', step: 4320 });
      assert.doesNotMatch((await about.textContent())!, /ended early/);
      await update({ ...running, status: 'finished', step: 4000 });
      assert.match((await about.textContent())!, /ended early: the validation loss got no better$/);
    });

    it('says of an imported run that it was imported, not that it ended', async () => {
      await open({ ...running, step: 0, status: 'imported' });
      assert.equal(await page.locator('.header .status').textContent(), 'Imported');
      await page.getByText('The weights were imported, and nothing was trained yet.').waitFor();
    });

    it('stops and resumes', async () => {
      await open(running);
      const stop = page.getByRole('button', { name: 'Stop' });
      await stop.click();
      assert.equal((await calls('stop')).length, 1);
      assert.equal(await stop.isDisabled(), true);
      await update({ ...running, status: 'stopped' });
      assert.equal(await stop.isVisible(), false);
      assert.match((await page.locator('.header-about').textContent())!, / · resumes at step 2,857$/);
      await page.getByRole('button', { name: 'Resume' }).click();
      assert.equal((await calls('resume')).length, 1);
      await update({ ...running, step: 3050 });
      assert.equal(await stop.isEnabled(), true);
      assert.equal(await page.getByRole('button', { name: 'Resume' }).isVisible(), false);
    });

    it('exports and opens the experiment', async () => {
      await open(finished);
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('button', { name: 'moby-dick.seqlab.json' }).click();
      assert.equal((await calls('exportWeights')).length, 1);
      assert.equal((await calls('openExperiment')).length, 1);
    });

    it('shows a failed call in words until it is dismissed, and lets it be tried again', async () => {
      await open(running);
      await page.evaluate(() => {
        const problem = { code: 'internal.error', arguments: { message: 'x' } };
        window.editor.rejections.set('stop', { message: 'The run does not answer. Try again.', problem });
      });
      await page.getByRole('button', { name: 'Stop' }).click();
      const alert = page.getByRole('alert');
      await alert.getByText('The run does not answer. Try again.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Stop' }).isEnabled(), true);
      await alert.getByRole('button', { name: 'Dismiss' }).click();
      assert.equal(await alert.textContent(), '');
    });

    it('puts the problem of a failed run and its warnings into words', async () => {
      await open({ ...running, step: 800, status: 'failed', theme: 'dark' });
      await page.evaluate(() => {
        const view = window.runs.viewOf(window.runs.textRun, 800, 'failed');
        const problem = {
          code: 'run.gradient-not-finite',
          arguments: { layer: 'rnn.weight_hh_l1', step: 801 },
          where: { file: 'moby-dick.seqlab.json', line: 7, column: 12, path: 'train.optimizer.rate' },
        };
        const warnings = [1, 2, 3, 4].map((step) => ({
          code: 'internal.error',
          arguments: { message: `warning ${step}` },
        }));
        window.editor.update({ ...view, problem, warnings });
      });
      await nextFrames(page);
      const notices = page.locator('.notice:visible');
      assert.equal(await notices.count(), 3);
      const text = (await notices.first().textContent()) ?? '';
      assert.match(text, /gradient of rnn\.weight_hh_l1 is not a finite number at step 801/);
      assert.match(text, /moby-dick\.seqlab\.json:7:12 · train\.optimizer\.rate/);
      await page.getByText('2 earlier warnings').click();
      assert.equal(await notices.count(), 5);
      await shoot('failed');
    });
  });

  describe('loss chart', () => {
    it('reads exact values with the keyboard', async () => {
      await open(running);
      await lossPlot().focus();
      await page.keyboard.press('Home');
      assert.match((await readoutTitle())!, /^Step 2\n/);
      await page.keyboard.press('ArrowRight');
      assert.match((await readoutTitle())!, /^Step 6\n/);
      const spoken = (await lossPlot().getAttribute('aria-valuetext'))!;
      assert.match(spoken, /^Step 6, epoch 0\.01 · 0\.3s, Training, smoothed [\d.]+, Training [\d.]+/);
      await page.keyboard.press('End');
      assert.match((await readoutTitle())!, /^Step 3,000\n/);
      await page.keyboard.press('PageDown');
      assert.match((await readoutTitle())!, /^Step 2,940\n/);
      await page.keyboard.press('Escape');
      assert.match((await readoutTitle())!, /^Step 3,000\n/);
    });

    it('reads exact values under the pointer, on all charts at once', async () => {
      await open(running);
      const box = (await lossPlot().boundingBox())!;
      await page.mouse.move(box.x + 50 + (box.width - 72) / 2, box.y + 100);
      await nextFrames(page);
      const title = (await readoutTitle())!;
      const step = Number(/^Step ([\d,]+)/.exec(title)![1].replace(',', ''));
      assert.ok(Math.abs(step - 1500) < 15, title);
      const shown = await page.evaluate((at) => {
        const view = window.runs.viewOf(window.runs.textRun, 3000, 'running');
        const index = view.curve.step.indexOf(at);
        return { loss: view.curve.loss[index], rate: view.curve.rate[index] };
      }, step);
      assert.equal(await readoutValue('1.'), await readoutValue('Training, smoothed'));
      const raw = await page.locator('.charts .readout-row').nth(1).locator('.readout-value').textContent();
      assert.equal(raw, shown.loss.toPrecision(4));
      const rate = await page.locator('.small-value').first().textContent();
      assert.equal(rate, String(Number(shown.rate.toPrecision(3))));
      await shootHover();
      await page.mouse.move(5, 5);
      await nextFrames(page);
      assert.match((await readoutTitle())!, /^Step 3,000\n/);
    });

    const shootHover = (): Promise<Buffer> => page.screenshot({ path: path.join(screenshots, 'hover.png') });

    it('zooms by dragging, asks for detail, and shows all again', async () => {
      await open(running);
      const box = (await lossPlot().boundingBox())!;
      const at = (share: number): number => box.x + 50 + (box.width - 72) * share;
      await page.mouse.move(at(0.25), box.y + 80);
      await page.mouse.down();
      await page.mouse.move(at(0.4), box.y + 90);
      await page.mouse.move(at(0.5), box.y + 90);
      await page.screenshot({ path: path.join(screenshots, 'dragging.png') });
      await page.mouse.up();
      await page.waitForFunction(() => window.editor.calls.some((call) => call.name === 'curve'));
      const [[from, to, points]] = (await calls('curve')) as [[number, number, number]];
      assert.ok(Math.abs(from - 750) < 15 && Math.abs(to - 1500) < 15, `${from} to ${to}`);
      assert.ok(points >= 1000);
      await nextFrames(page);
      await lossPlot().focus();
      await page.keyboard.press('Home');
      const first = (await readoutTitle())!;
      await page.keyboard.press('ArrowRight');
      const second = (await readoutTitle())!;
      const steps = [first, second].map((title) => Number(/^Step ([\d,]+)/.exec(title)![1].replace(',', '')));
      assert.ok(steps[0] >= from && steps[0] < from + 5, `${steps[0]} from ${from}`);
      assert.equal(steps[1] - steps[0], 2, 'every event is there now');
      await shoot('zoomed');
      await page.getByRole('button', { name: 'Show all' }).first().click();
      await lossPlot().focus();
      await page.keyboard.press('Home');
      assert.match((await readoutTitle())!, /^Step 2\n/);
    });

    it('zooms with the wheel only when that is meant', async () => {
      await open(running);
      const box = (await lossPlot().boundingBox())!;
      await page.mouse.move(box.x + 300, box.y + 100);
      await page.mouse.wheel(0, -200);
      await nextFrames(page);
      const reset = page.getByRole('button', { name: 'Show all' }).first();
      assert.equal(await reset.isVisible(), false);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -200);
      await page.keyboard.up('Control');
      await nextFrames(page);
      assert.equal(await reset.isVisible(), true);
      await lossPlot().dblclick();
      await nextFrames(page);
      assert.equal(await reset.isVisible(), false);
    });

    it('changes axis, scale and smoothing, and keeps them', async () => {
      await open(running);
      const before = await picture(lossPlot());
      await page.getByLabel('Time', { exact: true }).check();
      await page.getByLabel('Log scale').check();
      await page.getByLabel('Smoothing').fill('0');
      await nextFrames(page);
      assert.notEqual(await picture(lossPlot()), before);
      assert.equal(await page.locator('.charts .readout-row:visible', { hasText: 'smoothed' }).count(), 0);
      const stored = await state();
      await shoot('log-time');
      await page.context().close();
      await open({ ...running, stored });
      assert.equal(await page.getByLabel('Time', { exact: true }).isChecked(), true);
      assert.equal(await page.getByLabel('Log scale').isChecked(), true);
      assert.equal(await page.getByLabel('Smoothing').inputValue(), '0');
      assert.equal((stored as { run: string }).run, 'textRun');
    });

    it('hides a line on a press of its name', async () => {
      await open(running);
      const before = await picture(lossPlot());
      const name = page.locator('.charts .readout-label', { hasText: 'Validation' });
      await name.click();
      await nextFrames(page);
      assert.equal(await name.getAttribute('aria-pressed'), 'false');
      assert.notEqual(await picture(lossPlot()), before);
    });

    it('gives the numbers as a table and the whole as a sentence', async () => {
      await open(running);
      const summary = await page.locator('.charts figcaption').textContent();
      assert.match(
        summary!,
        /^The training loss went from [34]\.\d+ to 1\.\d+ at step 3,000\. The best validation loss is/,
      );
      await page.locator('.charts').getByRole('button', { name: 'Show the numbers as a table' }).click();
      const rows = page.locator('.charts .figure-table tbody tr');
      assert.equal(await rows.count(), 200);
      assert.equal(await rows.first().locator('th').textContent(), '3,000');
      await shoot('table');
    });

    it('draws around values that are not finite', async () => {
      await open(running);
      await page.evaluate(() => {
        window.editor.update(window.runs.spoiled(window.runs.viewOf(window.runs.textRun, 600, 'failed', 300)));
      });
      await nextFrames(page);
      assert.equal(await page.locator('.charts .readout-row').nth(1).locator('.readout-value').textContent(), 'NaN');
      await lossPlot().focus();
      await page.keyboard.press('Home');
      assert.match(await page.locator('.charts .readout-row').nth(1).locator('.readout-value').innerText(), /^\d/);
      await shoot('not-finite');
    });

    it('draws nothing while it is folded, and catches up', async () => {
      await open(running);
      const before = await picture(lossPlot());
      const summary = page.locator('summary', { hasText: 'nats per token' });
      await summary.click();
      await update({ ...running, step: 4000 });
      assert.equal(await picture(lossPlot()), before);
      await summary.click();
      await nextFrames(page);
      await nextFrames(page);
      assert.notEqual(await picture(lossPlot()), before);
      assert.match((await readoutTitle())!, /^Step 4,000\n/);
    });

    it('stays fluid with 2,000 points and four updates a second', async () => {
      await open({ ...running, width: 1600 });
      const canvases = await page.locator('canvas').evaluateAll((elements) => {
        Object.assign(window, { canvases: elements });
        return elements.length;
      });
      const times = await page.evaluate(async () => {
        const views = Array.from({ length: 12 }, (_, i) =>
          window.runs.viewOf(window.runs.textRun, 4000 + i, 'running', 2000),
        );
        const spent: number[] = [];
        for (const view of views) {
          window.editor.update(view);
          await new Promise((done) => setTimeout(done, 0));
          const start = performance.now();
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          spent.push(performance.now() - start);
        }
        return spent.toSorted((a, b) => a - b);
      });
      const kept = await page
        .locator('canvas')
        .evaluateAll((elements) =>
          (window as unknown as { canvases: Element[] }).canvases.every((canvas, i) => elements[i] === canvas),
        );
      assert.equal(await page.locator('canvas').count(), canvases);
      assert.equal(kept, true);
      const median = times[times.length >> 1];
      assert.ok(median < 125, `${median.toFixed(1)} ms a frame`);
    });
  });

  describe('samples', () => {
    it('are text, whatever is in them', async () => {
      await open(finished);
      const text = (await page.locator('.generated').first().textContent())!;
      assert.ok(text.startsWith('Call me Ishmael. When '));
      assert.ok(text.includes('<img src=x onerror='));
      assert.equal(await page.locator('img, .generated b').count(), 0);
      assert.equal(await page.title(), 'Run');
    });

    it('of all validations can be moved through, and the newest is followed otherwise', async () => {
      await open(running);
      const text = (): Promise<string | null> => page.locator('.generated').first().textContent();
      const newest = await text();
      await page.getByRole('slider', { name: 'Validation' }).fill('0');
      const first = await text();
      assert.notEqual(first, newest);
      await page.getByRole('button', { name: 'Next validation' }).click();
      const second = await text();
      assert.notEqual(second, first);
      await update({ ...running, step: 3300 });
      assert.equal(await text(), second, 'an older one stays');
      await page.getByRole('slider', { name: 'Validation' }).fill('11');
      const last = await text();
      await update({ ...running, step: 3600 });
      assert.notEqual(await text(), last, 'the newest is followed');
    });

    it('of a forecast are drawn by column', async () => {
      await open(forecast);
      const plot = page.locator('.forecast-figure .plot').first();
      const before = await picture(plot);
      await page.getByLabel('Column').first().selectOption('temp_min');
      await nextFrames(page);
      assert.notEqual(await picture(plot), before);
      await plot.focus();
      await page.keyboard.press('Home');
      assert.match(
        (await plot.getAttribute('aria-valuetext'))!,
        /^Oct 24, 2015, Observed [\d.-]+, Forecast –, Naive –/,
      );
    });
  });

  describe('validations', () => {
    it('are listed, the newest first and the best marked', async () => {
      await open(finished);
      const table = page.getByRole('table', { name: 'Validations, newest first' });
      const heads = await table.locator('thead th').allTextContents();
      assert.deepEqual(heads, ['Step', 'Epoch', 'Loss', 'Perplexity', 'Bits per character']);
      assert.equal(await table.locator('tbody tr').count(), 16);
      assert.equal(await table.locator('tbody th').first().textContent(), '4,320');
      assert.equal(await table.locator('tr.highlight th').textContent(), 'best3,240');
    });

    it('have room for every metric of a forecast, small ones too, where two columns stand side by side', async () => {
      for (const width of [1100, 1170, 1240, 1500]) {
        await open({ ...forecast, width });
        await page.evaluate(() => {
          const view = window.runs.viewOf(window.runs.forecastRun, 1200, 'finished');
          const metrics = { mae: 0.01234, rmse: 0.02345, mase: 0.03456, smape: 1.234 };
          const small = view.validations.map((each) => ({
            ...each,
            step: each.step + 10_000,
            loss: 0.0001234,
            metrics,
          }));
          window.editor.update({ ...view, validations: small, best: small.at(-1) });
        });
        const box = page.getByRole('region', { name: 'Validations, newest first' });
        await box.getByText('0.03456').first().waitFor();
        assert.ok(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth), `${width}`);
        if (width < 1500) await page.context().close();
      }
      await shoot('validations-forecast');
    });
  });

  describe('evaluation', () => {
    it('invites, runs on the chosen part, and shows scores beside baselines', async () => {
      await open(finished);
      await page.getByText('How good is the model on data that it has never seen?').waitFor();
      await page.getByLabel('On', { exact: true }).selectOption('validation');
      await evaluate();
      assert.deepEqual(await calls('evaluate'), [['validation']]);
      assert.equal(
        await page.locator('.verdict').textContent(),
        'Perplexity: 28.8% better than the best baseline, Kneser-Ney 5-gram.',
      );
      const cells = await page.locator('.result tbody tr').first().locator('th, td').allTextContents();
      assert.deepEqual(cells, ['Perplexity', '4.063', '5.710-28.8%', '84.00-95.2%']);
    });

    it('shades tokens by their loss and reads them with the keyboard', async () => {
      await open(finished);
      await evaluate();
      const stretch = page.locator('.stretch').first();
      assert.ok((await stretch.locator('.heat-5').count()) > 0);
      await stretch.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      assert.match((await stretch.getAttribute('aria-valuetext'))!, /^.+: [\d.]+ nats, expected with [\d.]+%$/);
      assert.equal(await stretch.locator('.active').count(), 1);
    });

    it('is kept over a reload, and says when the model is better now', async () => {
      await open(running);
      await evaluate();
      assert.equal(await page.getByText('The model has become better since').isVisible(), false);
      const stored = await state();
      await page.context().close();
      await open({ ...running, step: 3300, stored });
      assert.match((await page.locator('.verdict').textContent())!, /28\.8% better/);
      assert.equal(await page.getByText('The model has become better since').isVisible(), true);
      assert.equal((await calls('evaluate')).length, 0);
    });

    it('of a forecast shows the series and the error by step', async () => {
      await open(forecast);
      await evaluate();
      assert.equal(
        await page.locator('.verdict').textContent(),
        'MAE: 21.4% better than the best baseline, Seasonal naive.',
      );
      const errors = page.getByRole('slider', { name: /^Mean absolute error by step/ });
      await errors.focus();
      await page.keyboard.press('Home');
      assert.match(
        (await errors.getAttribute('aria-valuetext'))!,
        /^1 ahead, Model 1\.309, Naive 1\.749, Seasonal naive/,
      );
    });

    it('starts when a command asks for it', async () => {
      await open(finished);
      await page.evaluate(() => window.editor.perform('evaluate'));
      await page.locator('.verdict').waitFor();
      assert.deepEqual(await calls('evaluate'), [['test']]);
    });
  });

  describe('generation', () => {
    it('streams text from the prompt with the given options', async () => {
      await open(finished);
      await page.evaluate(() => window.editor.perform('generate'));
      const prompt = page.getByLabel('Prompt');
      assert.equal(await prompt.inputValue(), 'Call me Ishmael. When ');
      assert.equal(await prompt.evaluate((element) => element === document.activeElement), true);
      await prompt.fill('Ahab <b>');
      await page.getByLabel('Temperature').fill('0');
      await page.getByLabel('Length').fill('12');
      await page.getByLabel('Seed').fill('7');
      await prompt.press('Control+Enter');
      await page.getByRole('button', { name: 'Copy' }).waitFor();
      const [[given, options]] = (await calls('generate')) as [[string, object]];
      assert.equal(given, 'Ahab <b>');
      assert.deepEqual(options, { temperature: 0, topK: 0, topP: 1, seed: 7, length: 12 });
      const output = await page.locator('.generated').last().textContent();
      assert.equal(output, 'Ahab <b>it was the white whale and <i>the sea</i> that he had followed ');
      await page.getByRole('button', { name: 'Copy' }).click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), output);
      await shoot('generated');
      const stored = await state();
      await page.context().close();
      await open({ ...finished, stored });
      assert.equal(await page.locator('.generated').last().textContent(), output, 'kept over a reload');
    });

    it('can be cancelled, and nothing else starts meanwhile', async () => {
      await open(finished);
      await page.getByLabel('Length').fill('100000');
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.generated')[1].textContent.length > 60);
      const evaluation = page.locator('.section', { hasText: 'Evaluation' }).getByRole('button', { name: 'Evaluate' });
      assert.equal(await evaluation.isDisabled(), true);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Generate' }).waitFor();
      assert.equal((await calls('cancel')).length, 1);
      assert.equal(await page.getByRole('alert').textContent(), '');
      assert.equal(await evaluation.isEnabled(), true);
    });

    it('waits for the first checkpoint', async () => {
      await open({ ...running, step: 20 });
      const generate = page.getByRole('button', { name: 'Generate' });
      assert.equal(await generate.isDisabled(), true);
      assert.equal(await generate.getAttribute('title'), 'Comes with the first checkpoint.');
      await page.getByLabel('Prompt').press('Control+Enter');
      assert.equal((await calls('generate')).length, 0);
    });
  });

  describe('translate', () => {
    it('asks with the settings and shows the answers, best first', async () => {
      await open(pairs);
      const section = page.locator('.section', { has: page.getByRole('heading', { name: 'Translate' }) });
      assert.equal(await section.getByLabel('Source').inputValue(), 'lundi 3 mars 2031');
      await section.getByLabel('Source').fill('17 de septiembre de 1988');
      await section.getByLabel('Answers').fill('3');
      await section.getByLabel('Answers').press('Tab');
      await section.getByLabel('Source').press('Enter');
      await section.locator('tbody tr').first().waitFor();
      assert.deepEqual(await calls('answer'), [
        ['17 de septiembre de 1988', { beam: 4, lengthPenalty: 0.6, answers: 3 }],
      ]);
      assert.deepEqual(await section.locator('tbody th').allTextContents(), ['1988-09-17', '1988-09-07', '1988-09-11']);
      await shoot('translate');
    });

    it('shows samples and wrong answers as text, whatever is in them', async () => {
      await open(pairs);
      await evaluate();
      assert.ok((await page.getByRole('cell', { name: '1999-05-09' }).count()) > 0);
      assert.ok((await page.getByText('<b>May</b> 9, 1999').count()) > 1);
      assert.equal(await page.locator('main b').count(), 0);
      const words = 'Exact matches: 0.992; the best baseline, Copy of the source: 0.';
      assert.equal(await page.locator('.verdict').textContent(), words);
    });
  });

  describe('write about numbers', () => {
    it('asks with the numbers of a sample, and shows the answers', async () => {
      await open(numerals);
      const section = page.locator('.section', { has: page.getByRole('heading', { name: 'Write' }) });
      const numbers = section.getByLabel('Numbers');
      assert.equal(await numbers.inputValue(), 'thousands=1, hundreds=9, tens=9, ones=4');
      await numbers.fill('0 0 4 2');
      await numbers.press('Enter');
      await section.locator('tbody tr').first().waitFor();
      assert.equal((await calls('answer'))[0][0], '0 0 4 2');
      assert.equal(await page.getByRole('heading', { name: 'Translate' }).count(), 0);
      await shoot('write');
    });
  });

  describe('read', () => {
    it('shows the tags of a text', async () => {
      await open(tags);
      const section = page.locator('.section', { has: page.getByRole('heading', { name: 'Read a text' }) });
      await section.getByLabel('Text').fill('Peru won');
      await section.getByLabel('Text').press('Control+Enter');
      await section.locator('.tagged').first().waitFor();
      assert.deepEqual(await calls('read'), [['Peru won']]);
      assert.equal(await section.locator('.tagged', { hasText: 'Zealand' }).locator('.tag').textContent(), 'I-PLACE');
    });

    it('shows what may stand in the gaps, as text', async () => {
      await open(cloze);
      const section = page.locator('.section', { has: page.getByRole('heading', { name: 'Read a text' }) });
      assert.match(await section.getByLabel('Text').inputValue(), /^the _hale/);
      await section.getByRole('button', { name: 'Read', exact: true }).click();
      await section.locator('tbody tr').first().waitFor();
      assert.ok((await section.getByRole('cell', { name: '<i>' }).count()) > 0);
      await evaluate();
      assert.ok((await page.locator('.cloze .gap del').count()) > 0);
    });
  });

  describe('forecast', () => {
    it('goes no further than the horizon where the model reads columns that it does not predict', async () => {
      await open(forecast);
      const rows = page.getByLabel('Rows beyond the end');
      assert.equal(await rows.inputValue(), '30');
      await page.evaluate(() => {
        const view = window.runs.viewOf(window.runs.forecastRun, 1200, 'finished');
        const { experiment } = window.runs.forecastRun;
        const data = { ...experiment.data, columns: ['temp_max', 'wind'] };
        window.editor.update({ ...view, experiment: { ...experiment, data } });
      });
      await page.locator('input[max="14"]').waitFor();
      assert.equal(await rows.inputValue(), '14');
      const start = page.getByRole('button', { name: 'Forecast', exact: true }).and(page.locator('.primary'));
      await start.click();
      await page.getByRole('button', { name: 'Copy as CSV' }).waitFor();
      await rows.fill('40');
      await rows.press('Tab');
      assert.equal(await rows.inputValue(), '14');
      await rows.fill('2');
      await start.click();
      await page
        .getByRole('table', { name: 'Forecast rows' })
        .locator('tbody tr')
        .nth(2)
        .waitFor({ state: 'detached' });
      assert.deepEqual(await calls('forecast'), [[14], [2]]);
    });

    it('goes beyond the end and is copied as CSV', async () => {
      await open(forecast);
      await page.getByLabel('Rows beyond the end').fill('5');
      await page.getByRole('button', { name: 'Forecast', exact: true }).and(page.locator('.primary')).click();
      await page.getByRole('button', { name: 'Copy as CSV' }).click();
      assert.deepEqual(await calls('forecast'), [[5]]);
      const csv = await page.evaluate(() => navigator.clipboard.readText());
      const lines = csv.trimEnd().split(/\r?\n/);
      assert.equal(lines[0], 'time,temp_max,temp_min');
      assert.equal(lines.length, 6);
      assert.match(lines[1], /^2016-01-02,-?\d+\.\d+,-?\d+\.\d+$/);
      const table = () => page.getByRole('table', { name: 'Forecast rows' }).locator('tbody tr');
      assert.equal(await table().count(), 5);
      assert.equal(await table().first().locator('th').textContent(), 'Jan 2, 2016');
      await shoot('forecast-beyond');
      const stored = await state();
      await page.context().close();
      await open({ ...forecast, stored });
      assert.equal(await table().count(), 5, 'kept over a reload');
    });
  });

  describe('empty states', () => {
    it('say what is going on from the start on', async () => {
      await open({ ...running, step: 0, status: 'starting' });
      await page.getByText('Reading the data and planning the memory.').waitFor();
      await page.getByText('The model can be evaluated once its first checkpoint is saved.').waitFor();
      assert.equal(await page.locator('.header').getByRole('progressbar').getAttribute('aria-valuenow'), null);
      await shoot('starting');
      await update({ ...running, step: 0 });
      await page.getByText('Waiting for the first step.').waitFor();
      await page.getByText('The first validation comes at step 540.').waitFor();
      await update({ ...running, step: 60 });
      assert.equal(await lossPlot().isVisible(), true);
      await page.getByText('After each validation, a text that the model wrote appears here.').waitFor();
      await shoot('first-steps');
    });
  });

  describe('opening', () => {
    it('writes in the language of the window', async () => {
      await open({
        ...running,
        language: 'zh-cn',
        translations: { Loss: '损失', 'Step {0}': '第 {0} 步', Running: '运行中', '{0} tokens/s': '{0} 词元/秒' },
      });
      assert.equal(await page.locator('summary h2').first().textContent(), '损失');
      assert.match((await readoutTitle())!, /^第 3,000 步\n/);
      assert.equal(await page.locator('.status').textContent(), '运行中');
      assert.equal(await page.locator('html').getAttribute('lang'), 'zh-cn');
      await shoot('chinese');
    });

    it('catches up with the whole view when it comes late', async () => {
      await open({ ...running, step: 100 });
      await update({ ...running, step: 4320, status: 'finished' });
      assert.equal(await page.locator('.status').textContent(), 'Finished');
      assert.match((await readoutTitle())!, /^Step 4,320\n/);
    });
  });

  describe('accessibility', () => {
    it('names everything that takes the focus or stands for a value', async () => {
      for (const opening of [finished, forecast, pairs, tags, cloze]) {
        await open(opening);
        await evaluate();
        const session = await page.context().newCDPSession(page);
        const { nodes } = await session.send('Accessibility.getFullAXTree');
        const needsName = new Set([
          'button',
          'slider',
          'textbox',
          'combobox',
          'spinbutton',
          'radio',
          'checkbox',
          'table',
          'region',
          'progressbar',
          'group',
        ]);
        const named = nodes.filter((node) => needsName.has(String(node.role?.value)) && !node.ignored);
        assert.ok(named.length > 30, `${named.length} nodes`);
        const nameless = named
          .filter((node) => node.role?.value !== 'group' || node.properties?.some(({ name }) => name === 'focusable'))
          .filter((node) => !String(node.name?.value ?? '').trim())
          .map((node) => node.role?.value);
        assert.deepEqual(nameless, []);
        if (opening === finished) await page.context().close();
      }
    });

    it('announces statuses and validations, not steps', async () => {
      await open({ ...running, step: 3000 });
      const live = page.locator('[aria-live]');
      assert.equal(await live.textContent(), '');
      await update({ ...running, step: 3001 });
      assert.equal(await live.textContent(), '');
      await update({ ...running, step: 3245 });
      assert.match((await live.textContent())!, /^Validation at step 3,240: loss 1\.\d+, the best so far\.$/);
      await update({ ...running, step: 3245, status: 'stopped' });
      assert.equal(await live.textContent(), 'moby-dick-3: Stopped');
    });

    it('reaches everything with the keyboard', async () => {
      await open(finished);
      const reached = new Set<string>();
      for (let i = 0; i < 60; i += 1) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
        });
        reached.add(name.trim());
      }
      for (const name of [
        'Evaluate',
        'Export',
        'moby-dick.seqlab.json',
        'Generate',
        'Learning rate',
        'Generated text',
      ]) {
        assert.ok(reached.has(name), `${name} is not among ${[...reached].join(' | ')}`);
      }
    });
  });
});

/** How many different colours a canvas shows: next to none when nothing was drawn. */
function countColors(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}
