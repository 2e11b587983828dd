import type { AttentionConfig } from '../../../engine/contracts/experiment';
import type { ModelRequest } from '../../../engine/models/model';
import * as additive from '../../../engine/nn/attention/additive';
import type { Attention, AttentionRequest } from '../../../engine/nn/attention/attention';
import * as dot from '../../../engine/nn/attention/dot';
import * as general from '../../../engine/nn/attention/general';
import * as location from '../../../engine/nn/attention/location';
import * as multiHead from '../../../engine/nn/attention/multi-head';
import * as scaledDot from '../../../engine/nn/attention/scaled-dot';
import { createCell } from './cells';

/** Every kind of attention, for the battery. A test holds this list equal to the catalogue's. */
export const attentionConfigs: readonly AttentionConfig[] = [
  { kind: 'additive', units: 3 },
  { kind: 'dot' },
  { kind: 'scaled-dot' },
  { kind: 'general' },
  // Fewer positions than the sources of the battery have steps.
  { kind: 'location', positions: 3 },
  { kind: 'multi-head', heads: 2 },
];

export function createAttention({ config, ...request }: AttentionRequest): Attention {
  switch (config.kind) {
    case 'additive':
      return additive.create({ ...request, config });
    case 'dot':
      return dot.create({ ...request, config });
    case 'scaled-dot':
      return scaledDot.create({ ...request, config });
    case 'general':
      return general.create({ ...request, config });
    case 'location':
      return location.create({ ...request, config });
    case 'multi-head':
      return multiHead.create({ ...request, config });
  }
}

/** What a model's configuration names by kind. */
export const createParts: Pick<ModelRequest, 'createCell' | 'createAttention'> = { createCell, createAttention };
