import { h, setAttribute, setText, uniqueId, type Child } from './element';
import { icon, type IconName } from './icons';

export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  readonly kind?: 'primary' | 'secondary' | 'quiet';
  /** Show only the icon; the label goes to the tooltip and to screen readers. */
  readonly compact?: boolean;
  readonly title?: string;
  readonly press: () => void;
}

export function button(options: ButtonOptions): HTMLButtonElement {
  return h(
    'button',
    {
      type: 'button',
      class: `button ${options.kind ?? 'secondary'}${options.compact ? ' compact' : ''}`,
      title: options.title ?? (options.compact ? options.label : undefined),
      'aria-label': options.compact ? options.label : undefined,
      on: { click: options.press },
    },
    options.icon && icon(options.icon),
    !options.compact && h('span', {}, options.label),
  );
}

/** Disables a button and says why in its tooltip. */
export function setEnabled(element: HTMLButtonElement, enabled: boolean, reason?: string): void {
  if (element.disabled === enabled) element.disabled = !enabled;
  setAttribute(element, 'title', enabled ? (element.getAttribute('aria-label') ?? undefined) : reason);
}

/** A control under its label. */
export function field(label: string, control: HTMLElement, hint?: string): HTMLElement {
  control.id ||= uniqueId('field');
  return h('div', { class: 'field', title: hint }, h('label', { for: control.id }, label), control);
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A drop-down list. */
export class Select<T extends string> {
  readonly element: HTMLSelectElement;
  private shown = '';

  constructor(choices: readonly Choice<T>[], value: T, change: (value: T) => void, label?: string) {
    this.element = h('select', { class: 'select', 'aria-label': label });
    this.offer(choices, value);
    this.element.addEventListener('change', () => change(this.element.value as T));
  }

  /** Replaces the choices; does nothing when they are the same. */
  offer(choices: readonly Choice<T>[], value: T): void {
    const key = JSON.stringify(choices);
    if (key !== this.shown) {
      this.shown = key;
      this.element.replaceChildren(...choices.map((choice) => h('option', { value: choice.value }, choice.label)));
    }
    if (this.element.value !== value) this.element.value = value;
  }
}

/** A row of buttons of which one is on. */
export function segmented<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  value: T,
  change: (value: T) => void,
): HTMLElement {
  const name = uniqueId('segment');
  const options = choices.map((choice) => {
    const input = h('input', {
      type: 'radio',
      name,
      value: choice.value,
      on: { change: () => change(choice.value) },
    });
    input.checked = choice.value === value;
    return h('label', { class: 'segment' }, input, h('span', {}, choice.label));
  });
  return h('fieldset', { class: 'segmented' }, h('legend', { class: 'visually-hidden' }, label), ...options);
}

export function checkbox(label: string, value: boolean, change: (value: boolean) => void): HTMLElement {
  const input = h('input', { type: 'checkbox' });
  input.checked = value;
  input.addEventListener('change', () => change(input.checked));
  return h('label', { class: 'checkbox' }, input, h('span', {}, label));
}

export interface NumberFieldOptions {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly change: (value: number) => void;
}

/** A number that is kept inside its limits; text that is no number goes back to the last good value. */
export function numberField(options: NumberFieldOptions): HTMLElement {
  let last = options.value;
  const input = h('input', {
    type: 'number',
    class: 'input',
    min: options.minimum,
    max: options.maximum,
    step: options.step,
    value: options.value,
  });
  input.addEventListener('change', () => {
    last = limitNumber(input.value, last, options);
    input.value = String(last);
    options.change(last);
  });
  return field(options.label, input, options.hint);
}

/** The number that `text` holds, within limits and on whole steps when the step is whole; else `fallback`. */
export function limitNumber(
  text: string,
  fallback: number,
  limits: { readonly minimum: number; readonly maximum: number; readonly step: number },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return fallback;
  const limited = Math.min(Math.max(value, limits.minimum), limits.maximum);
  return Number.isInteger(limits.step) ? Math.round(limited) : limited;
}

export interface SliderOptions {
  readonly label: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly format: (value: number) => string;
  readonly change: (value: number) => void;
  /** Leave the label to screen readers. */
  readonly hideLabel?: boolean;
}

/** A slider with its value written beside it. */
export class Slider {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly output: HTMLElement;

  constructor(private readonly options: SliderOptions) {
    const id = uniqueId('slider');
    this.input = h('input', { id, type: 'range', class: 'range', step: options.step });
    this.output = h('span', { class: 'slider-value', 'aria-hidden': 'true' });
    const label = h('label', { for: id, class: options.hideLabel ? 'visually-hidden' : undefined }, options.label);
    this.element = h('div', { class: 'slider' }, label, this.input, this.output);
    this.set(options.value, options.minimum, options.maximum);
    this.input.addEventListener('input', () => {
      this.write();
      options.change(this.input.valueAsNumber);
    });
  }

  /** The limits go first: a range input forces its value inside them. */
  set(value: number, minimum = this.options.minimum, maximum = this.options.maximum): void {
    setAttribute(this.input, 'min', minimum);
    setAttribute(this.input, 'max', maximum);
    if (this.input.valueAsNumber !== value) this.input.value = String(value);
    this.write();
  }

  private write(): void {
    const text = this.options.format(this.input.valueAsNumber);
    setText(this.output, text);
    setAttribute(this.input, 'aria-valuetext', text);
  }
}

/** A thin bar; `undefined` is work without a known end. */
export class ProgressBar {
  readonly element: HTMLElement;
  private readonly fill = h('div', { class: 'progress-fill' });

  constructor(label: string) {
    this.element = h(
      'div',
      { class: 'progress', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this.fill,
    );
  }

  set(fraction: number | undefined): void {
    const known = fraction !== undefined && Number.isFinite(fraction);
    this.element.classList.toggle('endless', !known);
    const percent = known ? Math.round(Math.min(Math.max(fraction, 0), 1) * 1000) / 10 : 0;
    setAttribute(this.element, 'aria-valuenow', known ? Math.round(percent) : undefined);
    const transform = known ? `scaleX(${percent / 100})` : '';
    if (this.fill.style.transform !== transform) this.fill.style.transform = transform;
  }
}

export function row(...children: Child[]): HTMLElement {
  return h('div', { class: 'row' }, ...children);
}
