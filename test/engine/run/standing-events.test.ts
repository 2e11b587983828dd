import assert from 'node:assert/strict';
import type { RunEvent } from '../../../engine/contracts/events';
import { RunReducer } from '../../../engine/run/reducer';
import { standingEvents } from '../../../engine/run/standing-events';
import { logOf, resume, start, step, validation } from '../support/events';

async function* from(events: readonly RunEvent[]) {
  yield* await Promise.resolve(events);
}

describe('standing events', () => {
  it('leave out what a resume made void', async () => {
    const events = [start(), step(10), validation(10, 2), step(20), validation(20, 1), resume(10), step(15)];
    const standing = await standingEvents(from(events));
    assert.deepEqual(standing, [events[0], events[1], events[2], events[5], events[6]]);
  });

  it('hold a repeated validation once, the later one', async () => {
    const events = [start(), step(10), validation(10, 2), resume(10), validation(10, 1.5), step(20)];
    const standing = await standingEvents(from(events));
    assert.deepEqual(
      standing.map((event) => event.type),
      ['start', 'step', 'resume', 'validation', 'step'],
    );
    assert.equal(standing.find((event) => event.type === 'validation')?.loss, 1.5);
  });

  it('begin anew with a start', async () => {
    const events = [start(), step(10), start(), step(5)];
    assert.deepEqual(await standingEvents(from(events)), events.slice(2));
  });

  it('say the same as the fold of the log', async () => {
    const events = logOf();
    const reducer = new RunReducer('a');
    for (const event of events) reducer.add(event);
    const { curve, validations } = reducer.view(false, 1e6);
    const standing = await standingEvents(from(events));
    assert.deepEqual(
      standing.flatMap((event) => (event.type === 'step' ? [event.step] : [])),
      curve.step,
    );
    assert.deepEqual(
      standing.filter((event) => event.type === 'validation'),
      validations,
    );
  });
});
