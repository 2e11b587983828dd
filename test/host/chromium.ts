import * as fs from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The browser that tests drive: the one that the variable CHROMIUM names, or the first in the usual places.
 * @throws Error that says how to get one.
 */
export function findChromium(): string {
  const named = process.env['CHROMIUM'];
  const found = named === undefined ? places.find((place) => fs.existsSync(place)) : named;
  if (found !== undefined && fs.existsSync(found)) return found;
  throw new Error(
    named === undefined
      ? 'These tests need Chromium or Chrome, and none was found. On Debian or Ubuntu: apt-get install chromium. Elsewhere name its executable in the variable CHROMIUM.'
      : `CHROMIUM names ${named}, and there is no such file. Name Chromium's executable, or unset the variable to use the one that is installed.`,
  );
}

/** A headless browser that only ever talks to this machine. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
