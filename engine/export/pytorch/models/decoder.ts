import type { CellConfig, FeedbackConfig } from '../../../contracts/experiment';
import { recurrentLayers } from './python';

/** A decoder, as its model has it. */
export interface DecoderPlan {
  readonly cell: CellConfig;
  readonly layers: number;
  readonly dropout: number;
  readonly feedback: FeedbackConfig;
  readonly vocabulary: number;
  readonly classes: number;
  /** Columns of a token's vector. */
  readonly width: number;
  /** Whether the table of token vectors is the model's, not its own. */
  readonly sharedEmbedding: boolean;
  /** Columns of a vector that every step reads; 0 for none. */
  readonly fixed: number;
  readonly attention?: {
    /** Columns of what is seen. */
    readonly outputs: number;
    readonly attend: 'before' | 'after';
    readonly inputFeeding: boolean;
  };
  /** First argument of the model, and what it is. */
  readonly source: string;
  readonly sourceWords: string;
  /** Whether the model is told the lengths of its sources. */
  readonly padded: boolean;
}

/** Columns of what the head reads. */
export function featuresOf({ cell: { units }, attention }: DecoderPlan): number {
  return attention?.attend === 'before' ? units + attention.outputs : units;
}

/** Whether a step reads what the step before looked at, so that steps cannot be taken at once. */
function stepwise({ attention }: DecoderPlan): boolean {
  return attention !== undefined && (attention.attend === 'before' || attention.inputFeeding);
}

/** The class Decoder: its layers, and one reading of them. */
export function decoderClass(plan: DecoderPlan): string[] {
  const { cell, layers, dropout, vocabulary, width, sharedEmbedding, fixed, attention } = plan;
  const seen = stepwise(plan) ? (attention?.attend === 'before' ? attention.outputs : cell.units) : 0;
  const rnn = recurrentLayers({ cell, layers, dropout, inputs: width + fixed + seen, bidirectional: false });
  const alone = fixed + seen === 0;
  const [argument, embedded] = sharedEmbedding ? ['x', 'x'] : ['previous', 'self.embedding(previous)'];
  const given = sharedEmbedding ? `vectors of tokens [batch, time, ${width}]` : 'tokens [batch, time]';
  return [
    'class Decoder(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...(sharedEmbedding ? [] : [`        self.embedding = nn.Embedding(${vocabulary}, ${width})`]),
    `        self.rnn = ${rnn}`,
    '',
    `    def forward(self, ${argument}, state${alone ? '' : ', *beside'}):`,
    `        """${given}${alone ? '' : ', and what is read beside them'} -> outputs [batch, time, ${cell.units}], and the next state."""`,
    `        return self.rnn(${alone ? embedded : `torch.cat([${embedded}, *beside], dim=-1)`}, state)`,
  ];
}

/** Layers of the model that belong to its decoder. @param call makes the attention */
export function decoderLayers(plan: DecoderPlan, call?: string): string[] {
  const { attention, cell, classes } = plan;
  return [
    '        self.decoder = Decoder()',
    ...(call === undefined ? [] : [`        self.attention = ${call}`]),
    ...(attention?.attend === 'after'
      ? [`        self.combine = nn.Linear(${cell.units + attention.outputs}, ${cell.units}, bias=False)`]
      : []),
    `        self.head = nn.Linear(${featuresOf(plan)}, ${classes})`,
  ];
}

/** The methods `decode` and `forward` of a model. */
export function decoderMethods(plan: DecoderPlan): string[] {
  return [...decodeMethod(plan), '', ...forwardMethod(plan)];
}

