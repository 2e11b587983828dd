/** How the values of a tensor are spread. What is not finite counts in `notFinite` alone. */
export interface TensorSummary {
  /** Elements that were looked at; fewer than the tensor has when it is very large, evenly chosen. */
  readonly counted: number;
  readonly notFinite: number;
  readonly zeros: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  /** Counts in buckets of equal width from min to max. */
  readonly buckets: readonly number[];
}

/** A stretch of a tensor seen as a table: the last axis across, all others one below the other. */
export interface TensorSlice {
  readonly column: number;
  readonly columns: number;
  readonly row: number;
  readonly rows: number;
  /** Points in each direction. */
  readonly width: number;
  readonly height: number;
}
