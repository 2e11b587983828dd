import type { Range } from './range';
import { zoomed } from './range';

/** What the gestures of a plot need to know of it, and may do to it. */
export interface GestureTarget {
  readonly element: HTMLElement;
  /** The x under a point of the screen. */
  xAt(clientX: number): number;
  /** What is seen now. */
  visibleRange(): Range;
  /** Whether it can zoom at all. */
  readonly zoomable: boolean;
  point(x: number | undefined): void;
  select(range: Range | undefined): void;
  zoom(range: Range | undefined): void;
  /** Moves the cursor by so many points. */
  move(points: number): void;
  moveToEnd(end: 'first' | 'last'): void;
  clearCursor(): void;
}

const leastDrag = 5;

/**
 * Pointer: hover reads, drag zooms to a stretch, double click shows all. The wheel zooms with Ctrl or Cmd held or when
 * the chart has the focus; otherwise the page scrolls. Keys: arrows, Page Up/Down, Home, End read; + - 0 zoom.
 */
export function listen(target: GestureTarget): void {
  listenToPointer(target);
  target.element.addEventListener('keydown', (event) => {
    if (pressKey(target, event)) event.preventDefault();
  });
  target.element.addEventListener('blur', () => target.clearCursor());
  target.element.addEventListener('wheel', (event) => turnWheel(target, event), { passive: false });
}

function listenToPointer(target: GestureTarget): void {
  const { element } = target;
  let start: { readonly clientX: number; readonly x: number } | undefined;
  let dragging = false;
  const stretch = (clientX: number): Range => {
    const x = target.xAt(clientX);
    return { min: Math.min(start!.x, x), max: Math.max(start!.x, x) };
  };
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !target.zoomable || event.pointerType === 'touch') return;
    start = { clientX: event.clientX, x: target.xAt(event.clientX) };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    target.point(target.xAt(event.clientX));
    if (!start) return;
    dragging ||= Math.abs(event.clientX - start.clientX) >= leastDrag;
    if (dragging) target.select(stretch(event.clientX));
  });
  const finish = (event: PointerEvent): void => {
    if (dragging && event.type === 'pointerup') target.zoom(stretch(event.clientX));
    if (dragging) target.select(undefined);
    start = undefined;
    dragging = false;
  };
  element.addEventListener('pointerup', finish);
  element.addEventListener('pointercancel', finish);
  element.addEventListener('pointerleave', () => target.point(undefined));
  element.addEventListener('dblclick', () => target.zoom(undefined));
}

function turnWheel(target: GestureTarget, event: WheelEvent): void {
  const meant = event.ctrlKey || event.metaKey || document.activeElement === target.element;
  if (!target.zoomable || !meant) return;
  event.preventDefault();
  const range = target.visibleRange();
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    const shift = (event.deltaX / 600) * (range.max - range.min);
    target.zoom({ min: range.min + shift, max: range.max + shift });
    return;
  }
  target.zoom(zoomed(range, target.xAt(event.clientX), Math.exp(event.deltaY / 400)));
}

function pressKey(target: GestureTarget, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => target.move(-1),
    ArrowDown: () => target.move(-1),
    ArrowRight: () => target.move(1),
    ArrowUp: () => target.move(1),
    PageDown: () => target.move(-20),
    PageUp: () => target.move(20),
    Home: () => target.moveToEnd('first'),
    End: () => target.moveToEnd('last'),
    Escape: () => target.clearCursor(),
  };
  const zooms: Readonly<Record<string, () => void>> = {
    '+': () => zoomAroundCenter(target, 0.7),
    '=': () => zoomAroundCenter(target, 0.7),
    '-': () => zoomAroundCenter(target, 1 / 0.7),
    '0': () => target.zoom(undefined),
  };
  const action = moves[event.key] ?? (target.zoomable ? zooms[event.key] : undefined);
  action?.();
  return action !== undefined;
}

function zoomAroundCenter(target: GestureTarget, factor: number): void {
  const range = target.visibleRange();
  target.zoom(zoomed(range, (range.min + range.max) / 2, factor));
}
