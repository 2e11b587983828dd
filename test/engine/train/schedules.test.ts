import assert from 'node:assert/strict';
import * as constant from '../../../engine/train/schedules/constant';
import * as cosine from '../../../engine/train/schedules/cosine';
import * as linearWarmup from '../../../engine/train/schedules/linear-warmup';
import * as oneCycle from '../../../engine/train/schedules/one-cycle';
import * as plateau from '../../../engine/train/schedules/plateau';
import * as step from '../../../engine/train/schedules/step';
import { assertClose } from '../support/tensors';

const at = (schedule: { factor(step: number): number }, steps: number[]) => steps.map((s) => schedule.factor(s));

describe('schedules', () => {
  it('constant stays at 1', () => {
    assert.deepEqual(at(constant.create({ kind: 'constant' }, 10), [0, 5, 9]), [1, 1, 1]);
  });

  it('step falls in stairs', () => {
    const schedule = step.create({ kind: 'step', every: 3, factor: 0.5 }, 10);
    assert.deepEqual(at(schedule, [0, 2, 3, 5, 6, 9]), [1, 1, 0.5, 0.5, 0.25, 0.125]);
  });

  it('cosine goes from 1 to its minimum, halfway in the middle', () => {
    const schedule = cosine.create({ kind: 'cosine', minimum: 0.1 }, 100);
    assertClose(at(schedule, [0, 50, 100, 130]), [1, 0.55, 0.1, 0.1], 1e-12, 'factor');
  });

  it('linear warm-up rises in a line, and stays', () => {
    const schedule = linearWarmup.create({ kind: 'linear-warmup', warmup: 4 }, 100);
    assert.deepEqual(at(schedule, [0, 1, 3, 4, 99]), [0.25, 0.5, 1, 1, 1]);
  });

  it('one-cycle rises to 1 at the top and ends at its end', () => {
    const schedule = oneCycle.create({ kind: 'one-cycle', warmupFraction: 0.3, start: 0.04, end: 0.001 }, 100);
    assertClose(at(schedule, [0, 15, 30, 65, 100]), [0.04, 0.52, 1, 0.5005, 0.001], 1e-12, 'factor');
  });

  it('plateau waits, falls, respects its minimum, and goes on from a saved state', () => {
    const config = { kind: 'plateau', factor: 0.5, patience: 1, minimum: 0.2 } as const;
    const schedule = plateau.create(config, 100);
    const seen = [3, 2, 2, 2.5].map((loss) => {
      schedule.validated?.(loss);
      return schedule.factor(0);
    });
    assert.deepEqual(seen, [1, 1, 1, 0.5]);
    const saved = JSON.parse(JSON.stringify(schedule.state)) as Record<string, number>;
    const resumed = plateau.create(config, 100, saved);
    for (const each of [schedule, resumed]) {
      const later = [2.2, 2.2, 2.1, 2.1, 1].map((loss) => {
        each.validated?.(loss);
        return each.factor(0);
      });
      assert.deepEqual(later, [0.5, 0.25, 0.25, 0.2, 0.2]);
    }
  });
});
