import { h, setAttribute } from '../dom/element';
import { CanvasSurface } from './canvasSurface';
import { onThemeChange, theme } from './colors';
import { requestDraw } from './frames';
import type { Corner, Surface } from './surface';
import { SvgSurface } from './svgSurface';

export interface PictureOptions {
  /** What it is and which keys it knows. */
  readonly label: string;
}

const leastDrag = 4;

/**
 * A canvas as wide as its place, drawn in the next frame and only while it is seen; a kind of picture says how tall it is, draws,
 * and answers the pointer and the keyboard. To a screen reader it is a slider over what its cursor can stand on. The same
 * drawing is written as PNG and as SVG.
 */
export abstract class Picture {
  readonly element: HTMLElement;
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private width = 0;
  private ratio = 0;
  private onScreen = false;
  private stale = true;

  protected constructor(options: PictureOptions) {
    this.element = h(
      'div',
      { class: 'picture', role: 'slider', tabindex: 0, 'aria-label': options.label, 'aria-valuenow': 0 },
      this.canvas,
    );
    this.listen();
    onThemeChange(() => this.redraw());
    new IntersectionObserver((entries) => {
      this.onScreen = entries.at(-1)?.isIntersecting ?? false;
      if (this.onScreen && this.stale) requestDraw(this.draw);
    }).observe(this.element);
    new ResizeObserver(() => {
      if (this.element.clientWidth !== this.width) this.redraw();
    }).observe(this.element);
  }

  setLabel(label: string): void {
    setAttribute(this.element, 'aria-label', label);
  }

  /** Draws again in the next frame. */
  redraw(): void {
    this.stale = true;
    if (this.onScreen) requestDraw(this.draw);
  }

  /** The picture on the theme's background, twice as fine as the screen. */
  png(): Promise<Uint8Array> {
    const { width, height } = this.size();
    const canvas = h('canvas', { width: width * 2, height: height * 2 });
    this.paintOn(new CanvasSurface(canvas, width, height, 2));
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) blob.arrayBuffer().then((bytes) => resolve(new Uint8Array(bytes)), reject);
        else reject(new Error('The browser gave no PNG.'));
      });
    });
  }

  svg(): string {
    const { width, height } = this.size();
    const surface = new SvgSurface(width, height);
    this.paintOn(surface);
    return surface.file();
  }

  /** Height in pixels at a width. */
  protected abstract heightAt(width: number): number;

  protected abstract paint(surface: Surface): void;

  /** The pointer is here, or gone. */
  protected abstract point(at: Corner | undefined): void;

  /** A press without a drag. */
  protected press?(at: Corner): void;

  /** A drag since `from`; the last call is `done`. */
  protected drag?(from: Corner, to: Corner, event: PointerEvent, done: boolean): void;

  protected doublePress?(at: Corner): void;

  /** A turn of the wheel that is meant for the picture: with Ctrl or Cmd held, or while it has the focus. */
  protected wheel?(at: Corner, event: WheelEvent): void;

  /** Whether the key was one of its own. */
  protected key?(event: KeyboardEvent): boolean;

  /** What a screen reader reads: where the cursor stands among how many, and the value there. */
  protected describe(now: number, count: number, text: string): void {
    setAttribute(this.element, 'aria-valuemin', 0);
    setAttribute(this.element, 'aria-valuemax', Math.max(count - 1, 0));
    setAttribute(this.element, 'aria-valuenow', Math.max(now, 0));
    setAttribute(this.element, 'aria-valuetext', text);
  }

  protected setCursorShape(shape: 'crosshair' | 'default' | 'grab' | 'grabbing' | 'pointer'): void {
    if (this.element.style.cursor !== shape) this.element.style.cursor = shape;
  }

  private size(): { readonly width: number; readonly height: number } {
    const width = this.width || 900;
    return { width, height: this.heightAt(width) };
  }

  private paintOn(surface: Surface): void {
    surface.fillBox({ x: 0, y: 0, width: surface.width, height: surface.height }, { color: theme().colors.background });
    this.paint(surface);
  }

  private readonly draw = (): void => {
    const width = this.element.clientWidth;
    if (!this.onScreen || width === 0) return;
    this.stale = false;
    const height = this.heightAt(width);
    const ratio = window.devicePixelRatio;
    const { canvas } = this;
    const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    if (canvas.width !== pixels.width || canvas.height !== pixels.height || ratio !== this.ratio) {
      Object.assign(canvas, pixels);
      canvas.style.height = `${height}px`;
      this.ratio = ratio;
    }
    this.width = width;
    this.paint(new CanvasSurface(canvas, width, height, ratio));
  };

  private at(event: MouseEvent): Corner {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private listen(): void {
    const { element } = this;
    this.listenToPointer();
    element.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.key?.(event)) event.preventDefault();
    });
    element.addEventListener('blur', () => this.point(undefined));
    element.addEventListener(
      'wheel',
      (event) => {
        const meant = event.ctrlKey || event.metaKey || document.activeElement === element;
        if (!this.wheel || !meant) return;
        event.preventDefault();
        this.wheel(this.at(event), event);
      },
      { passive: false },
    );
  }

  private listenToPointer(): void {
    const { element } = this;
    let start: Corner | undefined;
    let dragging = false;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      start = this.at(event);
      if (this.drag) element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', (event) => {
      const at = this.at(event);
      if (start && this.drag) {
        dragging ||= Math.hypot(at.x - start.x, at.y - start.y) >= leastDrag;
        if (dragging) this.drag(start, at, event, false);
      }
      if (!dragging) this.point(at);
    });
    element.addEventListener('pointerup', (event) => {
      const at = this.at(event);
      if (dragging) this.drag?.(start!, at, event, true);
      else if (start) this.press?.(at);
      start = undefined;
      dragging = false;
    });
    element.addEventListener('pointercancel', () => {
      start = undefined;
      dragging = false;
    });
    element.addEventListener('pointerleave', () => {
      if (!dragging && document.activeElement !== element) this.point(undefined);
    });
    element.addEventListener('dblclick', (event) => this.doublePress?.(this.at(event)));
  }
}
