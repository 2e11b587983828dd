import assert from 'node:assert/strict';
import type { RunEvent } from '../../../engine/contracts/events';
import { StepMeter } from '../../../engine/train/step-meter';

/** A meter on a clock that the test sets. */
function setUp() {
  const events: Extract<RunEvent, { type: 'step' }>[] = [];
  const clock = { now: 0 };
  const meter = new StepMeter(
    10,
    () => clock.now,
    (event) => event.type === 'step' && events.push(event),
  );
  meter.start();
  const step = (number: number, milliseconds: number, loss = 1) => {
    clock.now += milliseconds;
    meter.add(number, { loss, gradientNorm: 1, count: 64 }, 0.1);
  };
  return { events, clock, meter, step };
}

describe('step meter', () => {
  it('gathers steps for a tenth of a second', () => {
    const { events, step } = setUp();
    [3, 1, 2].forEach((loss, i) => step(i + 1, 40, loss));
    assert.equal(events.length, 1);
    const { count, loss, min, max, epoch, tokensPerSecond } = events[0];
    assert.deepEqual({ count, loss, min, max, epoch }, { count: 3, loss: 2, min: 1, max: 3, epoch: 0.3 });
    assert.equal(tokensPerSecond, (3 * 64 * 1000) / 120);
  });

  it('leaves pauses out of the speed', () => {
    const { events, clock, meter, step } = setUp();
    clock.now += 5000;
    meter.start();
    step(1, 100);
    assert.equal(events[0].tokensPerSecond, 640);
  });

  it('gives the speed before for a stretch too short to measure', () => {
    const { events, meter, step } = setUp();
    step(1, 100);
    step(2, 1);
    meter.flush(2);
    assert.deepEqual(
      events.map(({ tokensPerSecond }) => tokensPerSecond),
      [640, 640],
    );
    meter.flush(2);
    assert.equal(events.length, 2);
  });
});
