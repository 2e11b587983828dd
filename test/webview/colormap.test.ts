import assert from 'node:assert/strict';
import fc from 'fast-check';
import { colorIndex, colormap, colorOf, inkOn, paintValues, scaleFor } from '../../webview/charts/colormap';

/** Relative luminance (WCAG 2) of a pixel. */
function luminance(pixel: number): number {
  const [red, green, blue] = [0, 8, 16].map((shift) => (((pixel >>> shift) & 255) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('colour maps', () => {
  for (const name of ['viridis', 'cividis'] as const) {
    it(`${name} grows brighter with the value, so that it reads without colour`, () => {
      const bright = [...colormap(name).table].map(luminance);
      assert.equal(bright.length, 256);
      for (let i = 8; i < 256; i += 8) assert.ok(bright[i] > bright[i - 8], `${name} at ${i}`);
    });
  }

  it('diverges to both sides of a middle that is brightest', () => {
    const { table } = colormap('diverging');
    assert.ok(luminance(table[127]) > 0.85);
    const [red, , blue] = [0, 8, 16].map((shift) => (table[0] >>> shift) & 255);
    assert.ok(blue > red, 'less than zero is blue');
    assert.ok(((table[255] >>> 0) & 255) > ((table[255] >>> 16) & 255), 'more than zero is red');
  });

  it('puts zero in the middle of a diverging scale', () => {
    const scale = scaleFor({ min: -1, max: 4 }, 'diverging');
    assert.deepEqual([scale.min, scale.max], [-4, 4]);
    assert.ok(Math.abs(colorIndex(scale, 0) - 127.5) <= 0.5);
  });

  it('paints what colorIndex says, in a linear and in a logarithmic scale', () => {
    const linear = scaleFor({ min: -2, max: 3 }, 'viridis');
    const logarithmic = { min: 1e-6, max: 10, map: 'cividis', logarithmic: true } as const;
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -5, max: 20 }), (value) => {
        const pixels = new Uint32Array(1);
        paintValues([value], linear, pixels);
        const index = colorIndex(linear, value);
        const near = [index - 1, index, index + 1].map((each) => colormap('viridis').table[each]);
        assert.ok(near.includes(pixels[0]), String(value));
        if (value <= 0) return;
        paintValues([value], logarithmic, pixels);
        assert.equal(pixels[0], colormap('cividis').table[colorIndex(logarithmic, value)]);
      }),
    );
  });

  it('leaves nothing where there is no value, and takes the ends for what lies outside', () => {
    const scale = scaleFor({ min: 0, max: 1 }, 'viridis');
    const { table } = colormap('viridis');
    const pixels = new Uint32Array(5);
    paintValues([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 1], scale, pixels);
    assert.deepEqual([...pixels], [0, table[0], table[255], table[0], table[255]]);
    assert.equal(colorOf(scale, Number.NaN), 'transparent');
  });

  it('writes on every colour with at least 4.5 to 1', () => {
    for (const map of ['viridis', 'cividis', 'diverging'] as const) {
      const scale = scaleFor({ min: 0, max: 1 }, map);
      for (let value = -1; value <= 1; value += 0.01) {
        const behind = luminance(colormap(map).table[colorIndex(scale, value)]);
        const ratio = inkOn(scale, value) === '#000000' ? (behind + 0.05) / 0.05 : 1.05 / (behind + 0.05);
        assert.ok(ratio >= 4.5, `${map} at ${value}: ${ratio}`);
      }
    }
  });
});
