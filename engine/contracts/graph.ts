/**
 * A size or a number that follows the axes of the input: factor times a power of each axis. `[time * batch, 8]` has a first
 * extent of { factor: 1, powers: { time: 1, batch: 1 } }, the share of one step in a mean is { factor: 1, powers: { time: -1 } }.
 */
export type Extent = number | { readonly factor: number; readonly powers: Readonly<Record<string, number>> };

export interface GraphValue {
  /** `undefined` where a size is no such product. */
  readonly shape: readonly (Extent | undefined)[];
  readonly element: 'float' | 'int';
  /** Path of a trained weight. */
  readonly path?: string;
}

export type Attribute = Extent | boolean | string | readonly Extent[];

/** An operation of core/ops. Values are named by their place in `Graph.values`. */
export interface OpNode {
  readonly kind: 'op';
  readonly op: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export type GraphNode =
  | OpNode
  /** The same elements under the output's shape. */
  | { readonly kind: 'reshape'; readonly input: number; readonly output: number }
  /** One index of the first axis; below 0 it counts from the end. */
  | { readonly kind: 'at'; readonly input: number; readonly output: number; readonly index: number }
  | { readonly kind: 'zeros'; readonly output: number }
  | LoopNode;

/** A cell's step, repeated over the first axis of `x`. */
export interface LoopNode {
  readonly kind: 'loop';
  readonly x: number;
  readonly state: readonly number[];
  /** From the last step to the first; `y` stays in input order. */
  readonly reverse: boolean;
  /** May also use values from outside. */
  readonly body: {
    readonly x: number;
    readonly state: readonly number[];
    readonly nodes: readonly GraphNode[];
    readonly y: number;
    readonly next: readonly number[];
  };
  /** All outputs, one behind the other. */
  readonly y: number;
  /** The state after the last step. */
  readonly final: readonly number[];
}

/**
 * What a network computes, written down for other programs: the operations of one forward pass without dropout, in the order
 * of execution, for any sizes of the axes. Time-major, as inside the engine.
 */
export interface Graph {
  readonly values: readonly GraphValue[];
  /** By name. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly nodes: readonly GraphNode[];
  /** By name. */
  readonly outputs: Readonly<Record<string, number>>;
}

/**
 * The graphs of a network.
 *
 * whole: from `input` and `initial.NAME` (each part of the state) to `output` and `final.NAME`.
 *
 * decoder: `encoder` from `input` to `state.NAME` and `context.NAME`; `step` from those and `previous`, int `[batch]`, to `output`,
 * `next.NAME` (the state of the next step) and, with attention, `attention` `[batch, heads, time]`.
 */
export type NetworkGraphs =
  | { readonly kind: 'whole'; readonly graph: Graph }
  | { readonly kind: 'decoder'; readonly encoder: Graph; readonly step: Graph };
