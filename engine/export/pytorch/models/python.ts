import type { InputSpec } from '../../../contracts/data';
import type { AttentionConfig, CellConfig, EncoderDecoderConfig } from '../../../contracts/experiment';

const layers = { elman: 'nn.RNN', lstm: 'nn.LSTM', gru: 'nn.GRU' } as const;

/** Lines of a program; what is false is left out. */
export function program(...lines: readonly (string | false | undefined)[]): string {
  return `${lines.filter((line) => line !== false && line !== undefined).join('\n')}\n`;
}

/** Of one layer PyTorch's name, without its module: `LSTM`. */
export function layerName({ kind }: CellConfig): string {
  return layers[kind].slice(3);
}

export interface RecurrentLayers {
  readonly cell: CellConfig;
  readonly inputs: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
}

/** A call that makes the layers. */
export function recurrentLayers({ cell, inputs, layers: count, bidirectional, dropout }: RecurrentLayers): string {
  const settings = [
    `${inputs}`,
    `${cell.units}`,
    ...(count > 1 ? [`num_layers=${count}`] : []),
    'batch_first=True',
    ...(cell.kind === 'elman' && cell.activation === 'relu' ? ['nonlinearity="relu"'] : []),
    // Without a layer above there is nothing to drop, and PyTorch warns.
    ...(count > 1 && dropout > 0 ? [`dropout=${dropout}`] : []),
    ...(bidirectional ? ['bidirectional=True'] : []),
  ];
  return `${layers[cell.kind]}(${settings.join(', ')})`;
}

/** A call that makes an attention, its class (project/attention.py), and the columns of what it gives. */
export interface AttentionCall {
  readonly call: string;
  readonly className: string;
  readonly outputs: number;
}

type Sizes = { readonly query: number; readonly memory: number };

/** Class and arguments by kind. */
const attentions: {
  readonly [K in AttentionConfig['kind']]: (
    config: Extract<AttentionConfig, { kind: K }>,
    sizes: Sizes,
  ) => readonly [className: string, settings: Readonly<Record<string, number>>];
} = {
  additive: ({ units }, { query, memory }) => ['AdditiveAttention', { query, memory, units: units ?? query }],
  dot: () => ['DotAttention', {}],
  'scaled-dot': () => ['ScaledDotAttention', {}],
  general: (_config, { query, memory }) => ['GeneralAttention', { query, memory }],
  location: ({ positions }, { query }) => ['LocationAttention', { query, positions }],
  'multi-head': ({ heads }, { query, memory }) => ['MultiHeadAttention', { query, memory, heads }],
};

/** @param query columns of the queries @param memory columns of what is looked at */
export function attentionCall(config: AttentionConfig, sizes: Sizes): AttentionCall {
  const [className, settings] = attentions[config.kind](config as never, sizes);
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const outputs = config.kind === 'multi-head' ? sizes.query : sizes.memory;
  return { className, call: `${className}(${words.join(', ')})`, outputs };
}

/** What a model reads, as its docstrings say. @param steps names the axis of time */
export function inputWords(input: InputSpec, steps = 'time'): string {
  return input.kind === 'tokens' ? `tokens [batch, ${steps}]` : `numbers [batch, ${steps}, ${input.size}]`;
}

/** Whether the decoder looks back before its cell or after it. */
export function attendOf({ attention, attend }: EncoderDecoderConfig): 'before' | 'after' | undefined {
  return attention && (attend ?? (attention.kind === 'additive' ? 'before' : 'after'));
}
