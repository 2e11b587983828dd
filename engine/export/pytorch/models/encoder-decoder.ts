import type { DataRecord } from '../../../contracts/data';
import type { EncoderDecoderConfig } from '../../../contracts/experiment';
import { decoderClass, decoderLayers, decoderMethods, type DecoderPlan, imports, zeroState } from './decoder';
import { type AttentionCall, attendOf, attentionCall, inputWords, program, recurrentLayers } from './python';

/** model.py of an encoder-decoder, as a PyTorch user would write it. */
export function encoderDecoderModel(config: EncoderDecoderConfig, { input, output, decoder }: DataRecord): string {
  const {
    cell,
    bidirectional,
    sharedEmbedding,
    context,
    decoderCell = cell,
    decoderLayers: layers = config.layers,
  } = config;
  const width = config.embedding ?? cell.units;
  const memory = cell.units * (bidirectional ? 2 : 1);
  const attention = config.attention && attentionCall(config.attention, { query: decoderCell.units, memory });
  const attend = attendOf(config);
  const plan: DecoderPlan = {
    ...config,
    cell: decoderCell,
    layers,
    vocabulary: decoder?.kind === 'tokens' ? decoder.vocabulary : output.size,
    classes: output.size,
    width,
    fixed: context === 'state' ? 0 : memory,
    attention: attention && attend && { outputs: attention.outputs, attend, inputFeeding: config.inputFeeding },
    source: 'source',
    sourceWords: `Of ${inputWords(input, 'source time')}`,
    padded: true,
  };
  const bridged = context !== 'input' && !sameStates(config, decoderCell, layers);
  const words = attention
    ? 'and a decoder that looks back at it while it writes the target'
    : 'and a decoder that writes the target';
  const inputs = input.kind === 'tokens' ? width : input.size;
  const embedded = input.kind === 'tokens' && !sharedEmbedding;
  return program(
    `"""An encoder that reads the source, ${words}."""`,
    '',
    ...imports(plan, {
      attention: attention ? [attention.className] : [],
      bridge: bridged ? ['Bridge', ...(bidirectional ? ['both_ways'] : [])] : [],
      padding: [...(attention ? ['mask_of'] : []), 'read_padded'],
    }),
    '',
    '',
    'class Encoder(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    embedded && `        self.embedding = nn.Embedding(${input.vocabulary}, ${width})`,
    `        self.rnn = ${recurrentLayers({ ...config, inputs })}`,
    '',
    `    def forward(self, ${embedded ? 'source' : 'x'}, lengths=None):`,
    `        """${embedded ? inputWords(input) : `vectors [batch, time, ${inputs}]`} -> outputs [batch, time, ${memory}], and the last state."""`,
    `        return read_padded(self.rnn, ${embedded ? 'self.embedding(source)' : 'x'}, lengths=lengths)`,
    '',
    '',
    ...decoderClass(plan),
    '',
    '',
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    sharedEmbedding && `        self.embedding = nn.Embedding(${plan.vocabulary}, ${width})`,
    '        self.encoder = Encoder()',
    ...decoderLayers(plan, attention?.call),
    bridged &&
      `        self.bridge = Bridge(${memory}, ${decoderCell.units}, layers=${layers}, parts="${decoderCell.kind === 'lstm' ? 'hc' : 'h'}")`,
    '',
    ...encodeMethod(config, plan, bridged, attention),
    '',
    ...decoderMethods(plan),
  );
}

/** Whether the encoder's state is one of the decoder already. */
function sameStates(
  { cell, layers, bidirectional }: EncoderDecoderConfig,
  own: EncoderDecoderConfig['cell'],
  count: number,
) {
  return (
    !bidirectional && layers === count && cell.units === own.units && (cell.kind === 'lstm') === (own.kind === 'lstm')
  );
}

function encodeMethod(
  { cell, bidirectional, context, sharedEmbedding, inputFeeding }: EncoderDecoderConfig,
  plan: DecoderPlan,
  bridged: boolean,
  attention: AttentionCall | undefined,
): string[] {
  const lstm = cell.kind === 'lstm';
  const toLstm = plan.cell.kind === 'lstm';
  const h = lstm ? 'state[0]' : 'state';
  const joined = (part: string) => (bidirectional ? `both_ways(${part})` : part);
  const feeding = plan.attention?.attend === 'after' && inputFeeding;
  const needsLast = plan.fixed > 0 || (bridged && toLstm && !lstm);
  const first = (): string[] => {
    if (context === 'input') return zeroState(plan, 'outputs', 'len(outputs)');
    if (!bridged) return [];
    const ofH = `self.bridge("h", ${joined(h)})`;
    if (!toLstm) return [`        state = ${ofH}`];
    // An encoder without a memory cell gives what it gave last.
    return [`        state = (${ofH}, self.bridge("c", ${lstm ? joined('state[1]') : 'last.unsqueeze(0)'}))`];
  };
  const entries = [
    ...(plan.fixed > 0 ? ['"fixed": last'] : []),
    ...(attention ? ['"source": self.attention.prepare(outputs)', '"mask": mask_of(lengths, source.shape[1])'] : []),
  ];
  const start = feeding ? `(state, outputs.new_zeros(len(outputs), 1, ${plan.cell.units}))` : 'state';
  return [
    '    def encode(self, source, lengths=None):',
    `        """The decoder's first state, and what each of its steps may look at."""`,
    `        outputs, state = self.encoder(${sharedEmbedding ? 'self.embedding(source)' : 'source'}, lengths)`,
    ...(needsLast ? [`        last = ${bidirectional ? `torch.cat([${h}[-2], ${h}[-1]], dim=-1)` : `${h}[-1]`}`] : []),
    ...first(),
    ...(entries.length > 0 ? [`        context = {${entries.join(', ')}}`] : []),
    `        return ${start}, ${entries.length > 0 ? 'context' : '{}'}`,
  ];
}
