"""The text: tokens as Sequence Lab cuts and numbers them, its parts, and batches whose states go on from one to the next."""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional

from settings import EXPERIMENT, RECORD, data_files, split
from text import read_text, tokens_of

UNKNOWN = 0
TEXT = RECORD["text"]
IDS = {token: index for index, token in enumerate(TEXT["vocabulary"])}


def encode(tokens):
    return torch.tensor([IDS.get(token, UNKNOWN) for token in tokens], dtype=torch.long)


@dataclass
class Batch:
    input: torch.Tensor  # [batch, time], token ids
    target: torch.Tensor  # [batch, time], the tokens that follow
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def through(self, model, state, step=None):
        return model(self.input, state)


class Data:
    """Parts of the text. A batch goes on where the one before ended, lane by lane."""

    continuous = True
    generates = False
    scale = 1  # of the loss

    def __init__(self, options):
        files = {name: tokens_of(read_text(path, TEXT["encoding"]), TEXT["tokens"]) for name, path in data_files(options).items()}
        if "path" in files:
            whole = files["path"]
            self.tokens = {name: whole[start:end] for name, (start, end) in split(len(whole)).items() if end > start}
        else:
            self.tokens = files
        self.parts = {name: encode(tokens) for name, tokens in self.tokens.items()}

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part in order; with several processes, the lanes of this one."""
        ids = self.parts[part]
        lanes, window = EXPERIMENT["train"]["batch"], EXPERIMENT["train"]["window"]
        predictions = len(ids) - 1
        bounds = [lane * predictions // lanes for lane in range(lanes + 1)]
        count = math.ceil(math.ceil(predictions / lanes) / window)
        for index in range(count):
            own = range(rank, lanes, world)
            batch = Batch(*(torch.zeros(len(own), window, dtype=kind) for kind in (torch.long, torch.long, torch.float32)))
            for row, lane in enumerate(own):
                start = bounds[lane] + index * window
                length = max(0, min(window, bounds[lane + 1] - start))
                batch.input[row, :length] = ids[start : start + length]
                batch.target[row, :length] = ids[start + 1 : start + 1 + length]
                batch.weight[row, :length] = 1
            yield batch


def losses(output, batch):
    """Nats of every token, [batch, time]; output [batch, time, tokens]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


class Metrics:
    def __init__(self, data, part):
        self.nats = self.count = self.correct = self.characters = 0
        self.lengths = token_lengths(data.tokens[part], data.parts[part])

    def add(self, output, batch):
        self.nats += losses(output, batch).sum().double().item()
        self.count += int(batch.weight.sum().item())
        self.correct += ((output.argmax(-1) == batch.target) * batch.weight).sum().item()
        self.characters += (self.lengths[batch.target.cpu()] * batch.weight.cpu()).sum().item()

    def result(self):
        return {
            "loss": self.nats / self.count,
            "perplexity": math.exp(self.nats / self.count),
            "bitsPerCharacter": self.nats / math.log(2) / self.characters,
            "accuracy": self.correct / self.count,
        }


def token_lengths(tokens, ids):
    """Characters of each token by id; the unknown token's is the mean of those it stands for here."""
    lengths = torch.tensor([float(len(token)) for token in TEXT["vocabulary"]], dtype=torch.float64)
    unknown = [len(token) for token, index in zip(tokens, ids.tolist()) if index == UNKNOWN]
    lengths[UNKNOWN] = sum(unknown) / len(unknown) if unknown else 0
    return lengths
