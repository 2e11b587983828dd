/**
 * Colours by role, read from the theme. Blue and orange carry the main comparison, as most colour-blind people tell them
 * apart; every line differs by dash or marker too.
 */
const roles = {
  blue: ['--vscode-charts-blue', '#3794ff'],
  orange: ['--vscode-charts-orange', '#d18616'],
  green: ['--vscode-charts-green', '#89d185'],
  purple: ['--vscode-charts-purple', '#b180d7'],
  red: ['--vscode-charts-red', '#f14c4c'],
  text: ['--vscode-foreground', '#888888'],
  faint: ['--vscode-descriptionForeground', '#888888'],
  lines: ['--vscode-charts-lines', '#88888880'],
  background: ['--vscode-editor-background', '#1f1f1f'],
  focus: ['--vscode-focusBorder', '#0078d4'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type ColorRole = keyof typeof roles;

export interface Theme {
  readonly colors: Readonly<Record<ColorRole, string>>;
  readonly font: string;
  readonly mono: string;
  readonly contrast: boolean;
}

let current: Theme | undefined;
const listeners = new Set<() => void>();

/** The theme as it is now. */
export function theme(): Theme {
  current ??= read();
  return current;
}

/** Calls back after every change of theme; gives back what ends that. */
export function onThemeChange(listener: () => void): () => void {
  if (listeners.size === 0) watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const entries = Object.entries(roles).map(([role, [name, fallback]]) => {
    const color = value(name, fallback);
    return [role, role === 'lines' ? color : opaque(color)];
  });
  return {
    colors: Object.fromEntries(entries) as Record<ColorRole, string>,
    font: value('--vscode-font-family', 'sans-serif'),
    mono: value('--vscode-editor-font-family', 'monospace'),
    contrast: document.body.className.includes('vscode-high-contrast'),
  };
}

/** The same colour without its alpha: a theme's orange is often that of a translucent highlight, too faint for a line. */
export function opaque(color: string): string {
  return color
    .replace(/^rgba\(([^,]+),([^,]+),([^,]+),.*\)$/, 'rgb($1,$2,$3)')
    .replace(/^(#[0-9a-f]{6})[0-9a-f]{2}$/i, '$1');
}

/** The editor announces a theme by new classes on the body and new variables on the root element. */
function watch(): void {
  let queued = false;
  const observer = new MutationObserver(() => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      current = undefined;
      for (const listener of listeners) listener();
    });
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}
