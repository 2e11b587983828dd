import type { DataRecord } from '../../../contracts/data';
import type { RecurrentConfig } from '../../../contracts/experiment';
import { attentionCall, inputWords, layerName, program, recurrentLayers } from './python';

/**
 * model.py of a stack of recurrent layers with a linear head, as a PyTorch user would write it.
 *
 * @param padded whether its batches hold sequences of different lengths
 */
export function recurrentModel(config: RecurrentConfig, { input, output }: DataRecord, padded: boolean): string {
  const { cell, bidirectional } = config;
  const tokens = input.kind === 'tokens';
  const width = tokens ? (config.embedding ?? cell.units) : input.size;
  const columns = cell.units * (bidirectional ? 2 : 1);
  const attention = config.attention && attentionCall(config.attention, { query: columns, memory: columns });
  const perStep = output.per === 'step';
  const name = layerName(cell);
  const parts = [
    ...(tokens ? ['embedding'] : []),
    `${config.layers} ${name} layer${config.layers > 1 ? 's' : ''}`,
    ...(attention ? ['self-attention'] : []),
    'a linear head',
  ];
  const words = `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  const query = perStep || config.pool === 'mean' ? 'outputs' : 'last.unsqueeze(1)';
  const mask = padded ? ', mask_of(lengths, x.shape[1])' : '';
  const ends = padded ? ', each of its length,' : '';
  return program(
    `"""${words[0].toUpperCase()}${words.slice(1)}."""`,
    '',
    !perStep && config.pool === 'last' && bidirectional && 'import torch',
    'from torch import nn',
    (attention || padded) && '',
    attention && `from attention import ${attention.className}`,
    padded && `from padding import ${attention ? 'mask_of, ' : ''}read_padded`,
    '',
    '',
    'class Model(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    tokens && `        self.embedding = nn.Embedding(${input.vocabulary}, ${width})`,
    `        self.rnn = ${recurrentLayers({ ...config, inputs: width })}`,
    attention && `        self.attention = ${attention.call}`,
    `        self.head = nn.Linear(${attention?.outputs ?? columns}, ${output.size})`,
    '',
    `    def forward(self, x, state=None${padded ? ', lengths=None' : ''}):`,
    `        """${inputWords(input)}${ends} -> ${perStep ? `[batch, time, ${output.size}]` : `[batch, ${output.size}]`}, and the state after the last step."""`,
    tokens && '        x = self.embedding(x)',
    padded
      ? '        outputs, state = read_padded(self.rnn, x, state, lengths)'
      : '        outputs, state = self.rnn(x, state)',
    !perStep && config.pool === 'last' && `        last = ${lastOutput(config)}`,
    attention && `        seen = self.attention(${query}, self.attention.prepare(outputs)${mask})`,
    `        return self.head(${read(config, perStep)}), state`,
  );
}

/** What the head reads. */
function read({ pool, attention }: RecurrentConfig, perStep: boolean): string {
  const all = attention ? 'seen' : 'outputs';
  if (perStep) return all;
  if (pool === 'mean') return `${all}.mean(dim=1)`;
  return attention ? 'seen.squeeze(1)' : 'last';
}

/** The output of the last step of each direction. */
function lastOutput({ bidirectional, cell: { units } }: RecurrentConfig): string {
  if (!bidirectional) return 'outputs[:, -1]';
  // The backward direction has read everything at the first step.
  return `torch.cat([outputs[:, -1, :${units}], outputs[:, 0, ${units}:]], dim=1)`;
}
