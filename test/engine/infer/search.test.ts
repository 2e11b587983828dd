import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultModel } from '../../../engine/catalog/experiment';
import type { EncoderDecoderConfig } from '../../../engine/contracts/experiment';
import type { Network } from '../../../engine/core/network';
import type { Symbols } from '../../../engine/infer/answer-limits';
import { lengthPenalty, pathTo, searchBeam } from '../../../engine/infer/beam-search';
import { DecoderRun } from '../../../engine/infer/decoder-run';
import { decodeGreedily } from '../../../engine/infer/greedy';
import { sampleAnswers } from '../../../engine/infer/sample-answers';
import { create } from '../../../engine/models/encoder-decoder';
import { createPlanningBackend } from '../../../engine/kernels/planning';
import { pairNetwork, sourceWords, targetWords } from '../support/pairs';
import { constant, integers } from '../support/tensors';

/** Answers of at most four tokens; the start symbol and a padding sign are never written. */
const symbols: Symbols = { end: 0, start: 1, banned: [1], longest: 4 };

function networkOf(seed: number, change: Partial<EncoderDecoderConfig> = {}): Network {
  const usual = defaultModel('encoder-decoder') as EncoderDecoderConfig;
  const cell = { kind: 'gru', units: 4, initialiser: 'uniform' } as const;
  const network = pairNetwork(create, { ...usual, cell, attention: { kind: 'additive' }, ...change }, { seed });
  const { tape, store } = network;
  // Far from the flat probabilities of a network that has learnt nothing.
  for (const { pointer, size } of store.all) {
    tape.backend.floats(pointer, size).forEach((value, i, all) => (all[i] = 4 * value));
  }
  tape.seal();
  return network;
}

const start = (network: Network, source: readonly number[]): DecoderRun =>
  DecoderRun.start(network, 1, () => ({ input: integers(network.tape, [source.length, 1], source) }));

/** Logarithms of the probabilities of the tokens of a target, the whole of it read at once as in training. */
function scoresOf(network: Network, source: readonly number[], target: readonly number[]): number[] {
  const { tape, model } = network;
  tape.reset();
  return tape.inference(() => {
    const input = integers(tape, [source.length, 1], source);
    const decoderInput = integers(tape, [target.length, 1], [symbols.start, ...target.slice(0, -1)]);
    const [output] = model.forward(input, model.initialState(1), { training: false, step: 0, decoderInput });
    const logits = tape.backend.floats(output.pointer, output.size);
    return target.map((token, t) => {
      const row = Array.from(logits.subarray(t * targetWords, (t + 1) * targetWords));
      return row[token] - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
    });
  });
}

/** Every answer there is, with what the search orders by. */
function everyAnswer(network: Network, source: readonly number[], power: number) {
  const words = Array.from({ length: targetWords }, (_, id) => id).filter((id) => id > 1);
  const all: number[][] = [];
  const grow = (tokens: number[]): void => {
    if (tokens.length < symbols.longest) all.push([...tokens, symbols.end]);
    if (tokens.length === symbols.longest) all.push(tokens);
    else for (const word of words) grow([...tokens, word]);
  };
  grow([]);
  return all
    .map((tokens) => {
      const sum = scoresOf(network, source, tokens).reduce((a, b) => a + b, 0);
      const ended = tokens.at(-1) === symbols.end;
      const text = (ended ? tokens.slice(0, -1) : tokens).join(' ');
      return { text, ended, score: sum / lengthPenalty(tokens.length, power) };
    })
    .sort((a, b) => Number(b.ended) - Number(a.ended) || b.score - a.score);
}

const sources = fc.array(fc.integer({ min: 0, max: sourceWords - 1 }), { minLength: 1, maxLength: 5 });
const seeds = fc.integer({ min: 1, max: 1000 });
const powers = fc.constantFrom(0, 0.6, 1, 2);

