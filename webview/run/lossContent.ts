import * as l10n from '@vscode/l10n';
import type { ValidationEvent } from '../../engine/contracts/events';
import type { CurveView, RunView } from '../../engine/contracts/view';
import type { FigureContent } from '../charts/figure';
import type { Line, LineStyle } from '../charts/line';
import type { TickMaker } from '../charts/plot';
import type { Range } from '../charts/range';
import type { ReadoutRow } from '../charts/readout';
import { durationTicks, niceTicks, wholeTicks } from '../charts/ticks';
import { interpolate, lowerBound, spread, type CurveAxis } from '../curves/curve';
import { smooth } from '../curves/smoothing';
import type { TableContent } from '../dom/table';
import { isFiniteNumber, type Formats } from '../format/formats';
import { predictsTokens } from './view';

export interface LossRequest {
  readonly view: RunView;
  /** The view's curve, with more detail where it is zoomed. */
  readonly curve: CurveView;
  readonly axis: CurveAxis;
  readonly smoothing: number;
  readonly logarithmic: boolean;
  /** Zoom, in steps. */
  readonly zoom?: Range;
  readonly formats: Formats;
}

/** What all charts over training time share. */
export interface TimeAxis {
  readonly stops: readonly number[];
  readonly bounds: Range;
  readonly zoom?: Range;
  readonly xTicks: TickMaker;
  readonly xFormat: (value: number) => string;
}

const rawStyle: LineStyle = { color: 'blue', width: 1, opacity: 0.45 };
const plainStyle: LineStyle = { color: 'blue', width: 1.5 };
const smoothStyle: LineStyle = { color: 'blue', width: 2.2 };
const validationStyle: LineStyle = { color: 'orange', width: 1.8, dash: [5, 3], marker: 'diamond' };
const tableRows = 200;
/** What is there of a run is this many strides of smoothing long, so that early steps are not smoothed away. */
const strides = 400;

const ticks: Readonly<Record<CurveAxis, TickMaker>> = { step: wholeTicks, epoch: niceTicks, time: durationTicks };

export function timeAxis(request: LossRequest): TimeAxis {
  const { view, curve, axis, zoom, formats } = request;
  const stops = curve[axis];
  const at = (step: number): number => placeOf(request, stops, step);
  const lastValidation = view.validations.at(-1);
  const max = Math.max(stops.at(-1) ?? 0, lastValidation ? at(lastValidation.step) : 0);
  const min = Math.min(0, stops[0] ?? 0);
  const formatters: Readonly<Record<CurveAxis, (value: number) => string>> = {
    step: (value) => formats.integer(value),
    epoch: (value) => formats.short(value),
    time: (value) => formats.duration(value),
  };
  return {
    stops,
    bounds: { min, max: max > min ? max : min + 1 },
    zoom: zoom && { min: at(zoom.min), max: at(zoom.max) },
    xTicks: ticks[axis],
    xFormat: formatters[axis],
  };
}

/** Where a step stands on the axis. */
function placeOf(request: LossRequest, stops: readonly number[], step: number): number {
  return request.axis === 'step' ? step : interpolate(request.curve.step, stops, step);
}

