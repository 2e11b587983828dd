import assert from 'node:assert/strict';
import type { Evaluation } from '../../engine/contracts/events';
import { Formats } from '../../webview/format/formats';
import { bestBaseline, relativeDifference, verdict } from '../../webview/run/scores';
import { heatLevel, shownToken, visibleToken } from '../../webview/run/worstStretches';

const formats = new Formats('en');

function evaluation(metrics: Record<string, number>, ...baselines: Evaluation['baselines']): Evaluation {
  return { kind: 'text', part: 'test', count: 10, loss: 1, metrics, baselines, worst: [] };
}

describe('scores', () => {
  it('compare with the best baseline by a metric that both have', () => {
    const text = verdict(
      evaluation(
        { perplexity: 4 },
        { name: 'uniform', metrics: { perplexity: 80 } },
        { name: 'kneser-ney-5', metrics: { perplexity: 5 } },
      ),
      formats,
    );
    assert.equal(text, 'Perplexity: 20% better than the best baseline, Kneser-Ney 5-gram.');
  });

  it('say so when the model is worse, and know that more accuracy is better', () => {
    const worse = verdict(evaluation({ mae: 3 }, { name: 'naive', metrics: { mae: 2 } }), formats);
    assert.equal(worse, 'MAE: 50% worse than the best baseline, Naive.');
    const better = verdict(evaluation({ accuracy: 0.9 }, { name: 'naive', metrics: { accuracy: 0.6 } }), formats);
    assert.equal(better, 'Accuracy: 50% better than the best baseline, Naive.');
    assert.match(verdict(evaluation({ mae: 2 }, { name: 'naive', metrics: { mae: 2 } }), formats), /as good as/);
  });

  it('name both numbers, and no percentage, where the best baseline gets nothing right', () => {
    const baseline = { name: 'copy', metrics: { exactMatch: 0, chrf: 20 } };
    const text = verdict(evaluation({ exactMatch: 0.58, chrf: 25.8 }, baseline), formats);
    assert.equal(text, 'Exact matches: 0.58; the best baseline, Copy of the source: 0.');
  });

  it('pass over a metric that both have at zero', () => {
    const baseline = { name: 'copy', metrics: { exactMatch: 0, chrf: 20 } };
    const text = verdict(evaluation({ exactMatch: 0, chrf: 80 }, baseline), formats);
    assert.equal(text, 'chrF: 300% better than the best baseline, Copy of the source.');
  });

  it('say nothing where nothing can be compared', () => {
    assert.equal(verdict(evaluation({ mae: 3 }), formats), '');
    assert.equal(verdict(evaluation({ mae: Number.NaN }, { name: 'naive', metrics: { mae: 2 } }), formats), '');
    assert.equal(verdict(evaluation({ mae: 1 }, { name: 'naive', metrics: { mae: 0 } }), formats), '');
    assert.equal(relativeDifference(1, undefined), undefined);
    assert.equal(bestBaseline([{ name: 'naive', metrics: {} }], 'mae'), undefined);
  });
});

describe('token shading', () => {
  it('grows with the loss', () => {
    assert.deepEqual([0, 0.5, 1.99, 3, 5, 7, 1e9].map(heatLevel), [0, 1, 2, 3, 4, 5, 5]);
    assert.equal(heatLevel(Number.NaN), 5);
  });

  it('gives a sign to tokens that cannot be seen', () => {
    const tokens = ['', ' ', 'a b', '\n', '\t'];
    assert.deepEqual(tokens.map(visibleToken), ['\u25a1', '\u00b7', 'a\u00b7b', '\u23ce', '\u21e5']);
    assert.deepEqual(tokens.map(shownToken), ['\u25a1', ' ', 'a b', '\u23ce', '\u21e5']);
  });
});
