import type { InputSpec, OutputSpec } from '../contracts/data';
import type { RecurrentConfig } from '../contracts/experiment';
import type { Model, Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { written } from '../core/ops/embedding';
import { RecurrentStack } from '../nn/combine/stack';
import { Embedding } from '../nn/layers/embedding';
import { Linear } from '../nn/layers/linear';
import { meanSteps } from '../nn/layers/pool';
import type { ModelFactory, ModelRequest } from './model';

/**
 * Embedding (for tokens), a stack of recurrent cells, and a linear head: on every step (many to many), or on the last output
 * or the mean of all outputs (many to one).
 *
 * Parameters: `embedding.weight`, `rnn.weight_ih_l0` ..., `head.weight`, `head.bias`.
 */
class Recurrent implements Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  private readonly embedding: Embedding | undefined;
  private readonly stack: RecurrentStack;
  private readonly head: Linear;
  private readonly pool: RecurrentConfig['pool'];

  constructor({ store, config, seed, input, output, createCell }: ModelRequest) {
    this.input = input;
    this.output = output;
    this.pool = config.pool;
    const width = input.kind === 'tokens' ? (config.embedding ?? config.cell.units) : input.size;
    if (input.kind === 'tokens') this.embedding = new Embedding(store.scope('embedding'), input.vocabulary, width);
    this.stack = new RecurrentStack(width, { ...config, seed }, (suffix, inputs) =>
      createCell(store.scope('rnn', suffix), inputs, config.cell),
    );
    this.head = new Linear(store.scope('head'), this.stack.outputs, output.size);
  }

  initialState(batch: number): State {
    return this.stack.initialState(batch);
  }

  forward(input: Tensor, state: State, pass: Pass): [Tensor, State] {
    const { recorder, offset = 0 } = pass;
    const looked = this.embedding ? this.embedding.lookUp(input) : input;
    const x = recorder ? recorder.input('source', written(looked), offset) : looked;
    const run = this.stack.forward(x, state, pass);
    const read = this.output.per === 'step' ? run.outputs : this.pooled(run, pass);
    const y = this.head.forward(read);
    recorder?.record({ node: 'head', side: 'source' }, 'output', { y }, offset);
    return [y, run.state];
  }

  private pooled({ last, outputs }: { last: Tensor; outputs: Tensor }, pass: Pass): Tensor {
    return this.pool === 'last' ? last : meanSteps(outputs, pass.mask);
  }
}

export const create: ModelFactory = (request) => new Recurrent(request);
