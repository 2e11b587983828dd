import type { Extent } from '../../contracts/graph';
import {
  type AttributeProto,
  attributeTypes,
  floatTensor,
  type GraphProto,
  integerTensor,
  type NodeProto,
  type TensorProto,
} from './model';

type AttributeValue = number | string | readonly number[] | readonly string[] | GraphProto;

/** Nodes of a graph, or of one inside a loop: that one sees all values of the graph around it, and its constants stand there. */
export class Writer {
  readonly nodes: NodeProto[] = [];
  private readonly shared: Shared;

  /** @param axes nodes that give the sizes of the axes are written with these when they are first asked for */
  constructor(axes: AxisSource | Writer) {
    this.shared = axes instanceof Writer ? axes.shared : new Shared(this, axes);
  }

  get constants(): readonly TensorProto[] {
    return [...this.shared.constants.values()];
  }

  /** Adds a node with one output. Returns the output's name. */
  one(opType: string, input: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    return this.node(opType, input, attributes, 1)[0];
  }

  /** Names are given here, so that every name stands once. An input that is left out is an empty text. */
  node(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: number,
  ): string[] {
    const name = this.fresh(opType);
    const output = Array.from({ length: outputs }, (_, i) => (outputs === 1 ? `${name}:out` : `${name}:${i}`));
    this.nodes.push({ opType, name, input, output, attribute: Object.entries(attributes).map(attributeOf) });
    return output;
  }

  /** Gives a value the name that the world knows it by. */
  rename(value: string, name: string): void {
    this.nodes.push({
      opType: 'Identity',
      name: this.fresh('Identity'),
      input: [value],
      output: [name],
      attribute: [],
    });
  }

  fresh(opType: string): string {
    return `${opType}_${this.shared.next++}`;
  }

  /** A constant by name, made at its first use. */
  floats(name: string, dims: readonly number[], values: () => Float32Array): string {
    if (!this.shared.constants.has(name)) this.shared.constants.set(name, floatTensor(name, dims, values()));
    return name;
  }

  float(value: number): string {
    return this.floats(`float ${value}`, [], () => Float32Array.of(value));
  }

  integers(values: readonly number[]): string {
    const name = `integers ${values.join(' ')}`;
    if (!this.shared.constants.has(name)) {
      this.shared.constants.set(name, integerTensor(name, [values.length], values));
    }
    return name;
  }

  /** One integer without axes. */
  index(value: number): string {
    const name = `index ${value}`;
    if (!this.shared.constants.has(name)) this.shared.constants.set(name, integerTensor(name, [], [value]));
    return name;
  }

  /** A shape, as integers `[axes]`. */
  shape(extents: readonly Extent[]): string {
    if (extents.every((extent) => typeof extent === 'number')) return this.integers(extents);
    const parts = extents.map((extent) => this.size(extent));
    return parts.length === 1 ? parts[0] : this.one('Concat', parts, { axis: 0 });
  }

  /** A number that may follow sizes, as a float without axes. */
  number(extent: Extent): string {
    if (typeof extent === 'number') return this.float(extent);
    let result = this.float(extent.factor);
    for (const [axis, power] of Object.entries(extent.powers)) {
      const size = this.one('Cast', [this.one('Squeeze', [this.shared.axis(axis)])], { to: 1 });
      for (let i = 0; i < Math.abs(power); i++) result = this.one(power > 0 ? 'Mul' : 'Div', [result, size]);
    }
    return result;
  }

  /** A whole size, as integers `[1]`. */
  private size(extent: Extent): string {
    if (typeof extent === 'number') return this.integers([extent]);
    let result = extent.factor === 1 ? undefined : this.integers([extent.factor]);
    for (const [axis, power] of Object.entries(extent.powers)) {
      for (let i = 0; i < power; i++) {
        const size = this.shared.axis(axis);
        result = result === undefined ? size : this.one('Mul', [result, size]);
      }
    }
    return result ?? this.integers([1]);
  }
}

/** Where the size of an axis can be read: an input of the graph and its axis there. */
export type AxisSource = Readonly<Record<string, { readonly input: string; readonly axis: number }>>;

/** What a graph and the graphs inside it have together. */
class Shared {
  readonly constants = new Map<string, TensorProto>();
  next = 0;
  private readonly axes = new Map<string, string>();

  constructor(
    private readonly outermost: Writer,
    private readonly source: AxisSource,
  ) {}

  /** The size of an axis, as integers `[1]`. */
  axis(name: string): string {
    const known = this.axes.get(name);
    if (known !== undefined) return known;
    const { input, axis } = this.source[name];
    const size = this.outermost.one('Shape', [input], { start: axis, end: axis + 1 });
    this.axes.set(name, size);
    return size;
  }
}

const utf8 = new TextEncoder();

function attributeOf([name, value]: [string, AttributeValue]): AttributeProto {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: utf8.encode(value) };
  if (isGraph(value)) return { name, type: attributeTypes.graph, g: value };
  if (isNumbers(value)) return { name, type: attributeTypes.ints, ints: value };
  return { name, type: attributeTypes.strings, strings: value.map((text) => utf8.encode(text)) };
}

function isGraph(value: GraphProto | readonly unknown[]): value is GraphProto {
  return !Array.isArray(value);
}

function isNumbers(value: readonly number[] | readonly string[]): value is readonly number[] {
  return value.every((each) => typeof each === 'number');
}
