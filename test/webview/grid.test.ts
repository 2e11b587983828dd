import assert from 'node:assert/strict';
import { gridOf, rangeOf } from '../../webview/charts/grid';
import { Viewport } from '../../webview/charts/viewport';

describe('a grid that is there as a whole', () => {
  const values = Float32Array.from({ length: 15 }, (_, i) => i);
  const whole = { column: 0, columns: 5, row: 0, rows: 3 };

  it('gives its cells', async () => {
    assert.deepEqual(await gridOf(5, 3, values).slice({ ...whole, width: 5, height: 3 }), values);
    const part = await gridOf(5, 3, values).slice({ column: 1, columns: 2, row: 1, rows: 2, width: 2, height: 2 });
    assert.deepEqual([...part], [6, 7, 11, 12]);
  });

  it('gives the mean of what a point stands for', async () => {
    const thin = await gridOf(5, 3, values).slice({ ...whole, width: 2, height: 1 });
    // Columns 0 and 1, then 2 to 4, each over all rows.
    assert.deepEqual([...thin], [5.5, 8]);
  });

  it('takes the mean of the numbers there are, and gives NaN where there is none', async () => {
    const grid = gridOf(2, 2, [Number.NaN, Number.NaN, 3, Number.NaN]);
    const thin = await grid.slice({ column: 0, columns: 2, row: 0, rows: 2, width: 2, height: 1 });
    assert.deepEqual([...thin], [3, Number.NaN]);
  });

  it('knows the range of the finite values', () => {
    assert.deepEqual(rangeOf([Number.NaN, 2, Number.POSITIVE_INFINITY, -1]), { min: -1, max: 2 });
  });
});

describe('the seen part of a grid', () => {
  it('zooms around a point and stays inside the grid', () => {
    const viewport = new Viewport(1000, 512);
    assert.ok(viewport.whole);
    viewport.zoom(250, 0, 0.5);
    assert.deepEqual(
      [viewport.columns, viewport.rows],
      [
        { min: 125, max: 625 },
        { min: 0, max: 256 },
      ],
    );
    viewport.pan(10_000, 10_000);
    assert.deepEqual(
      [viewport.columns, viewport.rows],
      [
        { min: 500, max: 1000 },
        { min: 256, max: 512 },
      ],
    );
    for (let i = 0; i < 9; i += 1) viewport.zoom(700, 300, 4);
    assert.ok(viewport.whole);
  });

  it('never shows less than four cells', () => {
    const viewport = new Viewport(100, 3);
    for (let i = 0; i < 30; i += 1) viewport.zoom(50, 1, 0.5);
    assert.ok(Math.abs(viewport.columns.max - viewport.columns.min - 4) < 1e-6);
    assert.deepEqual(viewport.rows, { min: 0, max: 3 });
  });

  it('moves as little as brings a cell into view', () => {
    const viewport = new Viewport(100, 100);
    viewport.zoom(0, 0, 0.1);
    viewport.reveal(12, 5);
    assert.deepEqual(
      [viewport.columns, viewport.rows],
      [
        { min: 3, max: 13 },
        { min: 0, max: 10 },
      ],
    );
  });

  it('shows a grid of another size whole', () => {
    const viewport = new Viewport(100, 100);
    viewport.zoom(0, 0, 0.1);
    viewport.resize(100, 100);
    assert.ok(!viewport.whole);
    viewport.resize(100, 50);
    assert.deepEqual([viewport.whole, viewport.rows], [true, { min: 0, max: 50 }]);
  });
});
