"""From the state of one network to the first state of another."""

import torch
from torch import nn


def both_ways(state):
    """Forward and backward states side by side: [2 * layers, batch, units] -> [layers, batch, 2 * units]."""
    return torch.cat([state[0::2], state[1::2]], dim=-1)


class Bridge(nn.ModuleDict):
    """Makes every part of a state by tanh(W x + b), layer by layer (Bahdanau et al. 2015, appendix A.2.2)."""

    def __init__(self, columns, units, layers, parts):
        super().__init__()
        for layer in range(layers):
            self[f"l{layer}"] = nn.ModuleDict({part: nn.Linear(columns, units) for part in parts})

    def forward(self, part, x):
        """One part, h or c: x [layers, batch, columns] -> [layers, batch, units]; a last x is for all layers above too."""
        layers = enumerate(self.values())
        return torch.stack([torch.tanh(layer[part](x[min(i, len(x) - 1)])) for i, layer in layers])
