import { ParameterStore } from '../../../engine/core/parameters';
import { Tape } from '../../../engine/core/tape';
import { LayerNorm } from '../../../engine/nn/layers/layer-norm';
import goldens from '../../goldens/layer-norm.json';
import { allBackends } from '../support/backends';
import { dot } from '../support/gradient-check';
import { assertClose, constant, read, readGradient, variable, write } from '../support/tensors';

for (const backend of allBackends) {
  describe(`layer normalisation against PyTorch: ${backend.title}`, () => {
    for (const [i, golden] of goldens.cases.entries()) {
      it(`case ${i}: ${golden.x.shape.join(' x ')}`, () => {
        const tape = new Tape(backend.create());
        const store = new ParameterStore(tape, 1);
        const layer = new LayerNorm(store.scope('norm'), golden.weight.data.length);
        const [weight, bias] = store.all;
        write(weight, golden.weight.data);
        write(bias, golden.bias.data);
        const x = variable(tape, golden.x.shape, golden.x.data);
        const y = layer.forward(x);
        assertClose(read(y), golden.y.data, backend.tolerance, 'y');
        tape.backward(dot(y, constant(tape, golden.y.shape, golden.outputWeight.data)));
        for (const [name, tensor] of Object.entries({ x, weight, bias })) {
          const expected = golden.gradients[name as 'x' | 'weight' | 'bias'].data;
          assertClose(readGradient(tensor), expected, backend.tolerance, `gradient of ${name}`);
        }
      });
    }
  });
}
