import type { InputSpec, OutputSpec } from '../contracts/data';
import type { VectorToSequenceConfig } from '../contracts/experiment';
import type { Decoded, Decoding, Memory, Model, Pass, State } from '../contracts/network';
import type { Tensor } from '../contracts/tensor';
import { at } from '../core/ops/layout';
import { Bridge } from '../nn/combine/bridge';
import { Decoder, type DecoderStart } from '../nn/combine/decoder';
import { Embedding } from '../nn/layers/embedding';
import { memoryOf, startOf } from './decoder-memory';
import { type ModelFactory, type ModelRequest, tokensOf } from './model';

/**
 * One vector to a sequence: the vector (or the embedding of a single token) makes the decoder's first state, is a part of every
 * step's input, or both.
 *
 * Parameters, in this order: `encoder.embedding.weight` (of a token), `decoder.embedding.weight`, `decoder.rnn.weight_ih_l0` and
 * so on, `head.weight`, `head.bias`, `bridge.l0.h.weight`, `bridge.l0.h.bias` and so on. A decoder's input is the token's
 * embedding, then the vector.
 */
class VectorToSequence implements Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly decoding: Decoding = {
    encode: (input, pass) => this.encode(input, pass),
    decode: (memory, previous, state, pass) => this.decode(memory, previous, state, pass),
  };
  private readonly embedding: Embedding | undefined;
  private readonly decoder: Decoder;
  private readonly bridge: Bridge | undefined;
  private readonly context: VectorToSequenceConfig['context'];

  constructor(request: ModelRequest<VectorToSequenceConfig>) {
    const { store, config, seed, input, output, createCell } = request;
    const written = tokensOf(request);
    this.input = input;
    this.output = output;
    this.context = config.context;
    const width = config.embedding ?? config.cell.units;
    if (input.kind === 'tokens')
      this.embedding = new Embedding(store.scope('encoder.embedding'), input.vocabulary, width);
    const size = input.kind === 'tokens' ? width : input.size;
    this.decoder = new Decoder({
      store,
      seed,
      createCell,
      config,
      embedding: new Embedding(store.scope('decoder.embedding'), written.vocabulary, width),
      classes: output.size,
      fixed: config.context === 'state' ? 0 : size,
    });
    if (config.context !== 'input') {
      this.bridge = new Bridge(
        (name) => store.scope(`bridge.${name}`),
        this.decoder.initialState(1),
        () => size,
      );
    }
  }

  initialState(): State {
    return {};
  }

  forward(input: Tensor, _state: State, pass: Pass): [Tensor, State] {
    if (!pass.decoderInput) throw new Error('a decoder needs what it reads');
    return [this.decoder.forward(pass.decoderInput, this.start(input, pass), pass), {}];
  }

  private encode(input: Tensor, pass: Pass): Memory {
    return memoryOf(this.start(input, pass));
  }

  private decode({ context }: Memory, previous: Tensor, state: State, pass: Pass): Decoded {
    return this.decoder.step(previous, state, startOf(context), pass);
  }

  /** @param input `[1, batch, size]`, or int `[1, batch]` */
  private start(input: Tensor, { recorder }: Pass): DecoderStart {
    const looked = this.embedding ? this.embedding.forward(input) : input;
    const vector = at(recorder ? recorder.input('source', looked, 0) : looked, 0);
    return {
      state: this.bridge ? this.bridge.forward(() => vector) : this.decoder.initialState(vector.shape[0]),
      fixed: this.context === 'state' ? undefined : vector,
    };
  }
}

export const create: ModelFactory<VectorToSequenceConfig> = (request) => new VectorToSequence(request);