function decodeMethod(plan: DecoderPlan): string[] {
  const { attention, fixed, sharedEmbedding, classes, cell } = plan;
  const inputFeeding = attention?.attend === 'after' && attention.inputFeeding;
  const before = attention?.attend === 'before';
  const read = [
    sharedEmbedding ? 'self.embedding(previous)' : 'previous',
    'state',
    ...(fixed > 0 ? ['fixed'] : []),
    ...(before || inputFeeding ? ['seen'] : []),
  ].join(', ');
  const [steps, words] = stepwise(plan) ? ['1', 'One step: '] : ['time', ''];
  const look = (query: string) => `        seen = self.attention(${query}, context["source"], context["mask"])`;
  const top = cell.kind === 'lstm' ? 'state[0][-1]' : 'state[-1]';
  return [
    '    def decode(self, previous, state, context):',
    `        """${words}tokens [batch, ${steps}] -> logits of the next ones [batch, ${steps}, ${classes}], and the next state."""`,
    ...(fixed > 0 ? ['        fixed = context["fixed"].unsqueeze(1).expand(-1, previous.shape[1], -1)'] : []),
    ...(inputFeeding ? ['        state, seen = state'] : []),
    ...(before ? [look(`${top}.unsqueeze(1)`)] : []),
    `        outputs, state = self.decoder(${read})`,
    ...(before ? ['        return self.head(torch.cat([outputs, seen], dim=-1)), state'] : []),
    ...(attention?.attend === 'after'
      ? [
          look('outputs'),
          '        outputs = torch.tanh(self.combine(torch.cat([outputs, seen], dim=-1)))',
          `        return self.head(outputs), ${inputFeeding ? '(state, outputs)' : 'state'}`,
        ]
      : []),
    ...(attention ? [] : ['        return self.head(outputs), state']),
  ];
}

/** Teacher forcing, or in training a mixture with what the decoder would have written itself. */
function forwardMethod(plan: DecoderPlan): string[] {
  const { source, sourceWords, padded, classes, feedback } = plan;
  const fedBack = feedback.kind !== 'teacher-forcing';
  const lengths = padded ? ', lengths=None' : '';
  const encode = `        state, context = self.encode(${source}${padded ? ', lengths' : ''})`;
  const words = `        """${sourceWords}, tokens to read [batch, time] -> logits of those that follow [batch, time, ${classes}]`;
  const start = [
    `    def forward(self, ${source}, target${lengths}${fedBack ? ', own=0.0' : ''}):`,
    ...(fedBack
      ? [`${words}.`, '', '        own is the share of them that are drawn from the outputs instead.', '        """']
      : [`${words}."""`]),
    encode,
  ];
  if (!fedBack && !stepwise(plan)) return [...start, '        return self.decode(target, state, context)[0]'];
  return [
    ...start,
    '        logits = []',
    '        for previous in target.split(1, dim=1):',
    ...(fedBack
      ? [
          '            if logits and own > 0:',
          '                drawn = Categorical(logits=logits[-1]).sample()',
          '                previous = torch.where(torch.rand(previous.shape, device=previous.device) < own, drawn, previous)',
        ]
      : []),
    '            each, state = self.decode(previous, state, context)',
    '            logits.append(each)',
    '        return torch.cat(logits, dim=1)',
  ];
}

/** A first state of zeros. @param like a tensor of the right type and device @param batch its size */
export function zeroState({ cell, layers }: DecoderPlan, like: string, batch: string): string[] {
  const zeros = `        zeros = ${like}.new_zeros(${layers}, ${batch}, ${cell.units})`;
  return cell.kind === 'lstm' ? [zeros, '        state = (zeros, zeros)'] : [zeros.replace('zeros =', 'state =')];
}

/** What model.py takes from elsewhere. @param modules names by module of the project */
export function imports(plan: DecoderPlan, modules: Readonly<Record<string, readonly string[]>>): string[] {
  const own = Object.entries(modules).filter(([, names]) => names.length > 0);
  return [
    'import torch',
    'from torch import nn',
    ...(plan.feedback.kind === 'teacher-forcing' ? [] : ['from torch.distributions import Categorical']),
    ...(own.length > 0 ? [''] : []),
    ...own.map(([module, names]) => `from ${module} import ${names.join(', ')}`),
  ];
}
