import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Buckets } from '../../../engine/data/pairs/buckets';
import { PairBatches } from '../../../engine/data/pairs/pair-batches';
import { TokenRows } from '../../../engine/data/token-rows';
import { END, PADDING, START } from '../../../engine/data/vocabulary';

function rowsOf(rows: readonly (readonly number[])[]): TokenRows {
  const result = new TokenRows();
  for (const row of rows) result.push(row);
  return result;
}

const ids = fc.array(fc.integer({ min: 4, max: 9 }), { minLength: 1, maxLength: 12 });
const pairs = fc.array(fc.tuple(ids, ids), { minLength: 1, maxLength: 40 });
const seeds = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });

describe('batches of pairs', () => {
  it('hold every pair once an epoch: padded, weighted, and as long as their longest', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.integer({ min: 1, max: 7 }),
        seeds,
        fc.integer({ min: 0, max: 3 }),
        (all, batch, seed, epoch) => {
          const [source, target] = [rowsOf(all.map(([a]) => a)), rowsOf(all.map(([, b]) => b))];
          const rows = Uint32Array.from(all, (_, i) => i);
          const batches = new PairBatches({
            source,
            target,
            rows,
            vocabularies: { source: 10, target: 10 },
            batch,
            seed,
          });
          const seen: string[] = [];
          let predictions = 0;
          for (let index = 0; index < batches.count; index++) {
            const { time, decoderTime = 0 } = batches.lengths(epoch, index);
            assert.ok(time <= batches.shape.time && decoderTime <= (batches.shape.decoder?.time ?? 0));
            const into = {
              input: new Int32Array(time * batch),
              mask: new Float32Array(time * batch),
              decoderInput: new Int32Array(decoderTime * batch),
              target: new Int32Array(decoderTime * batch),
              weights: new Float32Array(decoderTime * batch),
            };
            const count = batches.read(epoch, index, into);
            assert.equal(
              count,
              into.weights.reduce((sum, weight) => sum + weight, 0),
            );
            predictions += count;
            const column = (values: ArrayLike<number>, lane: number) =>
              Array.from({ length: values.length / batch }, (_, t) => values[t * batch + lane]);
            for (let lane = 0; lane < batch; lane++) {
              const real = column(into.weights, lane).filter((weight) => weight > 0).length;
              const inputs = column(into.mask, lane).filter((weight) => weight > 0).length;
              assert.ok(inputs >= 1);
              if (real === 0) continue;
              const answer = column(into.target, lane);
              assert.equal(answer[real - 1], END);
              assert.ok(answer.slice(real).every((id) => id === PADDING));
              assert.deepEqual(column(into.decoderInput, lane).slice(0, real), [START, ...answer.slice(0, real - 1)]);
              const read = column(into.input, lane);
              assert.ok(read.slice(inputs).every((id) => id === PADDING));
              seen.push(JSON.stringify([read.slice(0, inputs), answer.slice(0, real - 1)]));
            }
          }
          assert.equal(predictions, batches.predictions);
          assert.deepEqual(seen.sort(), all.map((pair) => JSON.stringify(pair)).sort());
        },
      ),
    );
  });

  it('put sequences of like length together, in another order every epoch', () => {
    const lengths = Array.from({ length: 2000 }, (_, i) => 1 + ((i * 7919) % 100));
    const rows = Uint32Array.from(lengths, (_, i) => i);
    const buckets = new Buckets({ rows, length: (row) => lengths[row], batch: 10, seed: 3 });
    const spread = (epoch: number, index: number) => {
      const inside = Array.from(buckets.rows(epoch, index), (row) => lengths[row]);
      return Math.max(...inside) - Math.min(...inside);
    };
    const mean = Array.from({ length: buckets.count }, (_, i) => spread(0, i)).reduce((a, b) => a + b) / buckets.count;
    assert.ok(mean < 5, String(mean));
    assert.notDeepEqual(buckets.rows(0, 0), buckets.rows(1, 0));
    const again = new Buckets({ rows, length: (row) => lengths[row], batch: 10, seed: 3 });
    assert.deepEqual(again.rows(1, 5), buckets.rows(1, 5));
  });
});
