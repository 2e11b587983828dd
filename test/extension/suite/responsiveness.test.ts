import type { Lab } from '../../../extension/lab';
import { delayWhileTraining } from './event-loop';
import { activeLab, emptyWorkspace, writeSmallExperiment } from './support';

describe('responsiveness', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    await emptyWorkspace();
    lab = await activeLab();
  });
  after(emptyWorkspace);

  it('goes on with its own work while two runs train, and says how late it is', async () => {
    const endless = { epochs: 1_000_000, checkpointSeconds: 1, validateEvery: 1000 };
    const { p50, p99, worst } = await delayWhileTraining(lab, {
      left: await writeSmallExperiment('left', endless),
      right: await writeSmallExperiment('right', endless),
    });
    const [middle, late, latest] = [p50, p99, worst].map((each) => `${each.toFixed(1)} ms`);
    console.log(`    event loop of the extension host: p50 ${middle}, p99 ${late}, worst ${latest}`);
  });
});
