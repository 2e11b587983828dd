import { allBackends, reference64 } from '../support/backends';
import {
  attentionCases,
  elementwiseCases,
  layerNormCases,
  lossCases,
  optimiserCases,
  packedCases,
  productCases,
  recurrentCases,
  rowCases,
  sequenceCases,
  unaryCases,
} from './cases';
import { assertAgrees } from './playground';

function* smallShapes(): Generator<readonly [number, number, number]> {
  for (const m of [1, 2, 3, 6, 7, 9]) {
    for (const n of [1, 3, 4, 7, 8, 17, 33]) for (const k of [1, 2, 4, 7, 17, 33]) yield [m, n, k];
  }
}

/** Across the blocks of the product, and what is left over after them. */
const largeShapes = [
  [1, 130, 600],
  [2, 600, 130],
  [50, 64, 515],
  [51, 530, 13],
  [131, 39, 260],
  [200, 17, 70],
] as const;

for (const backend of allBackends.filter((each) => each !== reference64)) {
  describe(`kernels agree with the 64-bit reference: ${backend.title}`, () => {
    it('elementwise and sums', () => assertAgrees(backend, elementwiseCases()));
    it('functions and their slopes', () => assertAgrees(backend, unaryCases()));
    it('rows', () => assertAgrees(backend, rowCases()));
    it('softmax and cross-entropy', () => assertAgrees(backend, lossCases()));
    it('attention', () => assertAgrees(backend, attentionCases()));
    it('layer normalisation', () => assertAgrees(backend, layerNormCases()));
    it('recurrent steps', () => assertAgrees(backend, recurrentCases()));
    it('whole sequences', () => assertAgrees(backend, sequenceCases()));
    it('optimisers', () => assertAgrees(backend, optimiserCases()));
    it('products of small matrices', () => assertAgrees(backend, productCases(smallShapes())));
    it('products with a packed weight', () => assertAgrees(backend, packedCases([...smallShapes(), ...largeShapes])));
    it('products of large matrices', () => assertAgrees(backend, productCases(largeShapes)));
  });
}
