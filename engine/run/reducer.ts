import type {
  Computing,
  EndEvent,
  RunEvent,
  StartEvent,
  StepEvent,
  ValidationEvent,
  WarningEvent,
} from '../contracts/events';
import type { CurveView, RunStatus, RunView } from '../contracts/view';
import { CurvePyramid } from './pyramid';

/** How many points a view's curve has at most, unless asked otherwise. */
export const usualPoints = 1000;

/** Folds a run's events, oldest first, into what people see of it. */
export class RunReducer {
  private readonly pyramid = new CurvePyramid();
  private start?: StartEvent;
  private computing?: Computing;
  private end?: EndEvent;
  private last?: StepEvent;
  private step = 0;
  private readonly validations: ValidationEvent[] = [];
  private readonly warnings: WarningEvent[] = [];
  private checkpointStep?: number;
  /** Work of the parts before the one that goes on, in milliseconds. */
  private elapsedBefore = 0;
  /** Where the part that goes on began. */
  private part?: { readonly time: number; readonly step: number };
  private lastTime = 0;

  constructor(readonly name: string) {}

  add(event: RunEvent): void {
    switch (event.type) {
      case 'start':
        this.start = event;
        this.computing = computingOf(event);
        this.void(-1);
        this.checkpointStep = undefined;
        this.begin(event.time, 0);
        break;
      case 'resume':
        this.computing = computingOf(event) ?? this.computing;
        this.void(event.step);
        this.begin(event.time, event.step);
        break;
      case 'step':
        this.last = event;
        this.pyramid.append(event, this.elapsedAt(event.time));
        break;
      case 'validation':
        // A validation that a kill cut off from its checkpoint is done again.
        cutAfter(this.validations, event.step - 1);
        this.validations.push(event);
        break;
      case 'checkpoint':
        this.checkpointStep = event.step;
        break;
      case 'warning':
        this.warnings.push(event);
        break;
      case 'end':
        this.end = event;
        break;
      case 'probe':
        break;
    }
    this.lastTime = Math.max(this.lastTime, event.time);
    if ('step' in event) this.step = event.step;
  }

  /**
   * @param owned whether a living process works on the run: one that was lost wrote no end, yet its run is interrupted
   */
  view(owned: boolean, points = usualPoints): RunView {
    const { start, step, validations, last } = this;
    const status = this.status(owned);
    const live = status === 'starting' || status === 'running';
    return {
      name: this.name,
      status,
      experiment: start?.experiment,
      start,
      computing: this.computing,
      elapsed: this.elapsedAt(this.lastTime),
      step,
      epoch: start && start.stepsPerEpoch > 0 ? step / start.stepsPerEpoch : 0,
      totalSteps: start?.totalSteps ?? 0,
      remaining: status === 'running' ? this.remaining() : undefined,
      last,
      curve: this.curve(0, Infinity, points),
      validations: [...validations],
      best: validations.findLast(({ best }) => best),
      checkpointStep: this.checkpointStep,
      warnings: this.warnings.map(({ problem }) => problem),
      problem: this.end?.problem,
      resumable: !owned && !live && status !== 'finished' && this.checkpointStep !== undefined,
    };
  }

  /** The training curve between two steps, both included. */
  curve(from: number, to: number, points: number): CurveView {
    return this.pyramid.query(from, to, points);
  }

  private status(owned: boolean): RunStatus {
    if (this.end) return this.end.reason;
    if (!owned) return 'interrupted';
    return this.start ? 'running' : 'starting';
  }

  private begin(time: number, step: number): void {
    this.elapsedBefore = this.elapsedAt(this.lastTime);
    this.part = { time, step };
    this.lastTime = time;
    this.end = undefined;
  }

  private void(step: number): void {
    this.pyramid.truncate(step);
    cutAfter(this.validations, step);
    cutAfter(this.warnings, step);
    if (this.last && this.last.step > step) this.last = undefined;
  }

  private elapsedAt(time: number): number {
    return this.part ? this.elapsedBefore + Math.max(0, time - this.part.time) : 0;
  }

  /** From the mean speed of the part that goes on, validations included. */
  private remaining(): number | undefined {
    if (!this.part || !this.start || this.step <= this.part.step) return undefined;
    const perStep = (this.lastTime - this.part.time) / (this.step - this.part.step);
    return perStep * Math.max(0, this.start.totalSteps - this.step);
  }
}

function computingOf({ backend, threads, library }: Partial<Computing>): Computing | undefined {
  return backend && { backend, threads, library };
}

/** Drops the events at the end that are later than a step. */
function cutAfter(events: { readonly step: number }[], step: number): void {
  while (events.length > 0 && events[events.length - 1].step > step) events.pop();
}