describe('search for answers', () => {
  it('by a beam as wide as there are answers is the search of all answers', () => {
    fc.assert(
      fc.property(seeds, sources, powers, fc.integer({ min: 1, max: 12 }), (seed, source, power, answers) => {
        const network = networkOf(seed);
        const expected = everyAnswer(network, source, power);
        const found = searchBeam(start(network, source), { beam: 81, lengthPenalty: power, answers }, symbols).answers;
        assert.equal(found.length, answers);
        found.forEach(({ tokens, score, ended }, i) => {
          assert.ok(Math.abs(score - expected[i].score) < 1e-9, `${i}: ${score} for ${expected[i].score}`);
          assert.deepEqual({ text: tokens.join(' '), ended }, { text: expected[i].text, ended: expected[i].ended });
        });
      }),
      { numRuns: 15 },
    );
  });

  it('scores steps as the whole network does, whatever the model looks like', () => {
    const shapes: Partial<EncoderDecoderConfig>[] = [
      { attention: undefined, context: 'both' },
      { attention: { kind: 'general' }, inputFeeding: true, bidirectional: true },
      {
        attention: { kind: 'multi-head', heads: 2 },
        layers: 2,
        cell: { kind: 'lstm', units: 4, forgetBias: 1, initialiser: 'uniform' },
      },
    ];
    for (const shape of shapes) {
      const network = networkOf(3, shape);
      const source = [3, 5, 0, 2];
      const { answers } = searchBeam(start(network, source), { beam: 3, lengthPenalty: 0.6, answers: 3 }, symbols);
      for (const { tokens, logProbability, ended } of answers) {
        const sum = scoresOf(network, source, ended ? [...tokens, symbols.end] : tokens).reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum - logProbability) < 1e-9, `${sum} for ${logProbability}`);
      }
    }
  });

  it('keeps its tree: every node follows its parent, and the kept ones lead to the answers', () => {
    fc.assert(
      fc.property(seeds, sources, fc.integer({ min: 1, max: 4 }), (seed, source, beam) => {
        const network = networkOf(seed);
        const search = { beam, lengthPenalty: 0.6, answers: beam };
        const { answers, nodes } = searchBeam(start(network, source), search, symbols);
        nodes.forEach(({ parent, step, logProbability, kept }, i) => {
          assert.ok(parent < i);
          assert.equal(step, parent < 0 ? 0 : nodes[parent].step + 1);
          if (parent >= 0) assert.ok(logProbability <= nodes[parent].logProbability && nodes[parent].kept);
          assert.equal(typeof kept, 'boolean');
        });
        for (let step = 0; step < symbols.longest; step++) {
          assert.ok(nodes.filter((node) => node.step === step && node.kept && !node.ends).length <= beam);
        }
        for (const { node, tokens } of answers) {
          const path = pathTo(nodes, node);
          assert.ok(path.every(({ kept }) => kept));
          assert.deepEqual(
            path.filter(({ ends }) => !ends).map(({ token }) => token),
            tokens,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('with a beam of one and no penalty is the greedy search, which answers a batch as it answers each alone', () => {
    for (const seed of [1, 2, 3, 4]) {
      const network = networkOf(seed);
      const [long, short] = [
        [1, 4, 2, 5],
        [3, 0],
      ];
      const alone = [long, short].map((source) => decodeGreedily(start(network, source), 1, symbols)[0]);
      const batch = DecoderRun.start(network, 2, () => ({
        input: integers(network.tape, [4, 2], [1, 3, 4, 0, 2, 5, 5, 5]),
        pass: { training: false, step: 0, mask: constant(network.tape, [4, 2], [1, 1, 1, 1, 1, 0, 1, 0]) },
      }));
      assert.deepEqual(decodeGreedily(batch, 2, symbols), alone);
      const { answers } = searchBeam(start(network, long), { beam: 1, lengthPenalty: 0, answers: 1 }, symbols);
      assert.deepEqual(answers[0].tokens, alone[0]);
    }
  });

  it('draws answers as often as they are likely', () => {
    const network = networkOf(5);
    const options = { temperature: 1, topK: 0, topP: 1, seed: 7 };
    const drawn = sampleAnswers(start(network, [2, 3]), 3000, options, { ...symbols, banned: [] });
    const share = drawn.filter(({ tokens }) => tokens.length === 0).length / drawn.length;
    const expected = Math.exp(scoresOf(network, [2, 3], [symbols.end])[0]);
    assert.ok(Math.abs(share - expected) < 0.03, `${share} for ${expected}`);
    const [greedy] = decodeGreedily(start(network, [2, 3]), 1, symbols);
    const sure = sampleAnswers(start(network, [2, 3]), 1, { ...options, temperature: 0 }, symbols);
    assert.deepEqual(sure[0].tokens, greedy);
    assert.deepEqual(
      sampleAnswers(start(network, [2, 3]), 5, options, symbols),
      sampleAnswers(start(network, [2, 3]), 5, options, symbols),
    );
  });

  it('takes no more memory from step to step, and can be planned', () => {
    const network = networkOf(1);
    const run = start(network, [1, 2, 3]);
    run.repeat(3);
    run.step([1, 1, 1]);
    const { peak } = network.tape.arena;
    for (let i = 0; i < 20; i++) run.step([2, 3, 4]);
    assert.equal(network.tape.arena.peak, peak);
    const config = { ...(defaultModel('encoder-decoder') as EncoderDecoderConfig) };
    const planned = pairNetwork(create, config, { backend: createPlanningBackend('f64', 'reference', 0) });
    planned.tape.seal();
    const plan = DecoderRun.start(planned, 1, () => ({ input: planned.tape.buffer([3, 1], 'int') }));
    plan.repeat(2);
    assert.equal(plan.step([1, 1]).length, 2);
  });

  it("divides by Wu's penalty", () => {
    assert.equal(lengthPenalty(1, 0.7), 1);
    assert.equal(lengthPenalty(7, 1), 2);
    assert.equal(lengthPenalty(9, 0), 1);
  });
});
