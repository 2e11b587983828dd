import assert from 'node:assert/strict';
import { zeros } from '../../../engine/core/initialisers';
import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import { clipGradients } from '../../../engine/train/clip';
import { allBackends } from '../support/backends';
import { assertClose, readGradient } from '../support/tensors';

for (const backend of allBackends) {
  describe(`clipping: ${backend.title}`, () => {
    /** Two parameters with these gradients, and what is left of them. */
    function clip(
      gradients: readonly [readonly number[], readonly number[]],
      limits: { norm?: number; value?: number },
    ) {
      const store = new ParameterStore(new Tape(backend.create()), 1);
      const parameters = gradients.map((values, i) => {
        const w = store.create(`w${i}`, [values.length], zeros);
        store.tape.backend.floats(w.gradient, w.size).set(values);
        return w;
      });
      const { norm, scale } = clipGradients(store, limits);
      return { norm, left: parameters.flatMap(readGradient).map((value) => value * scale) };
    }

    it('scales all gradients together down to the norm, and leaves smaller ones alone', () => {
      const { norm, left } = clip([[3, 0, 0, 0, 0], [-4]], { norm: 1 });
      assertClose([norm], [5], backend.tolerance, 'norm');
      assertClose(left, [0.6, 0, 0, 0, 0, -0.8], 1e-6, 'gradients');
      assert.deepEqual(clip([[3], [-4]], { norm: 6 }).left, [3, -4]);
      assert.deepEqual(clip([[3], [-4]], {}).left, [3, -4]);
    });

    it('limits each element, then the norm of what is left', () => {
      const { norm, left } = clip([[30, -2, 0.5], [-40]], { value: 3 });
      assertClose(left, [3, -2, 0.5, -3], backend.tolerance, 'gradients');
      assertClose([norm], [Math.hypot(30, 2, 0.5, 40)], backend.tolerance, 'the norm before clipping');
      assertClose(clip([[30], [-40]], { value: 3, norm: 1 }).left, [Math.SQRT1_2, -Math.SQRT1_2], 1e-5, 'both');
    });

    for (const wrong of [Infinity, -Infinity, NaN]) {
      it(`does not hide ${wrong} behind a limit`, () => {
        const { norm, left } = clip([[1, 2, 3, wrong, 4, 5], [1]], { value: 1, norm: 1 });
        assert.ok(!Number.isFinite(norm), String(norm));
        assert.ok(!Number.isFinite(left[3]), 'what was wrong can still be found');
      });
    }
  });
}
