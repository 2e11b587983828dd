import type { InputSpec, OutputSpec } from '../contracts/data';
import type { RecurrentConfig } from '../contracts/experiment';
import type { Model, Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { written } from '../core/ops/embedding';
import { at, reshape } from '../core/ops/layout';
import type { Attention } from '../nn/attention/attention';
import { RecurrentStack } from '../nn/combine/stack';
import { Embedding } from '../nn/layers/embedding';
import { Linear } from '../nn/layers/linear';
import { meanSteps } from '../nn/layers/pool';
import type { ModelFactory, ModelRequest } from './model';

/**
 * Embedding (for tokens), a stack of recurrent cells, and a linear head: on every step (many to many), or on the last output
 * or the mean of all outputs (many to one). Steps may look at each other before that (self-attention).
 *
 * Parameters: `embedding.weight`, `rnn.weight_ih_l0` ..., `attention.*` (see nn/attention), `head.weight`, `head.bias`.
 */
class Recurrent implements Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  private readonly embedding: Embedding | undefined;
  private readonly stack: RecurrentStack;
  private readonly attention: Attention | undefined;
  private readonly head: Linear;
  private readonly pool: RecurrentConfig['pool'];

  constructor(request: ModelRequest<RecurrentConfig>) {
    const { store, config, seed, input, output, createCell, createAttention } = request;
    this.input = input;
    this.output = output;
    this.pool = config.pool;
    const width = input.kind === 'tokens' ? (config.embedding ?? config.cell.units) : input.size;
    if (input.kind === 'tokens') this.embedding = new Embedding(store.scope('embedding'), input.vocabulary, width);
    this.stack = new RecurrentStack(width, { ...config, seed }, (suffix, inputs) =>
      createCell(store.scope('rnn', suffix), inputs, config.cell),
    );
    const size = this.stack.outputs;
    this.attention =
      config.attention &&
      createAttention({
        scope: (name) => store.scope(`attention.${name}`),
        query: size,
        memory: size,
        config: config.attention,
      });
    this.head = new Linear(store.scope('head'), this.attention?.outputs ?? size, output.size);
  }

  initialState(batch: number): State {
    return this.stack.initialState(batch);
  }

  forward(input: Tensor, state: State, pass: Pass): [Tensor, State] {
    const { recorder, offset = 0 } = pass;
    const looked = this.embedding ? this.embedding.lookUp(input) : input;
    const x = recorder ? recorder.input('source', written(looked), offset) : looked;
    const run = this.stack.forward(x, state, pass);
    const seen = this.attention ? this.look(this.attention, run, pass) : run;
    const read = this.output.per === 'step' ? seen.outputs : this.pooled(seen, pass);
    const y = this.head.forward(read);
    recorder?.record({ node: 'head', side: 'source' }, 'output', { y }, offset);
    return [y, run.state];
  }

  private pooled({ last, outputs }: { last: Tensor; outputs: Tensor }, pass: Pass): Tensor {
    return this.pool === 'last' ? last : meanSteps(outputs, pass.mask);
  }

  /** What each step, or only the last where nobody asks for the others, sees when it looks at all steps. */
  private look(
    attention: Attention,
    { outputs, last }: { readonly outputs: Tensor; readonly last: Tensor },
    { mask, recorder, offset = 0 }: Pass,
  ): { readonly outputs: Tensor; readonly last: Tensor } {
    const all = this.output.per === 'step' || this.pool === 'mean';
    const query = all ? outputs : reshape(last, [1, ...last.shape]);
    const { context, weights } = attention.attend(query, attention.prepare(outputs, mask));
    const [time, batch, heads, steps] = weights.shape;
    const place = { node: 'attention', side: 'source', over: 'source', heads } as const;
    recorder?.record(place, 'attention', { a: reshape(weights, [time, batch, heads * steps]) }, offset);
    return { outputs: context, last: at(context, time - 1) };
  }
}

export const create: ModelFactory<RecurrentConfig> = (request) => new Recurrent(request);