/** Lines, readout, table and words of the loss chart. */
export function lossContent(request: LossRequest, time: TimeAxis): FigureContent {
  const { view, curve, formats, smoothing } = request;
  const smoothed = smooth(curve.loss, curve.step, smoothing, Math.max(1, (curve.step.at(-1) ?? 0) / strides));
  const validations = view.validations;
  const place = (validation: ValidationEvent): number => placeOf(request, time.stops, validation.step);
  const lines: Line[] = [
    { key: 'raw', x: time.stops, y: curve.loss, ...(smoothing > 0 ? rawStyle : plainStyle) },
    ...(smoothing > 0 ? [{ key: 'smooth', x: time.stops, y: smoothed, ...smoothStyle }] : []),
    { key: 'validation', x: validations.map(place), y: validations.map((v) => v.loss), ...validationStyle },
  ];
  const perplexity = (loss: number | null): string | undefined =>
    predictsTokens(view) && isFiniteNumber(loss)
      ? l10n.t('perplexity {0}', formats.number(Math.exp(loss), 3))
      : undefined;
  const rows = (index: number): ReadoutRow[] => {
    const validation = validations[lowerBound(stepsOf(validations), (curve.step[index] ?? 0) + 1) - 1];
    const range = l10n.t('{0} to {1}', formats.number(curve.min[index], 3), formats.number(curve.max[index], 3));
    const result: ReadoutRow[] = [];
    if (smoothing > 0) {
      result.push({
        key: 'smooth',
        label: l10n.t('Training, smoothed'),
        value: formats.number(smoothed[index]),
        note: perplexity(smoothed[index] ?? null),
        style: smoothStyle,
        switchable: true,
      });
    }
    result.push({
      key: 'raw',
      label: l10n.t('Training'),
      value: formats.number(curve.loss[index]),
      note: range,
      style: smoothing > 0 ? rawStyle : plainStyle,
      switchable: true,
    });
    if (validations.length > 0) {
      const notes = validation && [
        validation.step === view.best?.step
          ? l10n.t('step {0}, the best', formats.integer(validation.step))
          : l10n.t('step {0}', formats.integer(validation.step)),
        perplexity(validation.loss),
      ];
      result.push({
        key: 'validation',
        label: l10n.t('Validation'),
        value: formats.number(validation?.loss),
        note: notes?.filter((note) => note !== undefined).join('\n'),
        style: validationStyle,
        switchable: true,
      });
    }
    return result;
  };
  return {
    ...time,
    lines,
    band: { color: 'blue', x: time.stops, low: curve.min, high: curve.max },
    yFormat: (value, digits) => formats.short(value, digits),
    logarithmic: request.logarithmic,
    best: view.best && { x: place(view.best), y: view.best.loss, color: 'orange' },
    summary: summarize(request),
    title: (index) => titleAt(request, index),
    rows,
    table: () => tableOf(request),
  };
}

/** Step 1,234; below it: epoch 2.40, 3m 12s. */
export function titleAt({ curve, formats }: LossRequest, index: number): string {
  const step = l10n.t('Step {0}', formats.integer(curve.step[index]));
  const epoch = l10n.t('epoch {0}', formats.hundredths(curve.epoch[index]));
  const time = formats.duration(curve.time[index]);
  return `${step}\n${epoch} \u00b7 ${time}`;
}

const stepsOf = (validations: readonly ValidationEvent[]): readonly number[] => validations.map((v) => v.step);

function summarize({ view, curve, formats }: LossRequest): string {
  const first = curve.loss.find(isFiniteNumber);
  const last = curve.loss.findLast(isFiniteNumber);
  if (first === undefined || last === undefined) return l10n.t('No training loss yet.');
  const training = l10n.t(
    'The training loss went from {0} to {1} at step {2}.',
    formats.number(first),
    formats.number(last),
    formats.integer(curve.step.at(-1)),
  );
  if (!view.best) return training;
  const best = l10n.t(
    'The best validation loss is {0} at step {1}.',
    formats.number(view.best.loss),
    formats.integer(view.best.step),
  );
  return `${training} ${best}`;
}

/** The newest first; each row carries the last validation since the row before. */
function tableOf({ view, curve, formats }: LossRequest): TableContent {
  const indices = spread(curve.step.length, tableRows);
  const steps = stepsOf(view.validations);
  const rows = indices.map((index, i) => {
    const step = curve.step[index];
    const before = i === 0 ? -1 : curve.step[indices[i - 1]];
    const found = lowerBound(steps, step + 1) - 1;
    const validation = found >= 0 && steps[found] > before ? view.validations[found] : undefined;
    return [
      formats.integer(step),
      formats.hundredths(curve.epoch[index]),
      formats.number(curve.loss[index]),
      formats.number(curve.min[index]),
      formats.number(curve.max[index]),
      validation ? formats.number(validation.loss) : '',
      formats.short(curve.rate[index], 3),
      formats.number(curve.gradientNorm[index], 3),
      formats.compact(curve.tokensPerSecond[index]),
    ];
  });
  return {
    caption: l10n.t('Training curve, newest first'),
    head: [
      l10n.t('Step'),
      l10n.t('Epoch'),
      l10n.t('Training loss'),
      l10n.t('Least'),
      l10n.t('Greatest'),
      l10n.t('Validation loss'),
      l10n.t('Learning rate'),
      l10n.t('Gradient norm'),
      predictsTokens(view) ? l10n.t('Tokens/s') : l10n.t('Windows/s'),
    ],
    rows: rows.toReversed(),
  };
}
