"""The pairs: parts, batches and scores as in Sequence Lab."""

from dataclasses import dataclass

import torch

from pairs import read_parts
from sequences import END, PADDING, START, buckets, padded
from writing import Metrics, losses, own_outputs

__all__ = ["Data", "Metrics", "losses"]


@dataclass
class Batch:
    source: torch.Tensor  # [batch, source time], token ids
    lengths: torch.Tensor  # [batch], of the sources
    previous: torch.Tensor  # [batch, time], what the decoder reads: the start symbol and the target
    target: torch.Tensor  # [batch, time], the target and the end symbol
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def through(self, model, _state, step=None):
        """Outputs [batch, time, tokens]; in training, after `step` steps of it, with the decoder's own outputs fed back."""
        return model(self.source, self.previous, self.lengths, **own_outputs(step)), None

    def encoded(self, model):
        return model.encode(self.source, self.lengths)


class Data:
    continuous = False
    generates = True
    scale = 1  # of the loss

    def __init__(self, options):
        self.parts = read_parts(options)

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part; with several processes, the share of this one."""
        for pairs in buckets(self.parts[part], lambda pair: len(pair.source) * 1024 + len(pair.target), part, epoch):
            own = pairs[rank::world]
            rows = own or pairs[:1]
            target = padded([[*pair.target, END] for pair in rows])
            yield Batch(
                padded([pair.source for pair in rows]),
                torch.tensor([len(pair.source) for pair in rows]),
                padded([[START, *pair.target] for pair in rows]),
                target,
                (target != PADDING).float() if own else torch.zeros(target.shape),
            )
