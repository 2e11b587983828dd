import assert from 'node:assert/strict';
import type { Examples } from '../../../engine/contracts/data';
import type { MatchRequest } from '../../../engine/contracts/inspection';
import { capture } from '../../../engine/inspect/capture';
import { matchStates, unitsOn } from '../../../engine/inspect/match';
import { Random, randomKey } from '../../../engine/core/random';
import { benchOf, textExample } from './support';

const vocabulary = 5;
const random = new Random(randomKey(3, 'text'));
const text = Array.from({ length: 700 }, () => Math.floor(random.uniform() * vocabulary));
/** A phrase that stands in the text at two more places. */
const phrase = [1, 1, 4, 1, 3, 4, 4, 1];
for (const at of [90, 333, 612]) phrase.forEach((id, i) => (text[at + i] = id));

const examples: Examples = {
  of(input) {
    assert.equal(input.kind, 'part');
    const { from, length } = input;
    return Promise.resolve(textExample(text.slice(from, from + length), vocabulary));
  },
};

async function setUp() {
  const bench = await benchOf({ cell: { kind: 'elman', units: 64 }, embedding: 6 }, vocabulary);
  // A short memory: what is alike in the last few tokens is alike in the state.
  const weight = bench.tensors.get('rnn.weight_hh_l0');
  weight?.data.forEach((value, i) => (weight.data[i] = 0.15 * value));
  const trace = capture(bench, textExample(text, vocabulary)).traces.find(({ name }) => name === 'rnn.l0.h');
  assert.ok(trace);
  return { bench, trace };
}

const request: MatchRequest = {
  trace: 'rnn.l0.h',
  steps: { from: 95, to: 97 },
  threshold: 0.3,
  around: 0,
  part: 'test',
  limit: 200,
};

describe('match', () => {
  const run = async (changes: Partial<MatchRequest> = {}) => {
    const { bench, trace } = await setUp();
    const fractions: number[] = [];
    const progress = (fraction: number) => fractions.push(fraction);
    const breathe = () => Promise.resolve();
    const asked = { ...request, ...changes };
    const found = await matchStates(
      { bench, examples, size: text.length, sequences: false, progress, breathe },
      trace,
      asked,
    );
    return { ...found, fractions, trace };
  };

  it('finds the units that are on in the stretch and off around it', async () => {
    const { trace } = await setUp();
    const on = (step: number, unit: number) => trace.values[step * trace.columns + unit] >= request.threshold;
    const inside = unitsOn(trace, request);
    const alone = unitsOn(trace, { ...request, around: 1 });
    assert.ok(inside.length > alone.length && alone.length > 0, `${inside.length} and ${alone.length} units`);
    for (let unit = 0; unit < trace.columns; unit++) {
      assert.equal(inside.includes(unit), on(95, unit) && on(96, unit));
      assert.equal(alone.includes(unit), inside.includes(unit) && !on(94, unit) && !on(97, unit));
    }
  });

  it('finds where else they are on together: the same phrase, with as many units', async () => {
    const { units, places, searched, fractions } = await run();
    assert.equal(searched, text.length);
    assert.equal(fractions.at(-1), 1);
    const best = places.filter((place) => place.units === units.length);
    for (const position of [95, 338, 617]) {
      const place = best.find((each) => each.position <= position && each.position + each.length > position + 1);
      assert.ok(place, `the phrase at ${position} is not among ${JSON.stringify(best)}`);
      const shown = place.labels.slice(place.context, place.context + place.length);
      assert.deepEqual(shown, text.slice(place.position, place.position + place.length).map(String));
    }
    places.reduce((before, place) => {
      assert.ok(before.units >= place.units);
      return place;
    });
  });

  it('gives places at which the units are really on, and no units twice', async () => {
    const { units, places, trace } = await run();
    for (const { position, length, units: count } of places) {
      const steps = Array.from({ length }, (_, i) => position + i);
      const on = units.filter((unit) =>
        steps.every((step) => trace.values[step * trace.columns + unit] >= request.threshold),
      );
      assert.equal(on.length, count, `at ${position}`);
    }
    assert.equal(new Set(places.map(({ position }) => position)).size, places.length);
  });

  it('reads every series of a part from its beginning, and none of another', async () => {
    const { bench } = await setUp();
    const [length, size] = [51, text.length];
    const series = (at: number) => text.slice(at - (at % length), Math.min(size, at - (at % length) + length));
    const manySeries: Examples = {
      of(input) {
        assert.equal(input.kind, 'part');
        const first = input.from % length;
        return Promise.resolve(textExample(series(input.from).slice(first, first + input.length), vocabulary));
      },
    };
    const recorded = Array.from({ length: Math.ceil(size / length) }, (_, i) => {
      const { traces } = capture(bench, textExample(series(i * length), vocabulary));
      const trace = traces.find(({ name }) => name === request.trace);
      assert.ok(trace);
      return trace;
    });
    const asked = { bench, examples: manySeries, size, sequences: false, breathe: () => Promise.resolve() };
    const { units, places, searched } = await matchStates(asked, recorded[1], {
      ...request,
      steps: { from: 44, to: 46 },
      limit: 1000,
    });
    assert.equal(searched, size);
    const on = (step: number, unit: number) => {
      const { values, columns } = recorded[Math.floor(step / length)];
      return values[(step % length) * columns + unit] >= request.threshold;
    };
    const full = Array.from({ length: size }, (_, step) => step).filter((step) =>
      units.every((unit) => on(step, unit)),
    );
    const covered = places
      .filter((place) => place.units === units.length)
      .flatMap((place) => Array.from({ length: place.length }, (_, i) => place.position + i));
    assert.ok(full.includes(95) && full.some((step) => step > 400), full.join());
    assert.deepEqual(
      covered.sort((a, b) => a - b),
      full,
    );
  });

  it('searches with the units that it is given, gives no more places than asked for, and none without units', async () => {
    const { units, places } = await run({ units: [2, 3], limit: 4 });
    assert.deepEqual(units, [2, 3]);
    assert.equal(places.length, 4);
    const none = await run({ threshold: 1.1 });
    assert.deepEqual([none.units, none.places, none.searched], [[], [], 0]);
  });
});
