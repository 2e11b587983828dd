import * as vscode from 'vscode';

/** A number for people: four digits that matter, in the form of the window's language. */
export function numberWords(value: number): string {
  return value.toLocaleString(vscode.env.language, { maximumSignificantDigits: 4 });
}

export function integerWords(value: number): string {
  return Math.round(value).toLocaleString(vscode.env.language);
}

export function percentWords(fraction: number): string {
  return fraction.toLocaleString(vscode.env.language, { style: 'percent', maximumFractionDigits: 0 });
}

/** Bytes in units of 1000, as file managers show them. */
export function byteWords(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return value.toLocaleString(vscode.env.language, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  });
}

/** A stretch of time: `45 s`, `12 min 5 s`, `3 h 20 min`. */
export function durationWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return vscode.l10n.t('{0} h {1} min', hours, minutes);
  if (minutes > 0) return vscode.l10n.t('{0} min {1} s', minutes, seconds % 60);
  return vscode.l10n.t('{0} s', seconds);
}
