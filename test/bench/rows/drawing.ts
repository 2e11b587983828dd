import * as path from 'node:path';
import { build } from 'esbuild';
import { launchChromium } from '../../host/chromium';
import { root } from '../../host/places';
import type { DrawTimes } from '../page/heatmap';
import type { Row } from '../row';
import { spreadOf } from '../statistics';

const size = { columns: 1000, rows: 512, rounds: 40 };

/** The inspector's heatmap in a headless Chromium without a graphics card. */
export const drawing: readonly Row[] = [
  {
    name: 'draw/heatmap',
    quick: true,
    async measure() {
      const { fresh, moved } = await drawTimes();
      return {
        row: 'draw/heatmap',
        title: `Draw a heatmap of ${size.columns} steps by ${size.rows} units`,
        unit: 'ms',
        better: 'less',
        entries: [
          { who: 'everything anew', value: spreadOf(fresh) },
          { who: 'a frame of moving about', value: spreadOf(moved) },
        ],
        comparisons: [],
        note: 'A frame at 60 Hz lasts 16.7 ms. Pixels are read back, so that none is drawn later.',
      };
    },
  },
];

async function drawTimes(): Promise<DrawTimes> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test/bench/page/heatmap.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome130',
    write: false,
    minify: true,
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.setContent('<!DOCTYPE html><html><body></body></html>');
    await page.addScriptTag({ content: outputFiles[0].text });
    return await page.evaluate(({ columns, rows, rounds }) => window.measure(columns, rows, rounds), size);
  } finally {
    await browser.close();
  }
}
