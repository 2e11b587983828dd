// What the engine needs at run time beyond ECMAScript: every browser and Node have it.

declare class TextDecoder {
  /** @throws RangeError when the label is unknown */
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  /** @throws TypeError on invalid bytes when `fatal` */
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}

declare class TextEncoder {
  /** UTF-8. */
  encode(input: string): Uint8Array<ArrayBuffer>;
}

declare const performance: {
  /** Milliseconds since some moment, with fractions. */
  now(): number;
};
