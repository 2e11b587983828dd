import type { CurveView, RunView } from '../../engine/contracts/view';
import type { ColorRole } from '../charts/colors';
import { Plot } from '../charts/plot';
import type { Range } from '../charts/range';
import { h, setText } from '../dom/element';
import type { Formats } from '../format/formats';
import type { TimeAxis } from './lossContent';

export interface SmallChartOptions {
  readonly column: 'rate' | 'gradientNorm' | 'tokensPerSecond';
  readonly label: (view: RunView) => string;
  readonly color: ColorRole;
  /** Whether large numbers are shortened. */
  readonly compact?: boolean;
  readonly formats: Formats;
  readonly onCursor: (index: number | undefined) => void;
  readonly onZoom: (range: Range | undefined) => void;
}

/** One column of the curve, with its value at the cursor above it. */
export class SmallChart {
  readonly element: HTMLElement;
  private readonly plot: Plot;
  private readonly name = h('span', { class: 'small-name' });
  private readonly value = h('span', { class: 'small-value' });
  private values: CurveView['rate'] = [];
  private title: (index: number) => string = String;
  private cursor?: number;

  constructor(private readonly options: SmallChartOptions) {
    this.plot = new Plot({
      label: '',
      size: 'small',
      zoomable: true,
      describe: (index) => `${this.title(index).replaceAll('\n', ', ')}, ${this.name.textContent} ${this.write(index)}`,
      onCursor: options.onCursor,
      onZoom: options.onZoom,
    });
    this.element = h(
      'div',
      { class: 'small-chart' },
      h('div', { class: 'small-head' }, this.name, this.value),
      this.plot.element,
    );
  }

  show(view: RunView, curve: CurveView, time: TimeAxis, title: (index: number) => string): void {
    const { column, color, label } = this.options;
    const words = label(view);
    setText(this.name, words);
    this.plot.setLabel(words);
    this.values = curve[column];
    this.title = title;
    this.plot.show({
      ...time,
      lines: [{ key: column, x: time.stops, y: this.values, color, width: 1.5 }],
      yFormat: (value, digits) => this.format(value, digits),
    });
    this.read();
  }

  setCursor(index: number | undefined): void {
    this.cursor = index;
    this.plot.setCursor(index);
    this.read();
  }

  private read(): void {
    setText(this.value, this.write(this.cursor ?? this.values.length - 1));
  }

  private write(index: number): string {
    return this.format(this.values[index], 3);
  }

  private format(value: number | undefined, digits: number): string {
    const { formats, compact } = this.options;
    return compact ? formats.compact(value) : formats.short(value, digits);
  }
}
