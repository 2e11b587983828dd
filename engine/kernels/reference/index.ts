import type { Backend, FloatType } from '../../contracts/backend';
import { sequences } from '../sequences';
import { attention } from './attention';
import { dropout } from './dropout';
import { elementwise } from './elementwise';
import { layerNorm } from './layer-norm';
import { losses } from './losses';
import { createMemory } from './memory';
import { optimise } from './optimise';
import { products } from './products';
import { recurrent } from './recurrent';

/** Pointers start here, so that 0 can mean "none". */
export const referenceBase = 64;

/** Plain loops in 32 or 64 bit: the ground truth of every faster backend. Sums are gathered in 64 bit and stored in `type`. */
export function createReferenceBackend(type: FloatType, bytes: number): Backend {
  const memory = createMemory(type, bytes);
  const plain = { ...products(memory), ...losses(memory) };
  const primitives = {
    ...elementwise(memory),
    ...plain,
    ...attention(memory, plain),
    ...layerNorm(memory),
    ...recurrent(memory),
    ...optimise(memory),
    ...dropout(memory),
  };
  return {
    name: 'reference',
    type,
    planning: false,
    threads: 1,
    base: referenceBase,
    bytes: memory.floats.byteLength,
    kernels: { ...primitives, ...sequences(primitives, memory.width) },
    floats: (pointer, count) => memory.floats.subarray(pointer / memory.width, pointer / memory.width + count),
    ints: (pointer, count) => memory.ints.subarray(pointer / 4, pointer / 4 + count),
    dispose: () => {},
  };
}
