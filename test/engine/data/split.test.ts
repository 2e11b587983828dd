import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PART_NAMES, splitRange } from '../../../engine/data/split';
import { splitSeries } from '../../../engine/data/split-table';
import { assertProblem } from './support';

const fractions = fc
  .tuple(fc.nat(10), fc.nat(10), fc.nat(10))
  .filter((shares) => shares.some((share) => share > 0))
  .map((shares) => {
    const sum = shares[0] + shares[1] + shares[2];
    return shares.map((share) => share / sum) as [number, number, number];
  });

describe('split', () => {
  it('cuts a sequence into three parts without gap or overlap', () => {
    fc.assert(
      fc.property(fc.nat(5000), fractions, (count, shares) => {
        const parts = splitRange(count, shares);
        assert.equal(parts.train.start, 0);
        assert.equal(parts.train.end, parts.validation.start);
        assert.equal(parts.validation.end, parts.test.start);
        assert.equal(parts.test.end, count);
        PART_NAMES.forEach((name, i) => {
          const size = parts[name].end - parts[name].start;
          assert.ok(Math.abs(size - shares[i] * count) <= 1 + 1e-9, `${name}: ${size}`);
          if (shares[i] === 0) assert.equal(size, 0, `${name} was to be empty`);
        });
      }),
    );
  });

  it('refuses fractions that are impossible', async () => {
    for (const bad of [
      [0.5, 0.5, 0.5],
      [1.2, -0.1, -0.1],
      [0, 0, 0],
    ] as [number, number, number][]) {
      await assertProblem(() => splitRange(10, bad), 'data.split', { path: 'data.split' });
    }
  });

  it('cuts every series of a table, each row into exactly one part, in the order of time', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lengths, fractions, fc.boolean(), fc.nat(50), (sizes, shares, timed, offset) => {
        let rows = 0;
        const series = sizes.map((size) => ({ start: rows, end: (rows += size) }));
        const times = new Float64Array(rows);
        series.forEach(({ start, end }, s) => {
          for (let i = start; i < end; i++) times[i] = s * offset + i - start;
        });
        const parts = splitSeries(series, timed ? times : undefined, shares);
        const owner = Array.from({ length: rows }, (): string | undefined => undefined);
        PART_NAMES.forEach((name) => {
          for (const { start, end } of parts[name]) {
            assert.ok(
              series.some((one) => start >= one.start && end <= one.end && start < end),
              'inside one series',
            );
            for (let i = start; i < end; i++) {
              assert.equal(owner[i], undefined);
              owner[i] = name;
            }
          }
        });
        assert.ok(owner.every((name) => name !== undefined));
        for (const { start, end } of series) {
          for (let i = start + 1; i < end; i++) {
            const order = [owner[i - 1], owner[i]].map((name) => PART_NAMES.findIndex((part) => part === name));
            assert.ok(order[0] <= order[1]);
          }
        }
        if (timed && series.length > 1) {
          const latest = (name: (typeof PART_NAMES)[number]) =>
            Math.max(...parts[name].map(({ end }) => times[end - 1]));
          const earliest = (name: (typeof PART_NAMES)[number]) =>
            Math.min(...parts[name].map(({ start }) => times[start]));
          assert.ok(latest('train') < earliest('validation'), 'no part knows the future of another');
          assert.ok(Math.max(latest('train'), latest('validation')) < earliest('test'));
        }
      }),
    );
  });
});
