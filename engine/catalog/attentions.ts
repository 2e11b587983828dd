import { z } from 'zod';
import type { AttentionFactory } from '../nn/attention/attention';
import { type Descriptor, kindOf, Registry } from './descriptor';
import { count } from './numbers';

interface AttentionModule {
  readonly create: AttentionFactory<never>;
}

const additiveText = 'Adds query and key in a small layer of its own (Bahdanau et al. 2015); any sizes.';
const additive = z.strictObject({
  kind: kindOf('additive', additiveText),
  units: count(16384).optional().describe("Size of that layer. Default: the query's."),
});

const dotText = 'Inner product of query and key (Luong et al. 2015); both must have the same size.';
const dot = z.strictObject({ kind: kindOf('dot', dotText) });

const scaledDotText =
  'Inner product over the square root of the size (Vaswani et al. 2017); both must have the same size.';
const scaledDot = z.strictObject({ kind: kindOf('scaled-dot', scaledDotText) });

const generalText = 'Inner product through a learnt matrix (Luong et al. 2015); any sizes.';
const general = z.strictObject({ kind: kindOf('general', generalText) });

const locationText = 'The query alone says at which position to look (Luong et al. 2015); any sizes.';
const location = z.strictObject({
  kind: kindOf('location', locationText),
  positions: count(65536).default(64).describe('Positions of the source that can be looked at.'),
});

const multiHeadText = 'Several scaled inner products side by side, each of its own projections (Vaswani et al. 2017).';
const multiHead = z.strictObject({
  kind: kindOf('multi-head', multiHeadText),
  heads: count(64).default(4).describe('Number of heads. The size of the query must be a multiple of it.'),
});

export const attentions = new Registry<AttentionModule>('attention', [
  {
    kind: 'additive',
    label: 'Additive',
    description: additiveText,
    schema: additive,
    load: () => import('../nn/attention/additive'),
  },
  { kind: 'dot', label: 'Dot product', description: dotText, schema: dot, load: () => import('../nn/attention/dot') },
  {
    kind: 'scaled-dot',
    label: 'Scaled dot product',
    description: scaledDotText,
    schema: scaledDot,
    load: () => import('../nn/attention/scaled-dot'),
  },
  {
    kind: 'general',
    label: 'General (bilinear)',
    description: generalText,
    schema: general,
    load: () => import('../nn/attention/general'),
  },
  {
    kind: 'location',
    label: 'Location-based',
    description: locationText,
    schema: location,
    load: () => import('../nn/attention/location'),
  },
  {
    kind: 'multi-head',
    label: 'Multi-head',
    description: multiHeadText,
    schema: multiHead,
    load: () => import('../nn/attention/multi-head'),
  },
] satisfies Descriptor<AttentionModule>[]);

/** Who takes it says what for. */
export const attentionSchema = z.discriminatedUnion('kind', [additive, dot, scaledDot, general, location, multiHead]);
