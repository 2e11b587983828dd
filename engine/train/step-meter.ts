import type { RunEvent } from '../contracts/events';
import type { StepResult } from './program';

/** At most ten step events a second. */
const intervalMilliseconds = 100;
/** A speed measured over less is no more than the clock's grain; the one before is given instead. */
const measurableMilliseconds = 20;

/** Gathers steps into events: mean, least and greatest loss, and the speed. */
export class StepMeter {
  private since = 0;
  private steps = 0;
  private predictions = 0;
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;
  private gradientNorm = 0;
  private rate = 0;
  private tokensPerSecond: number | undefined;

  constructor(
    private readonly stepsPerEpoch: number,
    private readonly now: () => number,
    private readonly emit: (event: RunEvent) => void,
  ) {}

  /** The clock of the speed starts here: to be called after every pause that was not training. */
  start(): void {
    this.since = this.now();
  }

  add(step: number, { loss, gradientNorm, count }: StepResult, rate: number): void {
    this.steps++;
    this.predictions += count;
    this.sum += loss;
    this.min = Math.min(this.min, loss);
    this.max = Math.max(this.max, loss);
    this.gradientNorm = gradientNorm;
    this.rate = rate;
    if (this.now() - this.since >= intervalMilliseconds) this.flush(step);
  }

  flush(step: number): void {
    if (this.steps === 0) return;
    const time = this.now();
    const elapsed = time - this.since;
    if (this.tokensPerSecond === undefined || elapsed >= measurableMilliseconds) {
      this.tokensPerSecond = (this.predictions * 1000) / Math.max(1, elapsed);
    }
    this.emit({
      type: 'step',
      time,
      step,
      epoch: step / this.stepsPerEpoch,
      count: this.steps,
      loss: this.sum / this.steps,
      min: this.min,
      max: this.max,
      gradientNorm: this.gradientNorm,
      rate: this.rate,
      tokensPerSecond: this.tokensPerSecond,
    });
    this.steps = 0;
    this.predictions = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
    this.start();
  }
}
