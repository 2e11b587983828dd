import type { Browser, Page } from 'playwright-core';
import type { InspectorHost } from '../../../engine/protocol/inspector';
import { nextFrames, openPage, type PanelFiles } from './browser';
import { pack, unpack, type Packed } from './packing';
import type { ThemeName } from './themes';

export interface InspectorOpening {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly stored?: unknown;
}

/** A page with the inspector in it, whose questions `host` answers here; settled, if it shows anything. */
export async function openInspector(
  browser: Browser,
  files: PanelFiles,
  host: InspectorHost,
  opening: InspectorOpening = {},
): Promise<Page> {
  const page = await openPage(browser, files, { height: 1500, ...opening }, (on, problem) => {
    void on.evaluate((text) => window.inspector.problems.push(text), problem);
  });
  await page.exposeFunction('answer', async (name: keyof InspectorHost, values: Packed) => {
    try {
      const method = host[name] as (...values: unknown[]) => Promise<unknown>;
      return { value: pack(await method.apply(host, unpack(values) as unknown[])) };
    } catch (failed) {
      return { failed };
    }
  });
  await page.goto('https://panel.test/');
  await page.evaluate(({ theme, stored }) => {
    window.inspector.setTheme(theme ?? 'dark');
    window.inspector.state = stored;
  }, opening);
  await page.addScriptTag({ url: 'https://panel.test/inspector.js' });
  await page.locator('main.panel:not([data-state="busy"])').waitFor();
  await settled(page);
  return page;
}

/** Waits until nothing that is in sight waits for the engine, and all is drawn. */
export async function settled(page: Page): Promise<void> {
  await page
    .locator('main.panel:not([data-state="busy"]):not(:has(.exhibit[aria-busy="true"]:not([hidden] *)))')
    .waitFor();
  // Slices come after the picture has asked for them.
  for (let i = 0; i < 3; i += 1) await nextFrames(page);
}
