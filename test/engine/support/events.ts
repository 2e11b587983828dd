import type { RunEvent } from '../../../engine/contracts/events';
import { experimentOf } from './training';

const stepsPerEpoch = 10;

/** Milliseconds since 1970 of the events below. */
export const began = Date.UTC(2024, 1, 29);

export function start(): RunEvent {
  return {
    type: 'start',
    time: began,
    experiment: experimentOf({}, {}),
    parameters: 7,
    stepsPerEpoch,
    totalSteps: 40,
    backend: 'simd',
    memory: 1,
  };
}

export function step(at: number, loss = 4 / at): RunEvent {
  const rest = { gradientNorm: 0.5, rate: 0.01, tokensPerSecond: 1000 };
  const time = began + at * 1000;
  return {
    type: 'step',
    time,
    step: at,
    epoch: at / stepsPerEpoch,
    count: 5,
    loss,
    min: loss / 2,
    max: loss * 2,
    ...rest,
  };
}

export function validation(at: number, loss: number, best = true): RunEvent {
  const metrics = { perplexity: Math.exp(loss) };
  return { type: 'validation', time: began + at * 1000 + 1, step: at, epoch: at / stepsPerEpoch, loss, metrics, best };
}

export function resume(at: number): RunEvent {
  return { type: 'resume', time: began + 100_000, step: at };
}

/** The log of a run that was killed after step 30 and went on from step 20 to its end. */
export function logOf(): readonly RunEvent[] {
  return [
    start(),
    step(10),
    validation(10, 2),
    step(20),
    validation(20, 1.5),
    step(30),
    validation(30, 9, false),
    resume(20),
    step(30, 0.2),
    validation(30, 1.25),
    step(40, 0.1),
    validation(40, 1.4, false),
    { type: 'end', time: began + 140_000, step: 40, reason: 'finished' },
  ];
}
