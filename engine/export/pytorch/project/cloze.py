"""The text in passages of which some tokens are hidden, the same ones as in Sequence Lab."""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

import philox
from settings import EXPERIMENT, RECORD, data_files, split
from text import read_text, tokens_of

UNKNOWN, HIDDEN = range(2)
TEXT, TRAIN = RECORD["text"], EXPERIMENT["train"]
IDS = {token: index for index, token in enumerate(TEXT["vocabulary"])}


@dataclass
class Batch:
    input: torch.Tensor  # [batch, time], token ids, a sign in place of those that are hidden
    lengths: torch.Tensor  # [batch]
    target: torch.Tensor  # [batch, time], the true tokens
    weight: torch.Tensor  # [batch, time], 1 for hidden tokens

    def through(self, model, _state, step=None):
        return model(self.input, lengths=self.lengths)


class Data:
    continuous = False
    generates = False
    scale = 1  # of the loss

    def __init__(self, options):
        files = {name: self.read(path) for name, path in data_files(options).items()}
        if "path" in files:
            whole = files["path"]
            files = {name: whole[start:end] for name, (start, end) in split(len(whole)).items() if end > start}
        self.parts = files

    @staticmethod
    def read(path):
        tokens = tokens_of(read_text(path, TEXT["encoding"]), TEXT["tokens"])
        return torch.tensor([IDS.get(token, UNKNOWN) for token in tokens])

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of passages, in another order and with other tokens hidden every epoch of training."""
        ids = self.parts[part]
        window, size = TRAIN["window"], TRAIN["batch"]
        count = math.ceil(len(ids) / window)
        order = list(range(count))
        if part == "train":
            order = philox.permutation(count, philox.key_of(TRAIN["seed"], "data.order"), epoch)
        for first in range(0, count, size):
            own = order[first : first + size][rank::world]
            rows = own or order[:1]
            passages = [ids[row * window : (row + 1) * window] for row in rows]
            hidden = [self.hidden(row, len(passage), part, epoch) for row, passage in zip(rows, passages)]
            lengths = torch.tensor([len(passage) for passage in passages])
            target, hidden = (pad_sequence(rows, batch_first=True) for rows in (passages, hidden))
            weight = hidden.float() if own else torch.zeros(hidden.shape)
            yield Batch(target.masked_fill(hidden, HIDDEN), lengths, target, weight)

    @staticmethod
    def hidden(passage, length, part, epoch):
        """Which tokens of a passage are hidden, [length]."""
        key, stream = philox.key_of(TRAIN["seed"], "cloze.hidden"), epoch if part == "train" else 0
        return philox.uniform(key, stream, 2 * passage * TRAIN["window"], length) < EXPERIMENT["task"]["hidden"]


def losses(output, batch):
    """Nats of the hidden tokens, [batch, time]; output [batch, time, tokens]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


class Metrics:
    def __init__(self, data, part):
        self.nats = self.count = self.correct = 0

    def add(self, output, batch):
        self.nats += losses(output, batch).double().sum().item()
        self.count += int(batch.weight.sum().item())
        self.correct += ((output.argmax(-1) == batch.target) * batch.weight).sum().item()

    def result(self):
        loss = self.nats / self.count
        return {"loss": loss, "accuracy": self.correct / self.count, "perplexity": math.exp(loss)}
