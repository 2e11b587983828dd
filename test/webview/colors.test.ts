import * as assert from 'node:assert/strict';
import { opaque } from '../../webview/charts/colors';

describe('opaque', () => {
  it('drops the alpha of a translucent colour', () => {
    assert.equal(opaque('rgba(234, 92, 0, 0.33)'), 'rgb(234, 92, 0)');
    assert.equal(opaque('#ea5c0055'), '#ea5c00');
  });

  it('leaves other colours alone', () => {
    for (const color of ['#ea5c00', '#abc', 'rgb(1, 2, 3)', 'orange']) assert.equal(opaque(color), color);
  });
});
