/** A number as it reaches the panel: JSON on the way turns what is not finite into null. */
export type Value = number | null | undefined;

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Numbers and durations in the language of the window. */
export class Formats {
  private readonly whole: Intl.NumberFormat;
  private readonly cents: Intl.NumberFormat;
  private readonly significant = new Map<string, Intl.NumberFormat>();
  private readonly scientific: Intl.NumberFormat;
  private readonly abbreviated: Intl.NumberFormat;
  private readonly parts: Intl.NumberFormat;
  private readonly signedParts: Intl.NumberFormat;
  private readonly units: Readonly<Record<'hour' | 'minute' | 'second', Intl.NumberFormat>>;

  constructor(readonly language: string) {
    this.whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.cents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    this.scientific = new Intl.NumberFormat(language, { notation: 'scientific', maximumFractionDigits: 2 });
    this.abbreviated = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
    this.parts = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.signedParts = new Intl.NumberFormat(language, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    });
    const unit = (name: 'hour' | 'minute' | 'second'): Intl.NumberFormat =>
      new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 1 });
    this.units = { hour: unit('hour'), minute: unit('minute'), second: unit('second') };
  }

  integer(value: Value): string {
    return isFiniteNumber(value) ? this.whole.format(value) : missing(value);
  }

  /**
   * `digits` significant digits, zeros at the end included, so that a live number keeps its width and a column lines up.
   * Very small and very large values are written in powers of ten.
   */
  number(value: Value, digits = 4): string {
    return this.write(value, digits, digits);
  }

  /** Up to `digits` significant digits. */
  short(value: Value, digits = 4): string {
    return this.write(value, 1, digits);
  }

  /** Two digits after the point. */
  hundredths(value: Value): string {
    return isFiniteNumber(value) ? this.cents.format(value) : missing(value);
  }

  /** A share with its sign, for differences. */
  relative(fraction: Value): string {
    return isFiniteNumber(fraction) ? this.signedParts.format(fraction) : missing(fraction);
  }

  percent(fraction: Value): string {
    return isFiniteNumber(fraction) ? this.parts.format(fraction) : missing(fraction);
  }

  /** 12.3K */
  compact(value: Value): string {
    return isFiniteNumber(value) ? this.abbreviated.format(value) : missing(value);
  }

  /** The two largest units of a duration: 1h 2m, 3m 12s, 4.2s. */
  duration(milliseconds: Value): string {
    if (!isFiniteNumber(milliseconds)) return missing(milliseconds);
    const seconds = Math.max(0, milliseconds / 1000);
    if (seconds < 9.95) return this.units.second.format(Math.round(seconds * 10) / 10);
    const total = Math.round(seconds);
    if (total < 60) return this.units.second.format(total);
    if (total < 3600) return this.pair('minute', Math.floor(total / 60), 'second', total % 60);
    const minutes = Math.round(seconds / 60);
    return this.pair('hour', Math.floor(minutes / 60), 'minute', minutes % 60);
  }

  private pair(large: 'hour' | 'minute', a: number, small: 'minute' | 'second', b: number): string {
    const first = this.units[large].format(a);
    return b === 0 ? first : `${first} ${this.units[small].format(b)}`;
  }

  private write(value: Value, least: number, most: number): string {
    if (!isFiniteNumber(value)) return missing(value);
    const size = Math.abs(value);
    if (size === 0) return this.whole.format(0);
    if (size < 1e-4 || size >= 1e7) return this.scientific.format(value);
    return size >= 10 ** most ? this.whole.format(value) : this.digits(least, most).format(value);
  }

  private digits(least: number, most: number): Intl.NumberFormat {
    const key = `${least} ${most}`;
    let format = this.significant.get(key);
    if (!format) {
      format = new Intl.NumberFormat(this.language, {
        minimumSignificantDigits: least,
        maximumSignificantDigits: most,
      });
      this.significant.set(key, format);
    }
    return format;
  }
}

function missing(value: Value): string {
  if (value === Number.POSITIVE_INFINITY) return '\u221e';
  if (value === Number.NEGATIVE_INFINITY) return '\u2212\u221e';
  return value === undefined ? '\u2013' : 'NaN';
}
