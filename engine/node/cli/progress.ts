import pc from 'picocolors';
import type { EndEvent, RunEvent, StartEvent, StepEvent, ValidationEvent } from '../../contracts/events';
import type { RunReducer } from '../../run/reducer';
import { reportProblem, say } from './output';
import { durationWords, metricWords, numberWords, sizeWords } from './words';

/** Milliseconds between two lines of progress where there is no terminal. */
const plainInterval = 10_000;
const barWidth = 20;

/** Shows a run as it goes: one line that is written over on a terminal, plain lines otherwise. All on stderr. */
export class Progress {
  private readonly live = process.stderr.isTTY;
  private lastPlain = 0;
  private shown = false;

  /** @param reducer folds the whole run, so that a run that goes on is shown as a whole */
  constructor(
    private readonly reducer: RunReducer,
    private readonly json: boolean,
  ) {}

  show(event: RunEvent): void {
    switch (event.type) {
      case 'start':
        this.line(startWords(event));
        break;
      case 'resume':
        this.line(`Going on from step ${event.step}.`);
        break;
      case 'step':
        this.step(event);
        break;
      case 'validation':
        this.line(validationWords(event));
        break;
      case 'warning':
        this.clear();
        reportProblem(event.problem, this.json);
        break;
      case 'end':
        this.end(event);
        break;
      case 'checkpoint':
      case 'probe':
        break;
    }
  }

  private step(event: StepEvent): void {
    if (this.live) {
      this.clear();
      process.stderr.write(this.words(event, true).slice(0, (process.stderr.columns ?? 80) - 1));
      this.shown = true;
    } else if (event.time - this.lastPlain >= plainInterval) {
      this.lastPlain = event.time;
      say(this.words(event, false));
    }
  }

  private words({ step, loss, tokensPerSecond }: StepEvent, bar: boolean): string {
    const { totalSteps, remaining, experiment } = this.reducer.view(true, 1);
    const predicted = experiment?.task.kind === 'forecasting' ? 'windows' : 'tokens';
    const share = totalSteps > 0 ? step / totalSteps : 0;
    const full = Math.round(share * barWidth);
    return [
      bar ? `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ` : '',
      `${Math.floor(share * 100)} %, step ${step} of ${totalSteps}, loss ${loss.toFixed(4)}`,
      `, ${Math.round(tokensPerSecond)} ${predicted} a second`,
      remaining === undefined ? '' : `, ${durationWords(remaining)} left`,
    ].join('');
  }

  private end({ reason, step, problem }: EndEvent): void {
    this.clear();
    if (problem) reportProblem(problem, this.json);
    const { best, elapsed, totalSteps } = this.reducer.view(false, 1);
    const words = {
      finished: step < totalSteps ? `Stopped early after ${step} steps` : `Finished after ${step} steps`,
      stopped: `Stopped after ${step} steps`,
      imported: 'Imported the weights',
      interrupted: `Interrupted after ${step} steps; the checkpoint is saved`,
      failed: `Failed after ${step} steps`,
    }[reason];
    say(`${words}, ${durationWords(elapsed)}.${best ? ` Best validation: ${validationWords(best)}` : ''}`);
  }

  private line(text: string): void {
    this.clear();
    say(text);
  }

  private clear(): void {
    if (this.shown) process.stderr.write('\r\u001b[2K');
    this.shown = false;
  }
}

function startWords({ parameters, memory, totalSteps, stepsPerEpoch, ...computing }: StartEvent): string {
  const { backend, library = `${backend} kernels`, threads = 1 } = computing;
  const size = `${parameters} weights, ${sizeWords(memory)}, ${totalSteps} steps of ${stepsPerEpoch} an epoch`;
  return `${size}, ${library}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

function validationWords({ step, epoch, loss, metrics, best }: ValidationEvent): string {
  const mark = best && process.stderr.isTTY ? pc.green(' best') : best ? ' best' : '';
  return `step ${step}, epoch ${numberWords(epoch)}: validation loss ${loss.toFixed(4)}, ${metricWords(metrics)}${mark}`;
}
