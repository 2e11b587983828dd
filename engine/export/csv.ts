import type { RunEvent, StepEvent, ValidationEvent } from '../contracts/events';
import type { Exporter } from '../contracts/exporter';
import { toCsv } from '../run/csv-text';
import { standingEvents } from '../run/standing-events';
import { settingsOf } from './settings';

const curveColumns = ['loss', 'min', 'max', 'gradientNorm', 'rate', 'tokensPerSecond'] as const;

type Row = readonly (string | number)[];

/**
 * The curves of all runs in one table, a row for each event of training and each validation; beside it a table with one row a
 * run: its settings, and its best validation. Columns of metrics and settings are all that any of the runs has.
 */
export const exporter: Exporter = {
  kind: 'csv',
  async files({ runs }) {
    const logs = await Promise.all(
      runs.map(async (run) => {
        const [view, events] = [await run.view(), await standingEvents(run.events())];
        return { name: run.name, view, events, settings: view.experiment ? settingsOf(view.experiment) : new Map() };
      }),
    );
    const metrics = union(
      logs.map(({ events }) => events.filter(isValidation).flatMap((each) => Object.keys(each.metrics))),
    );
    const settings = union(logs.map((log) => [...log.settings.keys()] as string[]));
    const curves = logs.flatMap(({ name, events }) => events.flatMap((event) => curveRow(name, event, metrics)));
    const table = logs.map(({ name, view, settings: own }): Row => {
      const { status, step, epoch, elapsed, start, best } = view;
      const counts = [status, step, epoch, elapsed / 1000, start?.parameters ?? ''];
      const validation = [best?.step ?? '', best?.loss ?? '', ...metrics.map((metric) => best?.metrics[metric] ?? '')];
      return [
        name,
        ...counts,
        ...validation,
        ...settings.map((key) => (own.get(key) as string | number | undefined) ?? ''),
      ];
    });
    const counted = ['run', 'status', 'step', 'epoch', 'seconds', 'parameters', 'bestStep', 'bestLoss'];
    return new Map([
      [`${runs[0].name}.csv`, bytes(['run', 'type', 'step', 'epoch', 'time', ...curveColumns, ...metrics], curves)],
      [`${runs[0].name}.runs.csv`, bytes([...counted, ...metrics, ...settings], table)],
    ]);
  },
};

function curveRow(run: string, event: RunEvent, metrics: readonly string[]): Row[] {
  if (event.type !== 'step' && event.type !== 'validation') return [];
  const place = [run, event.type === 'step' ? 'training' : 'validation', event.step, event.epoch];
  const time = new Date(event.time).toISOString();
  const values = event.type === 'step' ? trainingCells(event, metrics) : validationCells(event, metrics);
  return [[...place, time, ...values]];
}

function trainingCells(event: StepEvent, metrics: readonly string[]): Row {
  return [...curveColumns.map((column) => event[column]), ...metrics.map(() => '')];
}

function validationCells(event: ValidationEvent, metrics: readonly string[]): Row {
  const [, ...others] = curveColumns;
  return [event.loss, ...others.map(() => ''), ...metrics.map((metric) => event.metrics[metric] ?? '')];
}

function isValidation(event: RunEvent): event is ValidationEvent {
  return event.type === 'validation';
}

function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

function bytes(head: readonly string[], rows: readonly Row[]): Uint8Array {
  return new TextEncoder().encode(toCsv(head, rows));
}
