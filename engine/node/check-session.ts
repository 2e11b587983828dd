import { createPlanningBackend } from '../kernels/planning';
import { createReferenceBackend, referenceBase } from '../kernels/reference';
import { checkGradients, type GradientError } from '../train/gradient-check';
import { TrainingProgram } from '../train/program';
import type { TrainingSession } from './session';

export interface SessionCheck {
  readonly gradients: readonly GradientError[];
  readonly millisecondsPerStep: number;
}

/** Tries out what training will do: the gradients in 64 bit, and the speed of a step. */
export function checkSession(session: TrainingSession): SessionCheck {
  const plan = createPlanningBackend('f64', 'reference', referenceBase);
  const gradients = checkGradients(session.program, plan, (bytes) => createReferenceBackend('f64', bytes));
  return { gradients, millisecondsPerStep: timeStep(session) };
}

const warmUpMilliseconds = 200;
const timedMilliseconds = 800;

/** Steps at a rate of zero, until the clock is worth reading. */
function timeStep({ backend, plan, program, stepsPerEpoch }: TrainingSession): number {
  const memory = backend.create(plan.bytes);
  const training = new TrainingProgram(memory, program);
  let step = 0;
  const stepFor = (milliseconds: number): number => {
    const start = performance.now();
    const first = step;
    do {
      training.step(step, 0, step % stepsPerEpoch, 0);
      step++;
    } while (performance.now() - start < milliseconds);
    return (performance.now() - start) / (step - first);
  };
  try {
    stepFor(warmUpMilliseconds);
    return stepFor(timedMilliseconds);
  } finally {
    memory.dispose();
  }
}
