import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { RunStatus } from '../../../engine/contracts/view';
import { cache, root } from '../../host/places';
import type { ThemeName } from './themes';

export interface PanelFiles {
  readonly [name: string]: { readonly body: string; readonly contentType: string };
}

export interface Opening {
  readonly run: 'textRun' | 'forecastRun' | 'pairRun' | 'rowRun' | 'tagRun' | 'clozeRun';
  readonly step: number;
  readonly status: RunStatus;
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly language?: string;
  readonly translations?: Readonly<Record<string, string>>;
  readonly stored?: unknown;
}

export type PanelName = 'run' | 'inspector' | 'tensors';

/** The page that plays the editor for a panel. */
const pages: Readonly<Record<PanelName, string>> = {
  run: 'page.ts',
  inspector: 'inspector-page.ts',
  tensors: 'tensors-page.ts',
};

/** The panel as it ships, when the build is newer than its sources, else bundled here; and the page that plays the editor. */
export async function bundle(name: PanelName = 'run'): Promise<PanelFiles> {
  const bundled = async (entry: string): Promise<Record<string, string>> => {
    const result = await build({
      entryPoints: [path.join(root, entry)],
      bundle: true,
      format: 'iife',
      platform: 'browser',
      outdir: cache,
      write: false,
      logLevel: 'error',
    });
    return Object.fromEntries(result.outputFiles.map((file) => [path.extname(file.path), file.text]));
  };
  const built = path.join(root, `dist/webview/${name}.js`);
  const panel = isNewer(built, ['webview', 'engine/protocol', 'engine/contracts'])
    ? { '.js': fs.readFileSync(built, 'utf8'), '.css': fs.readFileSync(built.replace(/js$/, 'css'), 'utf8') }
    : await bundled(`webview/${name}/main.ts`);
  const page = await bundled(`test/webview/browser/${pages[name]}`);
  const contentType = { js: 'text/javascript', css: 'text/css', html: 'text/html' };
  return {
    '/': { body: htmlOf(name), contentType: contentType.html },
    '/editor.js': { body: page['.js'], contentType: contentType.js },
    [`/${name}.js`]: { body: panel['.js'], contentType: contentType.js },
    [`/${name}.css`]: { body: panel['.css'], contentType: contentType.css },
  };
}

function isNewer(file: string, sources: readonly string[]): boolean {
  if (!fs.existsSync(file)) return false;
  const built = fs.statSync(file).mtimeMs;
  return sources.every((source) =>
    fs
      .readdirSync(path.join(root, source), { recursive: true, encoding: 'utf8' })
      .every((name) => fs.statSync(path.join(root, source, name)).mtimeMs < built),
  );
}

/** The same policy as in the editor: own files only. */
const htmlOf = (name: PanelName): string => `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src https://panel.test; style-src https://panel.test" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Run</title>
    <link rel="stylesheet" href="${name}.css" />
  </head>
  <body></body>
  <script src="editor.js"></script>
</html>`;

/** A page of its own that is given the files, and keeps what goes wrong on it for `report`. */
export async function openPage(
  browser: Browser,
  files: PanelFiles,
  size: { readonly width?: number; readonly height?: number },
  report: (page: Page, problem: string) => void,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: size.width ?? 1280, height: size.height ?? 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  await page.route('**/*', async (route) => {
    const file = files[new URL(route.request().url()).pathname];
    await (file ? route.fulfill(file) : route.fulfill({ status: 404 }));
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      const text = message.text();
      if (!text.includes('favicon')) report(page, text);
    }
  });
  return page;
}

/** A page with the panel of a run in it, drawn for the first time. */
export async function openPanel(browser: Browser, files: PanelFiles, opening: Opening): Promise<Page> {
  const page = await openPage(browser, files, opening, (on, problem) => {
    void on.evaluate((text) => window.editor.problems.push(text), problem);
  });
  await page.goto('https://panel.test/');
  await page.evaluate(({ run, step, status, theme, language, translations, stored }) => {
    window.editor.setTheme(theme ?? 'dark');
    window.editor.state = stored;
    window.editor.opening = {
      run: run,
      view: window.runs.viewOf(window.runs[run], step, status),
      experimentFile: run === 'textRun' ? 'moby-dick.seqlab.json' : 'weather/seattle-weather.seqlab.json',
      translations,
      language: language ?? 'en',
    };
  }, opening);
  await page.addScriptTag({ url: 'https://panel.test/run.js' });
  await page.locator('main.panel').waitFor();
  await nextFrames(page);
  return page;
}

/** Waits until what was asked for is drawn. */
export async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)))),
  );
}
