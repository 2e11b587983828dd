import type { RunEvent, ValidationEvent } from '../../contracts/events';
import type { ExportedRun, Exporter } from '../../contracts/exporter';
import { Problem } from '../../contracts/problem';
import { standingEvents } from '../../run/standing-events';
import { settingsOf } from '../settings';
import { experimentInfo, sessionEnd, sessionStart } from './hparams';
import { encodeEvent, type EventMessage, type ValueMessage } from './messages';
import { encodeRecords } from './records';
import { histogram, scalar, text, verbatim } from './summaries';

/**
 * A folder for `tensorboard --logdir`, with a folder for each run: curves and metrics as scalars, the best weights as
 * histograms, settings and samples as text, and the table of hyperparameters.
 */
export const exporter: Exporter = {
  kind: 'tensorboard',
  async files({ runs }) {
    const files = new Map<string, Uint8Array>();
    for (const run of runs) {
      const { time, bytes } = await eventFile(run);
      files.set(`${run.name}/events.out.tfevents.${Math.floor(time)}.sequence-lab`, bytes);
    }
    return files;
  },
};

async function eventFile(run: ExportedRun): Promise<{ readonly time: number; readonly bytes: Uint8Array }> {
  const [view, log] = [await run.view(), await standingEvents(run.events())];
  const [first, last] = [seconds(log[0]), seconds(log[log.length - 1])];
  const experiment = view.experiment ?? (await run.experiment());
  const settings = settingsOf(experiment);
  const metrics = [...new Set(log.filter(isValidation).flatMap((event) => Object.keys(event.metrics)))];
  const tags = ['loss/validation', ...metrics.map(metricTag)];
  const written: EventMessage[] = [
    { wallTime: first, fileVersion: 'brain.Event:2' },
    summary(first, 0, [
      experimentInfo(run.name, first, settings, tags),
      sessionStart(settings, first),
      text('experiment', verbatim(JSON.stringify(experiment, null, 2))),
    ]),
    ...log.flatMap(eventsOf),
    summary(last, view.best?.step ?? view.step, await weightsOf(run)),
    summary(last, view.step, [sessionEnd(view.status, last)]),
  ];
  return { time: first, bytes: encodeRecords(written.map(encodeEvent)) };
}

function eventsOf(event: RunEvent): EventMessage[] {
  if (event.type === 'step') {
    return [
      summary(seconds(event), event.step, [
        scalar('loss/train', event.loss),
        scalar('training/gradient norm', event.gradientNorm),
        scalar('training/learning rate', event.rate),
        scalar('training/tokens per second', event.tokensPerSecond),
      ]),
    ];
  }
  if (event.type !== 'validation') return [];
  const metrics = Object.entries(event.metrics).map(([name, value]) => scalar(metricTag(name), value));
  const sample =
    event.sample?.kind === 'text' ? [text('sample', verbatim(event.sample.prompt + event.sample.text))] : [];
  return [summary(seconds(event), event.step, [scalar('loss/validation', event.loss), ...metrics, ...sample])];
}

/** Histograms of the best weights; none of a run that has no weights yet. */
async function weightsOf(run: ExportedRun): Promise<ValueMessage[]> {
  try {
    const { tensors } = await run.weights();
    return [...tensors].map(([path, { data }]) => histogram(`weights/${path}`, data));
  } catch (error) {
    if (error instanceof Problem && error.code === 'run-folder.no-checkpoint') return [];
    throw error;
  }
}

function summary(wallTime: number, step: number, value: readonly ValueMessage[]): EventMessage {
  return { wallTime, step, summary: { value } };
}

function metricTag(metric: string): string {
  return `validation/${metric}`;
}

function isValidation(event: RunEvent): event is ValidationEvent {
  return event.type === 'validation';
}

function seconds(event: RunEvent | undefined): number {
  return (event?.time ?? 0) / 1000;
}
