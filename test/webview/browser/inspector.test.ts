import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../host/chromium';
import { screenshots } from '../../host/places';
import { bundle, type PanelFiles } from './browser';
import { openInspector, settled, type InspectorOpening } from './inspector';
import { useRecordedRuns, type RecordedHost } from './recorded-runs';
import type { ThemeName } from './themes';

const themeNames: readonly ThemeName[] = ['light', 'dark', 'high-contrast', 'high-contrast-light'];

describe('inspector in a browser', function () {
  this.timeout(120_000);
  const runs = useRecordedRuns();
  let browser: Browser;
  let files: PanelFiles;
  let page: Page;
  let host: RecordedHost;

  before(async () => {
    files = await bundle('inspector');
    browser = await launchChromium();
    fs.mkdirSync(screenshots, { recursive: true });
  });

  after(() => browser.close());

  /** Whatever a test did: nothing was written to the console, nothing broke the page's policy, nothing threw. */
  afterEach(async () => {
    const problems = await page.evaluate(() => window.inspector.problems);
    await page.context().close();
    assert.deepEqual(problems, []);
  });

  const open = async (
    run: 'lstm' | 'pairs' | 'weather' | 'cloze' | 'numerals',
    opening: InspectorOpening = {},
  ): Promise<void> => {
    host = await runs(run);
    page = await openInspector(browser, files, host, opening);
  };
  const view = async (name: string): Promise<void> => {
    await page.getByRole('tab', { name, exact: true }).click();
    await settled(page);
  };
  const exhibit = (title: string): Locator => page.locator(`section.exhibit[aria-label="${title}"]:visible`).first();
  const picture = (title: string): Locator => exhibit(title).locator('.picture');
  const pixels = (title: string): Promise<string> =>
    picture(title)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const readout = (title: string): Promise<string> => exhibit(title).locator('.exhibit-readout').innerText();
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
    await settled(page);
  };
  const shoot = async (name: string): Promise<void> => {
    const { width } = page.viewportSize()!;
    await page.setViewportSize({ width, height: 400 });
    await settled(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(height, 3000) });
    await settled(page);
    await page.screenshot({ path: path.join(screenshots, `inspector-${name}.png`) });
  };
  const calls = (name: string): Promise<readonly (readonly unknown[])[]> =>
    page.evaluate(
      (wanted) => window.inspector.calls.filter((call) => call.name === wanted).map((call) => call.values),
      name,
    );
  /** Words of controls that do not fit their place. */
  const clipped = (): Promise<readonly (string | null)[]> =>
    page.locator('button, h3, .tab, label').evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).display !== 'inline' && element.clientWidth > 1)
        .map((element) => element.textContent),
    );

  it('shows the gates of a language model in every theme', async () => {
    await open('lstm');
    assert.equal(await page.locator('h1').innerText(), 'lstm-1');
    const tabs = await page.getByRole('tab').and(page.locator(':visible')).allInnerTexts();
    assert.deepEqual(tabs, ['Gates', 'Match', 'Time', 'Saliency', 'Rollout', 'Model']);
    assert.ok((await page.locator('.thumbnail').count()) >= 12, 'six traces of two layers');
    const seen = new Set<string>();
    for (const theme of themeNames) {
      await page.evaluate((name) => window.inspector.setTheme(name), theme);
      await shoot(`gates-${theme}`);
      seen.add(await pixels('Time by unit'));
    }
    assert.equal(seen.size, themeNames.length, 'each theme draws in its own colours');
  });

  it('reads the very values that the engine recorded, with the keyboard', async () => {
    await open('lstm');
    await page.getByLabel('Trace', { exact: true }).selectOption('rnn.l1.f');
    await settled(page);
    await picture('Time by unit').focus();
    await press('Home', 'ArrowRight', 'ArrowRight', 'ArrowDown');
    const [id] = (await calls('order')).at(-1) ?? (await calls('slice')).at(-1)!;
    const { values } = await host.slice(String(id), {
      trace: 'rnn.l1.f',
      steps: { from: 2, to: 3 },
      units: { from: 1, to: 2 },
      order: 'index',
      rows: 1,
      columns: 1,
    });
    const words = await readout('Time by unit');
    assert.match(words, /^Step 2 .*: unit 1 is [\d.]+$/);
    assert.ok(Math.abs(Number(words.split(' ').at(-1)) - values[0]) < 5e-5, `${words}, recorded ${values[0]}`);
    assert.equal(await picture('Time by unit').getAttribute('aria-valuetext'), words);
  });

  it('pins a unit, and shows it as a line and as the colour of the tokens', async () => {
    await open('lstm');
    const before = await pixels('Tokens coloured by the unit');
    await picture('Time by unit').focus();
    await press('Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    assert.match(await page.getByRole('status').innerText(), /^Unit 4 is pinned\.$/);
    assert.notEqual(await pixels('Tokens coloured by the unit'), before);
    await picture('Pinned units').focus();
    await press('Home');
    assert.match(await readout('Pinned units'), /^Step 0 .*: unit 4 is/);
  });

  it('pins several units, each a line of its own, and lets them go again', async () => {
    await open('lstm');
    const one = await pixels('Pinned units');
    await picture('Time by unit').focus();
    await press('Home', 'ArrowDown', 'ArrowDown', 'Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    assert.notEqual(await pixels('Pinned units'), one);
    await picture('Pinned units').focus();
    await press('Home');
    const words = await readout('Pinned units');
    assert.match(words, /^Step 0 .*: unit 2 is -?[\d.]+, unit 5 is -?[\d.]+$/);
    await picture('Tokens coloured by the unit').focus();
    await press('Home');
    assert.match(await readout('Tokens coloured by the unit'), /: unit 5 is -?[\d.]+$/);
    await shoot('gates-pinned');
    await picture('Time by unit').focus();
    await press('Escape', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    assert.equal(await page.getByRole('status').innerText(), 'Unit 5 is not pinned any more.');
    await picture('Pinned units').focus();
    await press('Home');
    assert.match(await readout('Pinned units'), /^Step 0 .*: unit 2 is -?[\d.]+$/);
  });

  it('orders units by variance and by likeness, as the engine orders them', async () => {
    await open('lstm');
    const plain = await pixels('Time by unit');
    await page.getByLabel('By variance').check();
    await settled(page);
    const [[id, trace]] = (await calls('order')) as [[string, string]];
    const order = await host.order(id, trace, 'variance');
    await picture('Time by unit').focus();
    await press('Home');
    assert.match(await readout('Time by unit'), new RegExp(`unit ${order[0]} is`));
    assert.notEqual(await pixels('Time by unit'), plain);
    await page.getByLabel('Clustered').check();
    await settled(page);
    await shoot('gates-clustered');
  });

  it('zooms with the wheel and the keys, moves by dragging, and shows all again', async () => {
    await open('lstm');
    const whole = await pixels('Time by unit');
    const box = (await picture('Time by unit').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 100);
    await page.mouse.wheel(0, -300);
    await settled(page);
    assert.equal(
      await exhibit('Time by unit').getByRole('button', { name: 'Show all' }).count(),
      0,
      'the page scrolls',
    );
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.mouse.move(box.x + 300, box.y + 100);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await settled(page);
    const zoomed = await pixels('Time by unit');
    assert.notEqual(zoomed, whole);
    await page.mouse.down();
    await page.mouse.move(box.x + 220, box.y + 90, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    assert.notEqual(await pixels('Time by unit'), zoomed);
    await exhibit('Time by unit').getByRole('button', { name: 'Show all' }).click();
    await page.mouse.move(2, 2);
    await settled(page);
    assert.equal(await pixels('Time by unit'), whole);
    await picture('Time by unit').focus();
    await press('+', '+');
    assert.notEqual(await pixels('Time by unit'), whole);
  });

  it('follows the slider through the checkpoints, and a gate is seen to learn', async () => {
    await open('lstm');
    const slider = page.getByLabel('Checkpoint', { exact: true });
    const trained = await pixels('Time by unit');
    assert.ok(Number(await slider.getAttribute('max')) >= 2, 'several are kept');
    await slider.focus();
    await press('Home');
    assert.match(await page.locator('.scrubber .slider-value').innerText(), /^step 30$/);
    assert.notEqual(await pixels('Time by unit'), trained);
    await press('End');
    assert.equal(await pixels('Time by unit'), trained);
    // Passes that are not shown any more are let go.
    assert.ok((await calls('release')).length >= 1);
  });

  it('names the step of the pass that is shown while the run goes on, and offers the newer weights', async () => {
    await open('lstm');
    const { checkpoints, others } = await host.ready();
    const shown = page.locator('.scrubber .slider-value');
    assert.match(await shown.innerText(), /^step 90, the last/);
    const newer = page.getByRole('button', { name: 'Look at the newer weights' });
    assert.equal(await newer.isVisible(), false);
    const gone = checkpoints.map((each) => (each.name === 'last' ? { ...each, step: 400 } : each));
    await page.evaluate((change) => window.inspector.update(change), { checkpoints: gone, others });
    await newer.waitFor();
    assert.equal(await shown.innerText(), 'step 90');
    const before = (await calls('inspect')).length;
    await newer.click();
    await settled(page);
    assert.equal((await calls('inspect')).length, before + 1);
  });

  it('cancels whatever the engine works on, and does not call that a failure', async () => {
    await open('lstm');
    await page.evaluate(() => {
      const problem = { code: 'run.cancelled', arguments: {} };
      for (const name of ['inspect', 'saliency', 'flow', 'rollout', 'contributions', 'match'])
        window.inspector.hold(name, { message: 'Cancelled.', problem });
    });
    const cancel = page.getByRole('button', { name: 'Cancel' });
    const alerts = page.getByRole('alert').filter({ hasText: /\S/ });
    for (const name of ['Saliency', 'Rollout', 'Time']) {
      await page.getByRole('tab', { name, exact: true }).click();
      await cancel.click();
      await page.locator('[role="tabpanel"]:not([hidden])').getByText('Cancelled.').first().waitFor();
      await settled(page);
      assert.equal(await alerts.count(), 0, name);
    }
    const position = page.getByLabel('Position');
    const looked = await position.inputValue();
    await page.getByRole('button', { name: 'The steps after' }).click();
    await page.locator('main.panel[data-state="busy"]').waitFor();
    await cancel.click();
    await page.locator('main.panel[data-state="ready"]').waitFor();
    assert.equal(await position.inputValue(), looked, 'what is shown stays');
    assert.equal(await alerts.count(), 0);
    await page.getByRole('tab', { name: 'Match' }).click();
    await page.getByRole('button', { name: 'Find Matches' }).click();
    await cancel.click();
    await settled(page);
    assert.equal(await alerts.count(), 0);
    assert.ok((await calls('cancel')).length >= 5);
    assert.equal(await cancel.isVisible(), false);
  });

  it('lets the passes of a compared run go when nobody compares with it any more', async () => {
    await open('lstm', { width: 1400 });
    await view('Time');
    const others = page.getByLabel('Compare with');
    await others.selectOption('elman-1');
    await page.getByRole('heading', { name: 'elman-1' }).waitFor();
    await settled(page);
    const [id] = (await calls('flow')).at(-1) as [string];
    await others.selectOption('no other run');
    await page.waitForFunction(
      (pass) => window.inspector.calls.some(({ name, values }) => name === 'release' && values[0] === pass),
      id,
    );
    assert.equal(await page.locator('.flow:visible').count(), 1);
  });

  it('shows how far back the gradient reaches, beside an Elman network', async () => {
    await open('lstm', { width: 1400 });
    await view('Time');
    await page.getByLabel('Compare with').selectOption('elman-1');
    await page.getByRole('heading', { name: 'elman-1' }).waitFor();
    await settled(page);
    assert.equal(await page.locator('.flow:visible').count(), 2);
    const verdicts = page.locator('.flow .verdict');
    const elman = await verdicts.nth(1).locator('p').allInnerTexts();
    assert.equal(elman.length, 1);
    assert.match(elman[0], /^rnn\.l0\.h (vanishes|fades|explodes|reaches back): /);
    // An LSTM is spoken of by both its states, and first by the one that the gradient reaches furthest through.
    const [[id, request]] = (await calls('flow')) as [Parameters<RecordedHost['flow']>];
    const { states } = await host.flow(id, request);
    const left = (trace: string): number => {
      const { byLag } = states.find((state) => state.trace === trace)!;
      const norms = byLag.filter(Number.isFinite);
      return norms[norms.length - 1] / norms.find((norm) => norm > 0)!;
    };
    const order = left('rnn.l1.c') > left('rnn.l1.h') ? ['rnn.l1.c', 'rnn.l1.h'] : ['rnn.l1.h', 'rnn.l1.c'];
    const [first, ...others] = await verdicts.nth(0).locator('p').allInnerTexts();
    assert.equal(first, `The gradient reaches furthest back through ${order[0]}.`);
    assert.deepEqual(
      others.map((words) => /^(\S+) (vanishes|fades|explodes|reaches back): /.exec(words)?.[1]),
      order,
    );
    const flow = page.locator('.flow').first();
    await flow.locator('.picture').first().focus();
    await press('Home');
    assert.match(await flow.locator('.exhibit-readout').first().innerText(), /^0 steps back, .*rnn\.l0\.h [\d.]+/);
    await shoot('time');
  });

  it('finds units that are on in a stretch, and where else they are on together', async () => {
    await open('lstm');
    await view('Match');
    await picture('Stretch').focus();
    await press('Home', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    assert.match(await page.locator('.view:visible .verdict').first().innerText(), /^Steps 1 to 3: /);
    await page.getByLabel('On from').fill('0.05');
    await page.getByLabel('Off around').fill('0');
    await page.getByLabel('Off around').press('Tab');
    await page.getByRole('button', { name: 'Find Matches' }).click();
    await page
      .locator('.units')
      .filter({ hasText: /^Units: / })
      .waitFor();
    await settled(page);
    const [[id, request]] = (await calls('match')) as [[string, Parameters<RecordedHost['match']>[1]]];
    const result = await host.match(id, request);
    assert.equal(await page.locator('.places li').count(), result.places.length);
    assert.ok(result.places.length > 0);
    await shoot('match');
    await page.locator('.place').first().click();
    await settled(page);
    const looked = host.looked.at(-1)!;
    assert.ok(looked.kind === 'part' && looked.part === 'train', JSON.stringify(looked));
    // The list stays, to look at the next place: also when the next search shall go elsewhere.
    await page.getByLabel('Search in').selectOption('test');
    await page.locator('.place').nth(1).click();
    await settled(page);
    const next = host.looked.at(-1)!;
    assert.ok(next.kind === 'part' && next.part === 'train', JSON.stringify(next));
    await page.evaluate(() => {
      const problem = { code: 'internal.error', arguments: { message: 'x' } };
      window.inspector.rejections.set('match', { message: 'The disk is gone.', problem });
    });
    await page.getByRole('button', { name: 'Find Matches' }).click();
    await page.getByRole('alert').getByText('The disk is gone.').waitFor();
    await settled(page);
    assert.equal(await page.locator('.places:visible').count(), 0, 'what was found before is not an answer');
  });

  it('finds a stretch of one pair again in others, and looks at those', async () => {
    await open('pairs');
    await view('Match');
    await picture('Stretch').focus();
    await press('Home', 'Shift+ArrowRight');
    await page.getByLabel('On from').fill('0.05');
    await page.getByLabel('Off around').fill('0');
    await page.getByLabel('Off around').press('Tab');
    await page.getByRole('button', { name: 'Find Matches' }).click();
    await page
      .locator('.units')
      .filter({ hasText: /^Units: / })
      .waitFor();
    await settled(page);
    const [[id, request]] = (await calls('match')) as [[string, Parameters<RecordedHost['match']>[1]]];
    const { places } = await host.match(id, request);
    const other = places.findIndex(({ position }) => position !== places[0].position);
    await page.locator('.place').nth(other).click();
    await settled(page);
    assert.deepEqual(host.looked.at(-1), { kind: 'part', part: 'train', from: places[other].position, length: 1 });
    const { step, length } = places[other];
    assert.match(
      await page.locator('.view:visible .verdict').first().innerText(),
      new RegExp(`^Steps ${step} to ${step! + length - 1}: `),
    );
    await shoot('match-pairs');
  });

  it('explains an output by the tokens before it', async () => {
    await open('lstm');
    await view('Saliency');
    assert.match(await page.locator('.view:visible .verdict').innerText(), /^For .+ at step 199: /);
    await picture('Saliency by step').focus();
    await press('End');
    assert.match(await readout('Saliency by step'), /^Step 199 /);
    await shoot('saliency');
  });

  it('sets open loop against teacher forcing', async () => {
    await open('lstm');
    await view('Rollout');
    assert.match(await page.locator('.view:visible .verdict').innerText(), /^Mean loss: [\d.]+ nats/);
    assert.match(await page.locator('.written').innerText(), /^It wrote: /);
    await shoot('rollout');
  });

  it('sets open loop against teacher forcing in the units of a table, and from the first token of an answer', async () => {
    await open('weather');
    await view('Rollout');
    await exhibit('What the model says').getByLabel('Column').selectOption('rain');
    await settled(page);
    assert.match(await page.locator('.verdict:visible').innerText(), /^Mean error: [\d.]+ when it reads the truth/);
    await picture('What the model says').focus();
    await press('ArrowRight');
    assert.match(await readout('What the model says'), /^2014-\d\d-\d\d: teacher forcing .+, open loop .+, truth /);
    await shoot('rollout-table');
    await page.context().close();
    await open('pairs');
    await view('Rollout');
    const [[, warmUp]] = await calls('rollout');
    assert.equal(warmUp, 0);
    assert.match(await page.locator('.written:visible').innerText(), /^It wrote: \d/);
  });

  it('shows what each side tells of a hidden token', async () => {
    await open('cloze');
    await view('Cloze');
    const verdict = await page.locator('.verdict:visible').innerText();
    const [, left, right] = /left side adds (\S+) nats, the right side (\S+)\.$/.exec(verdict) ?? assert.fail(verdict);
    assert.ok(Number(left) > 0 && Number(right) > 0, verdict);
    await picture('What each side contributed').focus();
    await press('ArrowRight');
    assert.match(await readout('What each side contributed'), /at step \d+: probability .+ nats, the right side /);
    await shoot('cloze');
    await page.evaluate(() => window.inspector.show({ kind: 'text', text: 'Call me Ish_ael.' }));
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'cloze').length === 2);
    await settled(page);
    await exhibit('What each side contributed').getByRole('button', { name: 'Show the numbers as a table' }).click();
    const rows = exhibit('What each side contributed').locator('.figure-table tbody tr');
    assert.equal(await rows.count(), 1);
    assert.equal(await rows.locator('td, th').first().innerText(), '11');
  });

  it('marks the tokens that were hidden wherever the text is shown', async () => {
    await open('cloze');
    await page.evaluate(() => window.inspector.show({ kind: 'text', text: 'Call me Ish_ael.' }));
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length === 2);
    await settled(page);
    for (const [name, title] of [
      ['Gates', 'Tokens coloured by the unit'],
      ['Saliency', 'Tokens coloured by saliency'],
    ]) {
      await view(name);
      await picture(title).focus();
      await press('Home', ...Array.from({ length: 11 }, () => 'ArrowRight'));
      assert.match(await readout(title), /^Step 11 .* \(hidden from the model\)$/);
      await press('ArrowRight');
      assert.match(await readout(title), /^Step 12 .*\d$/);
    }
    await shoot('hidden');
  });

  it('looks into a network that writes about numbers', async () => {
    await open('numerals');
    await view('Beam search');
    await exhibit('Beam search').getByText('Write a text of your own above').waitFor();
    const saver = exhibit('Beam search').getByRole('button', { name: 'PNG' });
    assert.equal(await saver.count(), 0, 'there is nothing to save yet');
    await page.evaluate(() => window.inspector.show({ kind: 'text', text: '4 2', target: 'XLII' }));
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length === 2);
    await settled(page);
    assert.equal(await page.getByRole('tab', { name: 'Attention' }).isVisible(), false, 'it has none');
    for (const name of ['Gates', 'Beam search', 'Time', 'Saliency', 'Rollout', 'Model']) {
      await view(name);
      assert.equal(await page.getByRole('alert').filter({ hasText: /\S/ }).count(), 0, name);
    }
    const layers = picture('Layers');
    await layers.focus();
    await shoot('vector');
  });

  it('draws the model folded and unrolled, and a layer leads to its heatmap', async () => {
    await open('lstm');
    await view('Model');
    const folded = await pixels('Layers');
    await page.getByLabel('Unrolled over time').check();
    await settled(page);
    assert.notEqual(await pixels('Layers'), folded);
    await shoot('model');
    await picture('Layers').focus();
    for (let i = 0; i < 8; i += 1) {
      if ((await readout('Layers')).startsWith('rnn.l1:')) break;
      await press('ArrowUp');
    }
    assert.match(await readout('Layers'), /^rnn\.l1: gives \[\d+ × 24\], [\d,]+ weights/);
    await press('Enter');
    assert.equal(await page.getByRole('tab', { name: 'Gates' }).getAttribute('aria-selected'), 'true');
    assert.match(await page.getByLabel('Trace', { exact: true }).inputValue(), /^rnn\.l1\./);
  });

  it('shows what an encoder-decoder looks at, its search, and where it gets worse', async () => {
    await open('pairs');
    await page.evaluate(() => window.inspector.show({ kind: 'text', text: '7315' }));
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length === 2);
    await settled(page);
    await view('Attention');
    await picture('Weights').focus();
    await press('Home');
    const traces = page.locator('[role="tabpanel"]:not([hidden])').getByLabel('Trace', { exact: true });
    const [trace] = await traces.locator('option:checked').allInnerTexts();
    assert.match(trace, /\(attention\)$/);
    assert.match(await readout('Weights'), /^\S+ looks at 7: [\d.]+$/);
    await picture('Alignment').focus();
    await press('Home');
    assert.match(await readout('Alignment'), /^\S+ looks at .+; sum 1$/);
    await exhibit('Weights').getByRole('button', { name: 'Show the numbers as a table' }).click();
    const written = exhibit('Weights').locator('.figure-table tbody th');
    assert.equal(await written.last().innerText(), '(end)', 'called as in the beam');
    await shoot('attention');
    await view('Beam search');
    await picture('Beam search').focus();
    await press('End');
    assert.match(
      await readout('Beam search'),
      /: score -?[\d.]+, probability of the step [\d.]+%, on the way to the answer$/,
    );
    await shoot('beam');
    await view('Bottleneck');
    await picture('Accuracy by length').focus();
    await press('Home');
    assert.match(
      await readout('Accuracy by length'),
      /^Length \d+.*: pairs-1: exact [\d.]+%, tokens [\d.]+% of \d+ sequences$/,
    );
    await shoot('bottleneck');
  });

  it('saves what is seen as PNG, SVG and CSV', async () => {
    await open('lstm');
    for (const format of ['PNG', 'SVG', 'CSV']) {
      await exhibit('Time by unit').getByRole('button', { name: format, exact: true }).click();
      await page.waitForFunction(
        (ending) =>
          window.inspector.calls.some(({ name, values }) => name === 'save' && String(values[0]).endsWith(ending)),
        format.toLowerCase(),
      );
    }
    await settled(page);
    const file = (ending: string): Buffer => Buffer.from(host.saved.get(`lstm-1-units-90.${ending}`)!);
    assert.deepEqual([...file('png').subarray(1, 4)], [...Buffer.from('PNG')]);
    const svg = file('svg').toString();
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    assert.match(svg, /<image [^>]*href="data:image\/png;base64,/);
    const problem = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent,
      svg,
    );
    assert.equal(problem, undefined);
    const rows = file('csv').toString().trimEnd().split('\r\n');
    assert.equal(rows.length, 201);
    assert.match(rows[0], /^Step,Token,0,1,2,/);
    assert.equal(rows[1].split(',').length >= 26, true);
  });

  it('gives the numbers as a table', async () => {
    await open('lstm');
    await exhibit('Pinned units').getByRole('button', { name: 'Show the numbers as a table' }).click();
    const rows = exhibit('Pinned units').locator('.figure-table tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 200);
  });

  it('reads rows of a table, by their dates, in a narrow panel', async () => {
    await open('weather', { width: 400, theme: 'high-contrast' });
    assert.equal(await exhibit('Tokens coloured by the unit').count(), 0);
    await picture('Time by unit').focus();
    await press('Home');
    assert.match(await readout('Time by unit'), /^Step 0 2014-/);
    for (const name of await page.getByRole('tab').and(page.locator(':visible')).allInnerTexts()) {
      await view(name);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide in ${name}`);
      assert.deepEqual(await clipped(), [], `clipped in ${name}`);
      await shoot(`narrow-${name.toLowerCase()}`);
    }
  });

  it('looks at a text of one’s own, and at what an editor asks for', async () => {
    await open('lstm');
    await page.getByLabel('Look at', { exact: true }).selectOption('own');
    await page.getByLabel('Text', { exact: true }).fill('the whale <b>');
    await page.getByRole('button', { name: 'Look Inside' }).click();
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length === 2);
    await settled(page);
    assert.deepEqual(host.looked.at(-1), { kind: 'text', text: 'the whale <b>' });
    await picture('Pinned units').focus();
    await press('End');
    assert.match(await readout('Pinned units'), /^Step 12 >: /);
    await page.evaluate(() => window.inspector.show({ kind: 'text', text: 'call me' }));
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length === 3);
    await settled(page);
    assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'call me');
  });

  it('says what cannot be looked at, and goes on with the next', async () => {
    await open('lstm');
    await page.evaluate(() => {
      const problem = { code: 'internal.error', arguments: { message: 'x' } };
      window.inspector.rejections.set('inspect', { message: 'The checkpoint is gone. Choose another.', problem });
    });
    await page.getByRole('button', { name: 'The steps after' }).click();
    await page.getByRole('alert').getByText('The checkpoint is gone. Choose another.').waitFor();
    await page.evaluate(() => window.inspector.rejections.clear());
    await page.getByRole('button', { name: 'Try Again' }).click();
    await settled(page);
    assert.equal(await page.getByRole('alert').getByText('gone').count(), 0);
    assert.equal(await page.getByLabel('Position').inputValue(), '200');
  });

  it('records a pass again when the engine has let it go', async () => {
    await open('lstm');
    host.forget();
    await view('Time');
    await page.waitForFunction(() => window.inspector.calls.filter(({ name }) => name === 'inspect').length >= 2);
    await settled(page);
    assert.match(
      await page.locator('.flow .verdict').first().innerText(),
      /^The gradient reaches furthest back through rnn\./,
    );
  });

  it('comes back to the view and the unit that were open', async () => {
    await open('lstm');
    await page.getByLabel('Trace', { exact: true }).selectOption('rnn.l1.h');
    await view('Saliency');
    await page.waitForTimeout(300);
    const stored = await page.evaluate(() => window.inspector.state);
    await page.context().close();
    await open('lstm', { stored });
    assert.equal(await page.getByRole('tab', { name: 'Saliency' }).getAttribute('aria-selected'), 'true');
    await view('Gates');
    assert.equal(await page.getByLabel('Trace', { exact: true }).inputValue(), 'rnn.l1.h');
    assert.ok((stored as { run: string }).run.endsWith('lstm-1'));
  });
});
