import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installVsix, startCodeServer, type CodeServer } from '../host/code-server';
import { root } from '../host/places';
import { askForTrust, removeProfile, temporaryProfile, undisturbed, type Profile } from '../host/profile';
import { stopRuns } from '../host/stop-runs';
import { Workbench } from '../host/workbench';
import { readSafetensorsHeader } from './safetensors-header';
import { InspectorPanel } from './inspector-panel';
import { RunPanel } from './run-panel';

/**
 * The whole road, as a person goes it: the packaged extension in a real VS Code, with keyboard and mouse alone. Each test
 * goes on where the one before ended, so the first failure ends the journey.
 */
describe('the journey', function () {
  this.timeout(400_000);
  this.bail(true);

  let profile: Profile;
  let server: CodeServer;
  let workbench: Workbench;
  let workspace: string;
  const errors: Error[] = [];

  before(async () => {
    const vsix = path.join(root, 'sequence-lab.vsix');
    assert.ok(fs.existsSync(vsix), 'There is no sequence-lab.vsix: npm run package');
    profile = temporaryProfile({ ...undisturbed, ...askForTrust });
    workspace = path.join(profile.folder, 'sequence-lab-samples');
    installVsix(profile, vsix);
    server = await startCodeServer(profile, { trust: true });
    workbench = await Workbench.launch({ width: 1600, height: 1000 });
    workbench.page.on('pageerror', (error) => errors.push(error));
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('journey-failed');
  });

  after(async () => {
    await workbench?.close();
    if (workspace) await stopRuns(workspace);
    await server?.stop();
    if (profile) removeProfile(profile);
  });

  const panelOf = (run: string): Promise<RunPanel> => RunPanel.of(workbench, run);

  it('creates the sample workspace, and is asked to trust it', async () => {
    await workbench.open(`${server.url}/?ew=true`);
    await workbench.runCommand('Sequence Lab: Create Sample Workspace');
    await workbench.answerFileDialog(`${profile.folder}/`, 'Create the Samples Here');
    await workbench.trustFolder();
    await workbench.openContainer('Sequence Lab');
    await workbench.treeItem('Experiments', 'moby-dick').waitFor();
    await workbench.treeItem('Data', 'seattle-weather.csv').waitFor();
    const files = fs.readdirSync(workspace).toSorted();
    assert.ok(files.includes('moby-dick.txt') && files.includes('SOURCES.md'), files.join());
    // Long enough not to come to its end while windows are reloaded.
    const experiment = path.join(workspace, 'moby-dick.seqlab.json');
    fs.writeFileSync(experiment, fs.readFileSync(experiment, 'utf8').replace('"epochs": 4,', '"epochs": 40,'));
    await workbench.screenshot('journey-01-workspace');
  });

  it('trains the text experiment, and the curve moves', async () => {
    await workbench.treeItem('Experiments', 'moby-dick').click();
    await workbench.pressCodeLens('Train');
    const panel = await panelOf('moby-dick-1');
    await panel.status('running');
    await panel.stepReached(1);
    const [firstLoss, firstPicture] = [Number(await panel.fact('Training loss')), await panel.picture()];
    await panel.stepReached((await panel.step()) + 30);
    // What is shown is the mean of the last tenth of a second: it falls, but not from each moment to the next.
    await panel.lossBelow(firstLoss);
    assert.notEqual(await panel.picture(), firstPicture);
    await workbench.treeItem('Experiments', 'moby-dick-1').waitFor();
    await workbench.screenshot('journey-02-training');
  });

  it('stops', async () => {
    const panel = await panelOf('moby-dick-1');
    await workbench.runCommand('Sequence Lab: Stop');
    await panel.status('stopped');
    await workbench.treeItem('Experiments', 'moby-dick-1').filter({ hasText: 'stopped' }).waitFor();
    assert.ok(fs.existsSync(path.join(workspace, '.seqlab/runs/moby-dick-1/last.safetensors')));
    // The process tells of its end before it goes.
    await workbench.retry('The run is still owned.', 30_000, async () => {
      assert.ok(!fs.existsSync(path.join(workspace, '.seqlab/runs/moby-dick-1/owner.json')));
    });
  });

  it('survives a reload of the window', async () => {
    const step = await (await panelOf('moby-dick-1')).step();
    await workbench.reload();
    const panel = await panelOf('moby-dick-1');
    await panel.status('stopped');
    assert.equal(await panel.step(), step);
  });

  it('resumes, and goes on while the window is reloaded', async () => {
    const before = await panelOf('moby-dick-1');
    const step = await before.step();
    await before.button('Resume').click();
    await before.status('running');
    await workbench.reload();
    const panel = await panelOf('moby-dick-1');
    await panel.stepReached(step + 20);
    await panel.status('running');
    await panel.button('Stop').click();
    await panel.status('stopped');
  });

  it('evaluates beside baselines', async () => {
    const panel = await panelOf('moby-dick-1');
    await panel.section('Evaluation').getByRole('button', { name: 'Evaluate', exact: true }).click();
    const evaluation = panel.section('Evaluation');
    await evaluation
      .locator('.verdict')
      .filter({ hasText: /baseline/ })
      .waitFor({ timeout: 120_000 });
    assert.match(await evaluation.innerText(), /Perplexity[\s\S]*Kneser/i);
    await workbench.screenshot('journey-03-evaluation');
  });

  it('generates text', async () => {
    const panel = await panelOf('moby-dick-1');
    const generate = panel.section('Generate');
    await generate.getByLabel('Prompt').fill('The whale ');
    await generate.getByLabel('Length').fill('120');
    await generate.getByLabel('Prompt').press('Control+Enter');
    const text = generate.getByRole('region', { name: 'Generated text' });
    await text.and(panel.frame.locator('[aria-busy="false"]')).waitFor();
    const written = await text.innerText();
    assert.ok(written.startsWith('The whale'), written);
    assert.ok(written.length > 100, written);
    await workbench.screenshot('journey-04-generated');
  });

  it('looks inside the run, view by view', async () => {
    await workbench.runCommand('Sequence Lab: Inspect Run');
    const inspector = await InspectorPanel.of(workbench, 'moby-dick-1');
    assert.deepEqual(await inspector.views(), ['Gates', 'Match', 'Time', 'Saliency', 'Rollout', 'Model']);
    const pictures = {
      Gates: 'Time by unit',
      Time: 'Gradient norm by lag',
      Saliency: 'Saliency by step',
      Model: 'Layers',
    };
    for (const [view, picture] of Object.entries(pictures)) {
      await inspector.view(view);
      await inspector.drawn(picture, 20);
      await workbench.screenshot(`journey-04-inspector-${view.toLowerCase()}`);
    }
    await workbench.runCommand('View: Close Editor');
  });

  it('exports the weights', async () => {
    const file = path.join(workspace, 'whale.safetensors');
    await (await panelOf('moby-dick-1')).button('Export').click();
    await workbench.pick('safetensors');
    await workbench.answerFileDialog(file, 'OK');
    await workbench.notified(/Exported/);
    const [gates, units] = readSafetensorsHeader(file)['rnn.weight_hh_l0'].shape;
    assert.equal(gates % units, 0);
    assert.ok(units > 1);
    await workbench.screenshot('journey-05-exported');
  });

  it('makes a new experiment from the table through the picker', async () => {
    await workbench.runCommand('Sequence Lab: New Experiment');
    await workbench.asked(/Which file/);
    await workbench.pick('seattle-weather.csv');
    await workbench.asked(/What shall the model learn/);
    assert.match((await workbench.choices())[0], /forecast/i);
    await workbench.screenshot('journey-06-picker');
    await workbench.pick('Forecast');
    await workbench.asked(/Which columns/);
    await workbench.toggleAndAccept(['precipitation', 'temp_max']);
    await workbench.asked(/Which kind of recurrent network/);
    await workbench.pick('GRU');
    await workbench.tab('seattle-weather-2.seqlab.json').waitFor();
    const written = fs.readFileSync(path.join(workspace, 'seattle-weather-2.seqlab.json'), 'utf8');
    assert.match(written, /"target": \["temp_max"\]/);
    await workbench.screenshot('journey-07-new-experiment');
  });

  it('trains it to the end', async () => {
    await workbench.tab('seattle-weather-2.seqlab.json').click();
    await workbench.pressCodeLens('Train');
    const panel = await panelOf('seattle-weather-2-1');
    await panel.status('finished', 150_000);
    await workbench.screenshot('journey-08-forecasting');
  });

  it('forecasts beyond the end of the file', async () => {
    const panel = await panelOf('seattle-weather-2-1');
    const forecast = panel.section('Forecast');
    await forecast.getByRole('button', { name: 'Forecast', exact: true }).click();
    const rows = forecast.getByRole('region', { name: 'Forecast rows' }).locator('tbody tr');
    await rows.first().waitFor();
    assert.match(await rows.first().innerText(), /2016/);
    await forecast.scrollIntoViewIfNeeded();
    await workbench.screenshot('journey-09-forecast');
  });

  it('looks right in the dark and in high contrast', async () => {
    const themes = { dark: 'Dark Modern', 'high-contrast': 'Dark High Contrast', light: 'Light Modern' };
    const panel = await panelOf('seattle-weather-2-1');
    for (const [name, theme] of Object.entries(themes)) {
      await workbench.runCommand('Preferences: Color Theme');
      await workbench.pick(theme);
      await panel.frame.locator(`body.vscode-${name}`).waitFor();
      await workbench.page.waitForTimeout(500); // Charts take the new colours in the next frame.
      await workbench.screenshot(`journey-10-${name}`);
    }
  });

  it('asked nothing of the network, and no page failed', () => {
    assert.deepEqual([...workbench.blocked], []);
    assert.deepEqual(errors, []);
  });
});
