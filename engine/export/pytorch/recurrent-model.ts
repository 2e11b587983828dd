import type { DataRecord } from '../../contracts/data';
import type { RecurrentConfig } from '../../contracts/experiment';

const layers = { elman: 'nn.RNN', lstm: 'nn.LSTM', gru: 'nn.GRU' } as const;

/** model.py of a stack of recurrent layers with a linear head, as a PyTorch user would write it. */
export function recurrentModel(config: RecurrentConfig, { input, output }: DataRecord): string {
  const { cell, bidirectional } = config;
  const tokens = input.kind === 'tokens';
  const width = tokens ? (config.embedding ?? cell.units) : input.size;
  const columns = cell.units * (bidirectional ? 2 : 1);
  const perStep = output.per === 'step';
  const given = tokens ? 'tokens [batch, time]' : `numbers [batch, time, ${width}]`;
  const gives = perStep ? `[batch, time, ${output.size}]` : `[batch, ${output.size}]`;
  return `"""${tokens ? 'Embedding, ' : ''}${config.layers} ${layers[cell.kind].slice(3)} layer${config.layers > 1 ? 's' : ''} and a linear head."""

${!perStep && config.pool === 'last' && bidirectional ? 'import torch\n' : ''}from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
${tokens ? `        self.embedding = nn.Embedding(${input.vocabulary}, ${width})\n` : ''}        self.rnn = ${layers[cell.kind]}(${recurrentArguments(config, width).join(', ')})
        self.head = nn.Linear(${columns}, ${output.size})

    def forward(self, x, state=None):
        """${given} -> ${gives}, and the state after the last step."""
${tokens ? '        x = self.embedding(x)\n' : ''}        outputs, state = self.rnn(x, state)
        return self.head(${perStep ? 'outputs' : pooled(config)}), state
`;
}

function recurrentArguments({ cell, layers: count, dropout, bidirectional }: RecurrentConfig, width: number): string[] {
  return [
    `${width}`,
    `${cell.units}`,
    ...(count > 1 ? [`num_layers=${count}`] : []),
    'batch_first=True',
    ...(cell.kind === 'elman' && cell.activation === 'relu' ? ['nonlinearity="relu"'] : []),
    // Without a layer above there is nothing to drop, and PyTorch warns.
    ...(count > 1 && dropout > 0 ? [`dropout=${dropout}`] : []),
    ...(bidirectional ? ['bidirectional=True'] : []),
  ];
}

/** What the head of a many-to-one model reads. */
function pooled({ pool, bidirectional, cell: { units } }: RecurrentConfig): string {
  if (pool === 'mean') return 'outputs.mean(dim=1)';
  if (!bidirectional) return 'outputs[:, -1]';
  // The backward direction has read everything at the first step.
  return `torch.cat([outputs[:, -1, :${units}], outputs[:, 0, ${units}:]], dim=1)`;
}
