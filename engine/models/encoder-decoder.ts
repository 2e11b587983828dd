import type { InputSpec, OutputSpec } from '../contracts/data';
import type { EncoderDecoderConfig } from '../contracts/experiment';
import type { Decoded, Decoding, Memory, Model, Pass, State } from '../contracts/network';
import { Problem } from '../contracts/problem';
import type { Tensor } from '../contracts/tensor';
import { written } from '../core/ops/embedding';
import { concat } from '../core/ops/layout';
import { sameShape } from '../core/shape';
import type { Attention } from '../nn/attention/attention';
import { Bridge } from '../nn/combine/bridge';
import { Decoder, type DecoderStart } from '../nn/combine/decoder';
import { RecurrentStack } from '../nn/combine/stack';
import { Embedding } from '../nn/layers/embedding';
import { memoryOf, startOf } from './decoder-memory';
import type { ModelFactory, ModelRequest } from './model';
import { tokensOf } from './model';

/**
 * One sequence to another. The encoder reads the source; the decoder starts from what it became (the context), may look back
 * at each of its steps (attention), and writes one token after the other.
 *
 * The context is the encoder's final state: as it is where both sides have the same cells, layers and direction, else through
 * a bridge. As an input it is the encoder's last output.
 *
 * Parameters, in this order: `encoder.embedding.weight` (of tokens) and `decoder.embedding.weight`, or `embedding.weight` for
 * both; `encoder.rnn.weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `..._l0_reverse`, `..._l1` and so on;
 * `attention.*` (see nn/attention); `decoder.rnn.weight_ih_l0` and so on; `combine.weight` (attention after the cell);
 * `head.weight`, `head.bias`; `bridge.l0.h.weight`, `bridge.l0.h.bias` and so on. A decoder's input is, in this order: the
 * token's embedding, the fixed context, what the attention saw.
 */
class EncoderDecoder implements Model {
  readonly input: InputSpec;
  readonly output: OutputSpec;
  readonly decoding: Decoding = {
    encode: (input, pass) => this.encode(input, pass),
    decode: (memory, previous, state, pass) => this.decode(memory, previous, state, pass),
  };
  private readonly embedding: Embedding | undefined;
  private readonly encoder: RecurrentStack;
  private readonly attention: Attention | undefined;
  private readonly decoder: Decoder;
  private readonly bridge: Bridge | undefined;
  private readonly config: EncoderDecoderConfig;

  constructor(request: ModelRequest<EncoderDecoderConfig>) {
    const { store, config, seed, input, output, createCell, createAttention } = request;
    const target = tokensOf(request);
    this.input = input;
    this.output = output;
    this.config = config;
    const width = config.embedding ?? config.cell.units;
    const [ofSource, ofTarget] = embeddings(request, target.vocabulary, width);
    this.embedding = ofSource;
    const read = input.kind === 'tokens' ? width : input.size;
    this.encoder = new RecurrentStack(read, { ...config, seed, name: 'encoder.rnn' }, (suffix, inputs) =>
      createCell(store.scope('encoder.rnn', suffix), inputs, config.cell),
    );
    const memory = this.encoder.outputs;
    const { decoderCell: cell = config.cell, decoderLayers: layers = config.layers } = config;
    this.attention =
      config.attention &&
      createAttention({
        scope: (name) => store.scope(`attention.${name}`),
        query: cell.units,
        memory,
        config: config.attention,
      });
    const attend = config.attend ?? (config.attention?.kind === 'additive' ? 'before' : 'after');
    this.decoder = new Decoder({
      store,
      seed,
      createCell,
      config: { ...config, cell, layers },
      embedding: ofTarget,
      classes: output.size,
      fixed: config.context === 'state' ? 0 : memory,
      attention: this.attention && {
        of: this.attention,
        attend,
        inputFeeding: config.inputFeeding && attend === 'after',
      },
    });
    this.bridge = this.createBridge(request);
  }

  initialState(): State {
    return {};
  }

  forward(input: Tensor, _state: State, pass: Pass): [Tensor, State] {
    if (!pass.decoderInput) throw new Error('an encoder-decoder needs what its decoder reads');
    return [this.decoder.forward(pass.decoderInput, this.start(input, pass), pass), {}];
  }

  private encode(input: Tensor, pass: Pass): Memory {
    const start = this.start(input, pass);
    return memoryOf({ ...start, state: this.decoder.first(start) });
  }

  private decode({ context }: Memory, previous: Tensor, state: State, pass: Pass): Decoded {
    return this.decoder.step(previous, state, startOf(context), pass);
  }

  private start(input: Tensor, pass: Pass): DecoderStart {
    const { recorder } = pass;
    const looked = this.embedding ? this.embedding.lookUp(input) : input;
    const x = recorder ? recorder.input('source', written(looked), 0) : looked;
    const batch = input.shape[1];
    const { mask } = pass;
    const run = this.encoder.forward(x, this.encoder.initialState(batch), { ...pass, offset: 0 });
    const { context } = this.config;
    return {
      state: context === 'input' ? this.decoder.initialState(batch) : this.firstState(run),
      fixed: context === 'state' ? undefined : run.last,
      source: this.attention?.prepare(run.outputs, mask),
    };
  }

  private firstState({ state, last }: { readonly state: State; readonly last: Tensor }): State {
    if (!this.bridge) return state;
    return this.bridge.forward((name) => {
      const parts = this.sources(name, state).map((part) => state[part]);
      return parts.length === 0 ? last : parts.length === 1 ? parts[0] : concat(parts);
    });
  }

  /** A bridge, unless the encoder's state is one of the decoder already, or the decoder starts from zero. */
  private createBridge({ store, config }: ModelRequest<EncoderDecoderConfig>): Bridge | undefined {
    const [from, to] = [this.encoder, this.decoder].map((side) => side.initialState(1));
    const names = Object.keys(to);
    const same =
      names.length === Object.keys(from).length &&
      names.every((name) => from[name] && sameShape(from[name].shape, to[name].shape));
    if (same || config.context === 'input') return undefined;
    return new Bridge(
      (name) => store.scope(`bridge.${name}`),
      to,
      (name) => this.sources(name, from).reduce((sum, part) => sum + from[part].shape[1], 0) || this.encoder.outputs,
    );
  }

  /** The encoder's states that a state of the decoder is made of: both directions of its layer, or of the uppermost. */
  private sources(name: string, from: State): string[] {
    const [, layer, part] = /^l(\d+)\.(.+)$/.exec(name) ?? [];
    const below = Math.min(Number(layer), this.config.layers - 1);
    return [`l${below}.${part}`, `l${below}_reverse.${part}`].filter((source) => source in from);
  }
}

/** Of the source (of tokens) and of the target. Throws `config.shared-embedding`. */
function embeddings(
  { store, config, input }: ModelRequest<EncoderDecoderConfig>,
  vocabulary: number,
  width: number,
): [Embedding | undefined, Embedding] {
  if (config.sharedEmbedding) {
    if (input.kind !== 'tokens' || input.vocabulary !== vocabulary) {
      throw new Problem('config.shared-embedding', {}, { path: 'model.sharedEmbedding' });
    }
    const shared = new Embedding(store.scope('embedding'), vocabulary, width);
    return [shared, shared];
  }
  const source =
    input.kind === 'tokens' ? new Embedding(store.scope('encoder.embedding'), input.vocabulary, width) : undefined;
  return [source, new Embedding(store.scope('decoder.embedding'), vocabulary, width)];
}

export const create: ModelFactory<EncoderDecoderConfig> = (request) => new EncoderDecoder(request);
