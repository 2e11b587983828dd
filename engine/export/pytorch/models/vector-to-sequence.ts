import type { DataRecord } from '../../../contracts/data';
import type { VectorToSequenceConfig } from '../../../contracts/experiment';
import { decoderClass, decoderLayers, decoderMethods, type DecoderPlan, imports, zeroState } from './decoder';
import { inputWords, program } from './python';

/** model.py of a decoder that makes a sequence of one vector, as a PyTorch user would write it. */
export function vectorToSequenceModel(config: VectorToSequenceConfig, { input, output, decoder }: DataRecord): string {
  const { cell, context, layers } = config;
  const width = config.embedding ?? cell.units;
  const tokens = input.kind === 'tokens';
  const size = tokens ? width : input.size;
  const plan: DecoderPlan = {
    ...config,
    vocabulary: decoder?.kind === 'tokens' ? decoder.vocabulary : output.size,
    classes: output.size,
    width,
    sharedEmbedding: false,
    fixed: context === 'state' ? 0 : size,
    source: 'vector',
    sourceWords: `Of ${inputWords(input, '1')}`,
    padded: false,
  };
  const lstm = cell.kind === 'lstm';
  const bridged = context !== 'input';
  const from = 'fixed.unsqueeze(0)';
  const state = lstm ? `(self.bridge("h", ${from}), self.bridge("c", ${from}))` : `self.bridge("h", ${from})`;
  return program(
    `"""A decoder that makes a sequence of ${tokens ? 'a single token' : 'a vector'}."""`,
    '',
    ...imports(plan, { bridge: bridged ? ['Bridge'] : [] }),
    '',
    '',
    tokens && 'class Encoder(nn.Module):',
    tokens && '    def __init__(self):',
    tokens && '        super().__init__()',
    tokens && `        self.embedding = nn.Embedding(${input.vocabulary}, ${width})`,
    tokens && '',
    tokens && '    def forward(self, token):',
    tokens && `        """tokens [batch] -> vectors [batch, ${width}]"""`,
    tokens && '        return self.embedding(token)',
    tokens && '',
    tokens && '',
    ...decoderClass(plan),
    '',
    '',
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    tokens && '        self.encoder = Encoder()',
    ...decoderLayers(plan),
    bridged && `        self.bridge = Bridge(${size}, ${cell.units}, layers=${layers}, parts="${lstm ? 'hc' : 'h'}")`,
    '',
    '    def encode(self, vector):',
    `        """The decoder's first state, and what each of its steps reads."""`,
    `        fixed = ${tokens ? 'self.encoder(vector[:, 0])' : 'vector[:, 0]'}`,
    ...(bridged ? [`        state = ${state}`] : zeroState(plan, 'fixed', 'len(fixed)')),
    `        return state, ${plan.fixed > 0 ? '{"fixed": fixed}' : '{}'}`,
    '',
    ...decoderMethods(plan),
  );
}
