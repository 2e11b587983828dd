import type { Execution } from './exporter';
import type { ProblemValue } from './problem';

/**
 * How exported programs are held against our own forward pass. The engine writes CASES, a safetensors file with the inputs;
 * the program (whatever executes the export) writes ANSWERS, one with the outputs. Arrays are batch-first. Tensors of case 0:
 *
 *     CASES     0.input           I32 [batch, time] or F32 [batch, time, size]
 *               0.initial.NAME    F32 [batch, units], for every part of the state, or for none: then it starts from zeros
 *     ANSWERS   0.output          F32 [batch, time, size] or [batch, size]
 *               0.final.NAME      F32 [batch, units], for every part of the state
 *
 * Of networks with a decoder there are, in place of the states:
 *
 *     CASES     0.decoder         I32 [batch, decoder time], what the decoder reads, whatever it wrote (teacher forcing)
 *     ANSWERS   0.output          F32 [batch, decoder time, size]
 *
 * The metadata of ANSWERS may name the `version` of what ran it.
 */
export interface ParityCase {
  readonly batch: number;
  readonly time: number;
  /** Whether initial states were given. */
  readonly initial: boolean;
  /** Steps of the decoder, where there is one. */
  readonly decoderTime?: number;
}

/** |theirs - ours| / (1 + |ours|), the greatest over all elements. */
export interface ParityDifference extends ParityCase {
  readonly output: number;
  readonly state: number;
}

export interface ParityReport {
  readonly runtime: Execution['runtime'];
  /** Of what ran it, where it tells. */
  readonly version?: string;
  /** What a difference may be. */
  readonly tolerance: number;
  /** Empty when nothing was executed. */
  readonly differences: readonly ParityDifference[];
  /** Greatest of them all. */
  readonly greatest?: number;
  /** Where that is more than the tolerance: how far both are from what the network gives in 64 bits. */
  readonly rounding?: { readonly ours: number; readonly theirs: number };
  /** Why nothing was executed here, and what to install. */
  readonly problem?: ProblemValue;
}

/** |difference| <= tolerance * (1 + |ours|). */
export const parityTolerance = 1e-5;

/**
 * Whether what was executed gives what it should; NaN does not. A network that makes much of little, as some do that have
 * learnt long, makes much of rounding too: then it should be as near to the 64-bit result as we are, within a few times.
 */
export function agrees({ greatest, tolerance, rounding }: ParityReport): boolean {
  if (greatest === undefined || greatest <= tolerance) return true;
  return rounding !== undefined && rounding.theirs <= 4 * rounding.ours;
}
