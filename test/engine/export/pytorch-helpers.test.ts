import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { schedules } from '../../../engine/catalog/schedules';
import type { FeedbackConfig, ScheduleConfig } from '../../../engine/contracts/experiment';
import { permutation, Random, randomKey } from '../../../engine/core/random';
import { Feedback } from '../../../engine/nn/combine/feedback';
import { Bleu } from '../../../engine/tasks/bleu';
import { Chrf } from '../../../engine/tasks/chrf';
import { TagScores } from '../../../engine/tasks/tag-scores';
import type { ScheduleFactory } from '../../../engine/train/schedule';
import { pythonWithTorch } from '../support/python';
import { assertClose } from '../support/tensors';

const project = path.join(__dirname, '../../../engine/export/pytorch/project');

/** Runs a program that may import the modules of an exported project; gives what it prints. */
function ask(program: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(pythonWithTorch(), ['-c', program], {
    cwd: project,
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const random = new Random(randomKey(3, 'helpers'));
const pick = <T>(values: readonly T[]): T => values[random.below(values.length)];
const words = [
  'the',
  'cat',
  'don\u2019t',
  'U.S.',
  '3.5',
  '2-3',
  'a-b',
  '&quot;yes&quot;',
  '象',
  'caf\u00e9\u00a0noir',
  '\ufffd',
  '<x>',
];
const sentence = () => Array.from({ length: random.below(12) }, () => pick(words)).join(pick([' ', ' ', '  ', ', ']));
const prefixes = ['B-', 'I-', 'E-', 'S-', '', 'O'];
const tags = (length: number) =>
  Array.from({ length }, () => {
    const prefix = pick(prefixes);
    return prefix === 'O' ? 'O' : `${prefix}${pick(['LOC', 'PER'])}`;
  });

function near(theirs: unknown, ours: Readonly<Record<string, number>>, title: string): void {
  for (const [name, value] of Object.entries(ours)) {
    const found = (theirs as Record<string, number>)[name];
    assert.ok(
      Math.abs(found - value) < 1e-9 * (1 + Math.abs(value)),
      `${title}, ${name}: ${found} there, ${value} here`,
    );
  }
}

describe('Helpers of the PyTorch project', function () {
  this.timeout(60_000);

  it('score texts and tags as we do', () => {
    const texts = Array.from({ length: 40 }, () =>
      Array.from({ length: 1 + random.below(8) }, () => {
        const reference = sentence();
        return [random.below(3) === 0 ? sentence() : reference.replace('cat', 'dog'), reference] as const;
      }),
    );
    const tagged = Array.from({ length: 40 }, () =>
      Array.from({ length: 1 + random.below(4) }, () => {
        const truth = tags(1 + random.below(9));
        return [
          random.below(2) ? truth.map((tag, i) => (i % 4 ? tag : pick(['O', tag]))) : tags(truth.length),
          truth,
        ] as const;
      }),
    );
    const program = `
import json, sys
from scores import tag_scores, text_scores
asked = json.load(sys.stdin)
print(json.dumps([[text_scores(each) for each in asked["texts"]], [tag_scores(each) for each in asked["tagged"]]]))`;
    const [ofTexts, ofTags] = ask(program, { texts, tagged }) as [unknown[], unknown[]];
    texts.forEach((each, i) => {
      const [bleu, chrf] = [new Bleu(), new Chrf()];
      for (const [answer, reference] of each) {
        bleu.add(answer, reference);
        chrf.add(answer, reference);
      }
      near(ofTexts[i], { bleu: bleu.score, chrf: chrf.score }, JSON.stringify(each));
    });
    tagged.forEach((each, i) => {
      const scores = new TagScores();
      for (const [predicted, truth] of each) scores.add(predicted, truth);
      near(ofTags[i], scores.metrics(), JSON.stringify(each));
    });
  });

  it('decode what the web calls by other names than Python', () => {
    const texts = {
      ascii: 'caf\u00e9 \u20ac',
      big5: '\u4e2d\u6587 \u20ac',
      'euc-kr': '\ud55c\uad6d',
      gbk: '\u4e2d\u6587 \u20ac',
      'iso-8859-1': '\u201cquoted\u201d',
      'iso-8859-8-i': '\u05e9\u05dc\u05d5\u05dd',
      latin1: '\u2026',
      shift_jis: '\u65e5\u672c\u8a9e \u2460 \uff5e',
      'windows-874': '\u0e44\u0e17\u0e22 \u20ac',
      'x-mac-cyrillic': '\u0440\u0443\u0441\u0441\u043a\u0438\u0439',
      'utf-8': '\ufeff\u8c61',
    };
    const program = `
import json, sys
from text import WEB_NAMES, decoded
texts = json.load(sys.stdin)
assert set(WEB_NAMES) < set(texts)
made = {name: text.encode(WEB_NAMES.get(name, name)) for name, text in texts.items()}
print(json.dumps({name: [content.hex(), decoded(content, name)] for name, content in made.items()}))`;
    const made = ask(program, texts) as Record<string, [hex: string, text: string]>;
    for (const [name, [hex, text]] of Object.entries(made)) {
      assert.equal(text, new TextDecoder(name).decode(Buffer.from(hex, 'hex')), name);
    }
  });

  it('change the rate from step to step as every schedule does', async () => {
    const [total, every] = [400, 20];
    const losses = Array.from({ length: total / every }, (_, i) => 5 / (1 + Math.min(i, 4)) + (i % 3) / 10);
    const configs = schedules.all.map(({ kind, schema }) => schema.parse({ kind }) as ScheduleConfig);
    const program = `
import json, sys
from schedule import factor_of
configs, losses = json.load(sys.stdin)
for config in configs:
    factor = factor_of(config, ${total})
    factors = []
    for i, loss in enumerate(losses):
        factors += [factor(step) for step in range(i * ${every}, (i + 1) * ${every})]
        factor.validated(loss)
    config["factors"] = factors
print(json.dumps([config["factors"] for config in configs]))`;
    const theirs = ask(program, [configs, losses]) as number[][];
    for (const [i, config] of configs.entries()) {
      const { create } = (await schedules.load(config.kind)) as { create: ScheduleFactory };
      const schedule = create(config, total);
      const ours = losses.flatMap((loss, n) => {
        const factors = Array.from({ length: every }, (_, k) => schedule.factor(n * every + k));
        schedule.validated?.(loss);
        return factors;
      });
      assertClose(theirs[i], ours, 1e-12, config.kind);
    }
  });

  it('feed a decoder as much of its own outputs', () => {
    const kinds = (['linear', 'exponential', 'inverse-sigmoid'] as const).map(
      (decay) => ({ kind: 'scheduled-sampling', decay, halfway: 700, minimum: 0.1 }) as const,
    );
    const configs: FeedbackConfig[] = [{ kind: 'teacher-forcing' }, { kind: 'free-running' }, ...kinds];
    const steps = [0, 1, 10, 350, 700, 701, 5000, 10_000_000];
    const program = `
import json, sys
from schedule import own_share
configs, steps = json.load(sys.stdin)
print(json.dumps([[own_share(config, step) for step in steps] for config in configs]))`;
    const theirs = ask(program, [configs, steps]) as number[][];
    configs.forEach((config, i) => {
      const feedback = new Feedback(config, 1);
      const ours = steps.map((step) => feedback.own({ training: true, step }));
      assertClose(theirs[i], ours, 1e-12, JSON.stringify(config));
    });
  });

  it('draw the same random numbers', () => {
    const program = `
import json, philox
key = philox.key_of(4_000_000_000, "data.order")
print(json.dumps([philox.permutation(10_000, key, 7), philox.uniform(key, 2**32 - 1, 6, 50).tolist()]))`;
    const [order, uniform] = ask(program, null) as [number[], number[]];
    const key = randomKey(4_000_000_000, 'data.order');
    assert.deepEqual(order, [...permutation(10_000, key, 7)]);
    const stream = new Random(key, 2 ** 32 - 1, 6);
    assert.deepEqual(
      uniform,
      uniform.map(() => stream.uniform()),
    );
  });
});
