// Draws icon.png, the extension's icon, from icon.svg (marketplaces take no SVG). Run by hand after a change of the drawing:
//   node media/icon.mjs
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
const svg = fs.readFileSync(`${here}/icon.svg`, 'utf8');
await page.setContent(`<style>body{margin:0;background:transparent}svg{display:block}</style>${svg}`);
await page.screenshot({ path: `${here}/icon.png`, omitBackground: true });
await browser.close();
