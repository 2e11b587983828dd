import { scaleFor } from '../../../webview/charts/colormap';
import { gridOf } from '../../../webview/charts/grid';
import { Heatmap, type HeatmapContent } from '../../../webview/charts/heatmap';
import type { GridSlice, GridSource, SliceValues } from '../../../webview/charts/tiles';

export interface DrawTimes {
  /** Milliseconds from values to pixels, everything coloured anew. */
  readonly fresh: readonly number[];
  /** Milliseconds of a frame while the picture is moved about, zoomed in. */
  readonly moved: readonly number[];
}

const label = String;

/** Slices as they lie ready when they have come from the engine: cutting them is not drawing. */
function ready(source: GridSource): GridSource {
  const cut = new Map<string, SliceValues>();
  return {
    ...source,
    slice(request: GridSlice) {
      const key = JSON.stringify(request);
      const values = cut.get(key) ?? (source.slice(request) as SliceValues);
      cut.set(key, values);
      return values;
    },
  };
}

/** One frame: what `change` asks for is drawn between two marks, and read back, so that no drawing is left for later. */
function timed(heatmap: Heatmap, change: () => void): Promise<number> {
  return new Promise((resolve) => {
    let start = 0;
    requestAnimationFrame(() => {
      start = performance.now();
    });
    change();
    requestAnimationFrame(() => {
      heatmap.element.querySelector('canvas')!.getContext('2d')!.getImageData(0, 0, 1, 1);
      resolve(performance.now() - start);
    });
  });
}

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Draws a heatmap of `columns` steps by `rows` units `rounds` times. */
async function measure(columns: number, rows: number, rounds: number): Promise<DrawTimes> {
  const values = Float32Array.from({ length: columns * rows }, (_, i) => Math.sin(i * 0.37) * Math.cos(i / columns));
  const source = ready(gridOf(columns, rows, values));
  const content: HeatmapContent = {
    source,
    scale: scaleFor({ min: -1, max: 1 }, 'viridis'),
    title: 'rnn.l0.h',
    columnName: label,
    rowName: label,
    write: label,
    describe: label,
  };
  const heatmap = new Heatmap({ label: 'Heatmap', height: 420, fail: () => {} });
  document.body.replaceChildren(heatmap.element);
  for (let i = 0; i < 4; i += 1) await frame();
  const fresh: number[] = [];
  // A source of its own has no tiles yet.
  for (let i = 0; i < rounds; i += 1) {
    fresh.push(await timed(heatmap, () => heatmap.show({ ...content, source: { ...source } })));
  }
  heatmap.viewport.zoom(columns / 2, rows / 2, 0.5);
  const moved: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    moved.push(
      await timed(heatmap, () => {
        heatmap.viewport.pan(i % 2 === 0 ? 7 : -7, i % 2 === 0 ? 3 : -3);
        heatmap.redraw();
      }),
    );
  }
  return { fresh: fresh.slice(1), moved: moved.slice(1) };
}

Object.assign(window, { measure });

declare global {
  interface Window {
    readonly measure: typeof measure;
  }
}
