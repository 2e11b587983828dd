import * as l10n from '@vscode/l10n';
import type { Inspection, TraceInfo, TraceKind, UnitOrder } from '../../engine/contracts/inspection';
import { scaleFor, type ColorScale } from '../charts/colormap';
import type { GridSource } from '../charts/tiles';
import type { Context } from './context';

const kindWords: Readonly<Record<TraceKind, () => string>> = {
  input: () => l10n.t('input'),
  gate: () => l10n.t('gate'),
  candidate: () => l10n.t('candidate'),
  state: () => l10n.t('state'),
  attention: () => l10n.t('attention'),
  output: () => l10n.t('output'),
  probability: () => l10n.t('probability'),
  loss: () => l10n.t('loss'),
};

/** `rnn.l0.i (gate)` */
export const traceWords = (trace: TraceInfo): string => l10n.t('{0} ({1})', trace.name, kindWords[trace.kind]());

/**
 * The colours of a trace. Sigmoids and tanhs keep the limits of their functions, so that the colours stay when the checkpoint
 * changes; everything else takes its own least and greatest value.
 */
export function traceScale(trace: TraceInfo, colors: 'viridis' | 'cividis'): ColorScale {
  const { least, greatest } = trace;
  if (trace.diverging) {
    return scaleFor(least >= -1 && greatest <= 1 ? { min: -1, max: 1 } : { min: least, max: greatest }, 'diverging');
  }
  const bounded = trace.kind !== 'loss' && least >= 0 && greatest <= 1;
  return scaleFor(bounded ? { min: 0, max: 1 } : { min: least, max: greatest }, colors);
}

/** Steps of a trace in words: tokens with their spaces in sight, dates, row numbers. */
export function stepNames(inspection: Inspection, trace: Pick<TraceInfo, 'side'>): (step: number) => string {
  const names = inspection.sides[trace.side] ?? [];
  return (step) => visible(names[step] ?? String(step));
}

/** A token with its spaces in sight; one without a text ends a sequence. */
export const visible = (token: string): string =>
  token === ''
    ? l10n.t('(end)')
    : token.replaceAll('\n', '\u21b5').replaceAll('\t', '\u21e5').replaceAll(' ', '\u2423');

/** What is said of a step, and whether the network read a gap in its place. */
export const withHidden = ({ hidden }: Inspection, step: number, words: string): string =>
  hidden?.includes(step) ? l10n.t('{0} (hidden from the model)', words) : words;

/** What a column of a trace is called: by its own name, or by its number. */
export function unitName(trace: TraceInfo, unit: number): string {
  const name = trace.columnNames?.[unit];
  return name === undefined ? String(unit) : visible(name);
}

/** A trace as a grid of steps (columns) by units in an order (rows), read from the engine in slices. */
export function traceGrid({ host }: Context, inspection: Inspection, trace: TraceInfo, order: UnitOrder): GridSource {
  return {
    columns: trace.steps,
    rows: trace.columns,
    async slice({ column, columns, row, rows, width, height }) {
      const { values } = await host.slice(inspection.id, {
        trace: trace.name,
        steps: { from: column, to: column + columns },
        units: { from: row, to: row + rows },
        order,
        rows: width,
        columns: height,
      });
      const turned = new Float32Array(width * height);
      for (let x = 0; x < width; x += 1) {
        for (let y = 0; y < height; y += 1) turned[y * width + x] = values[x * height + y];
      }
      return turned;
    },
  };
}
