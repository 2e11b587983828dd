import { svg } from './element';

/** Drawings on a 16 by 16 grid: `line` is stroked, `fill` is filled, both in the colour of the text around. */
const drawings = {
  play: { fill: 'M5 3.2v9.6L12.6 8z' },
  stop: { fill: 'M4.5 4.5h7v7h-7z' },
  pause: { fill: 'M4.5 3.5h2.4v9H4.5zM9.1 3.5h2.4v9H9.1z' },
  check: { line: 'M3 8.6l3.2 3.2L13 4.8' },
  cross: { line: 'M4 4l8 8M12 4l-8 8' },
  plug: {
    line: 'M2.5 13.5L6 10M5 7l4 4M7.5 4.5l4 4M4.6 7.4l4 4c1.6 0 2.6-.6 3.3-1.6L6.2 4.1C5.2 4.8 4.6 5.8 4.6 7.400zM10 6l3.5-3.5',
  },
  running: { line: 'M8 2.5A5.5 5.5 0 1 1 2.5 8' },
  waiting: { line: 'M8 2.500a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3.200l2.2 1.5' },
  warning: { line: 'M8 2.500L14 13.500H2zM8 6.500v3.500M8 11.400v.8' },
  error: { line: 'M8 2.500a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3.800M8 10.400v.8' },
  info: { line: 'M8 2.500a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 7.400v3.600M8 4.900v.8' },
  measure: { line: 'M2.5 11.500a5.5 5.5 0 1 1 11 0M8 11.500l3-4.200M4 13.500h8' },
  export: { line: 'M8 10V2.800M5 5.600L8 2.600l3 3M3 9.500v4h10v-4' },
  import: { line: 'M8 2.600V10M5 7.200L8 10.200l3-3M3 9.500v4h10v-4' },
  file: { line: 'M4 2h5l3 3v9H4zM9 2v3h3' },
  copy: { line: 'M5.5 5.500h7.500v8H5.500zM3 10.500v-8h7' },
  table: { line: 'M2.5 3.500h11v9h-11zM2.5 6.500h11M2.5 9.500h11M6.5 6.500v6' },
  reset: { line: 'M3 8a5 5 0 1 0 1.6-3.700M3 2.500V5.500h3' },
  previous: { line: 'M10 3.500L5.5 8l4.5 4.5' },
  next: { line: 'M6 3.500L10.5 8 6 12.5' },
  star: { fill: 'M8 1.800l1.9 4 4.3.5-3.2 3 .9 4.300L8 11.500l-3.9 2.1.9-4.3-3.2-3 4.3-.5z' },
  send: { line: 'M2.5 8h10M8.5 4l4 4-4 4' },
} as const satisfies Readonly<Record<string, { readonly line?: string; readonly fill?: string }>>;

export type IconName = keyof typeof drawings;

/** An icon beside words; it says nothing to a screen reader. */
export function icon(name: IconName): SVGElement {
  const drawing: { readonly line?: string; readonly fill?: string } = drawings[name];
  const shape =
    drawing.line === undefined
      ? svg('path', { d: drawing.fill ?? '', fill: 'currentColor' })
      : svg('path', {
          d: drawing.line,
          fill: 'none',
          stroke: 'currentColor',
          'stroke-width': '1.3',
          'stroke-linecap': 'round',
          'stroke-linejoin': 'round',
        });
  return svg('svg', { viewBox: '0 0 16 16', class: `icon icon-${name}`, 'aria-hidden': 'true' }, shape);
}
