"""The sentences and their tags: parts, batches and scores as in Sequence Lab."""

from dataclasses import dataclass

import torch
from torch.nn import functional

from pairs import TARGET, read_parts
from scores import tag_scores
from sequences import buckets, padded


@dataclass
class Batch:
    input: torch.Tensor  # [batch, time], token ids
    lengths: torch.Tensor  # [batch]
    target: torch.Tensor  # [batch, time], tags
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def through(self, model, _state, step=None):
        return model(self.input, lengths=self.lengths)


class Data:
    continuous = False
    generates = False
    scale = 1  # of the loss

    def __init__(self, options):
        self.parts = read_parts(options)

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part; with several processes, the share of this one."""
        for pairs in buckets(self.parts[part], lambda pair: len(pair.source), part, epoch):
            own = pairs[rank::world]
            rows = own or pairs[:1]
            yield Batch(
                padded([pair.source for pair in rows]),
                torch.tensor([len(pair.source) for pair in rows]),
                padded([pair.target for pair in rows], 0),
                padded([[float(bool(own))] * len(pair.source) for pair in rows], 0.0),
            )


def losses(output, batch):
    """Nats of every tag, [batch, time]; output [batch, time, tags]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


class Metrics:
    def __init__(self, data, part):
        self.nats = self.count = 0
        self.sentences = []

    def add(self, output, batch):
        self.nats += losses(output, batch).double().sum().item()
        self.count += int(batch.weight.sum().item())
        for predicted, truth, length in zip(output.argmax(-1).tolist(), batch.target.tolist(), batch.lengths.tolist()):
            self.sentences.append([[TARGET.visible(tag) for tag in tags[:length]] for tags in (predicted, truth)])

    def result(self):
        return {"loss": self.nats / self.count, **tag_scores(self.sentences)}
