import type { TrainConfig } from '../contracts/experiment';
import type { ParameterStore } from '../core/parameters';

export interface Clipped {
  /** Before clipping. */
  readonly norm: number;
  /** What all gradients are still to be multiplied by, which whoever reads them next does on the way. */
  readonly scale: number;
}

/**
 * Limits the gradients: first each element (`value`), then all of them together by their Euclidean norm (`norm`; Pascanu et al. 2013).
 * As torch.nn.utils does, the factor is norm limit / (norm + 1e-6). When the norm is not finite nothing is clipped, which would make
 * an infinite gradient look fine.
 */
export function clipGradients(store: ParameterStore, clip: TrainConfig['clip']): Clipped {
  const { kernels } = store.tape.backend;
  const before = gradientNorm(store);
  if (!Number.isFinite(before)) return { norm: before, scale: 1 };
  let norm = before;
  if (clip.value !== undefined) {
    for (const w of store.all) kernels.clampAbsolute(w.size, clip.value, w.gradient);
    norm = gradientNorm(store);
  }
  const over = clip.norm !== undefined && norm > clip.norm;
  return { norm: before, scale: over ? clip.norm / (norm + 1e-6) : 1 };
}

function gradientNorm(store: ParameterStore): number {
  const { kernels } = store.tape.backend;
  return Math.sqrt(store.all.reduce((sum, w) => sum + kernels.sumOfSquares(w.size, w.gradient), 0));
}
