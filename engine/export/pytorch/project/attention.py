"""Ways to look at the steps of a sequence. Every class has

    prepare(memory)                      what queries are compared with and what they gather, once for all queries
    forward(query, source, mask=None)    queries [batch, time, columns] -> what each of them sees, [batch, time, ...]

memory is [batch, source time, columns], source what prepare gave, and mask [batch, source time] is true for real steps.
"""

import math

import torch
from torch import nn


def gather(scores, values, mask):
    """Values [..., source time, columns] by the softmax of scores [..., time, source time] over the real steps."""
    if mask is not None:
        scores = scores.masked_fill(~mask.unsqueeze(-2), -math.inf)
    return scores.softmax(dim=-1) @ values


class AdditiveAttention(nn.Module):
    """Bahdanau et al. 2015: score(q, k) = v tanh(W q + b + U k)."""

    def __init__(self, query, memory, units):
        super().__init__()
        self.query = nn.Linear(query, units)
        self.key = nn.Linear(memory, units, bias=False)
        self.energy = nn.Linear(units, 1, bias=False)

    def prepare(self, memory):
        return self.key(memory), memory

    def forward(self, query, source, mask=None):
        keys, values = source
        together = self.query(query).unsqueeze(2) + keys.unsqueeze(1)
        return gather(self.energy(torch.tanh(together)).squeeze(-1), values, mask)


class DotAttention(nn.Module):
    """Luong et al. 2015: score(q, k) = q k."""

    def prepare(self, memory):
        return memory, memory

    def forward(self, query, source, mask=None):
        keys, values = source
        return gather(query @ keys.transpose(1, 2), values, mask)


class ScaledDotAttention(DotAttention):
    """Vaswani et al. 2017: score(q, k) = q k / sqrt(size)."""

    def forward(self, query, source, mask=None):
        return super().forward(query / math.sqrt(query.shape[-1]), source, mask)


class GeneralAttention(DotAttention):
    """Luong et al. 2015: score(q, k) = q W k."""

    def __init__(self, query, memory):
        super().__init__()
        self.key = nn.Linear(memory, query, bias=False)

    def prepare(self, memory):
        return self.key(memory), memory


class LocationAttention(nn.Module):
    """Luong et al. 2015: scores = W q, one for each of the first positions; what lies behind is not looked at."""

    def __init__(self, query, positions):
        super().__init__()
        self.positions = positions
        self.location = nn.Linear(query, positions, bias=False)

    def prepare(self, memory):
        return memory[:, : self.positions]

    def forward(self, query, source, mask=None):
        scores = self.location(query)[..., : source.shape[1]]
        return gather(scores, source, None if mask is None else mask[:, : self.positions])


class MultiHeadAttention(nn.Module):
    """Vaswani et al. 2017: every head compares and gathers projections of its own."""

    def __init__(self, query, memory, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(query, query)
        self.key = nn.Linear(memory, query)
        self.value = nn.Linear(memory, query)
        self.output = nn.Linear(query, query)

    def apart(self, x):
        """[batch, time, heads * size] -> [batch, heads, time, size]"""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def prepare(self, memory):
        return self.apart(self.key(memory)), self.apart(self.value(memory))

    def forward(self, query, source, mask=None):
        keys, values = source
        queries = self.apart(self.query(query))
        scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[-1])
        seen = gather(scores, values, None if mask is None else mask.unsqueeze(1))
        return self.output(seen.transpose(1, 2).flatten(2))
