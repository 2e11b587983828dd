"""Sequences of tokens as Sequence Lab numbers them, dealt out to parts, and batches of sequences of like length."""

import torch

import philox
from settings import EXPERIMENT, PARTS, rounded
from text import tokens_of

UNKNOWN, PADDING, START, END = range(4)
# Batches that are sorted by length among themselves.
POOL = 50


class Side:
    """The tokens of sources, or of targets."""

    def __init__(self, record):
        self.kind, self.vocabulary = record["tokens"], record["vocabulary"]
        self.ids = {token: index for index, token in enumerate(self.vocabulary)}

    def encode(self, side):
        tokens = tokens_of(side, self.kind) if isinstance(side, str) else side
        return [self.ids.get(token, UNKNOWN) for token in tokens]

    def visible(self, index):
        return "\ufffd" if index == UNKNOWN else self.vocabulary[index]

    def decode(self, ids):
        """The text, without special tokens."""
        return (" " if self.kind == "list" else "").join(filter(None, map(self.visible, ids)))


def split_groups(pairs):
    """Deals what has a group out to the parts at random, whole groups at a time. A part is closed when it holds its share."""
    groups = {}
    for row, pair in enumerate(pairs):
        groups.setdefault(pair.group, []).append(row)
    groups = list(groups.values())
    shares = {name: share for name, share in zip(PARTS, EXPERIMENT["data"]["split"]) if share > 0}
    parts = {name: [] for name in shares}
    *first, last = shares
    for index in philox.permutation(len(groups), philox.key_of(0, "data.split"), 0):
        name = next((name for name in first if len(parts[name]) < rounded(shares[name] * len(pairs))), last)
        parts[name] += groups[index]
    return {name: [pairs[row] for row in sorted(rows)] for name, rows in parts.items()}


def padded(rows, value=PADDING):
    """Lists of different lengths as one tensor, filled up at their ends."""
    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


def cut(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def buckets(pairs, length, part, epoch):
    """Batches of pairs of like length; of the training part others every epoch, in random order."""
    size, seed = EXPERIMENT["train"]["batch"], EXPERIMENT["train"]["seed"]
    if part != "train":
        return cut(sorted(pairs, key=length), size)
    order = philox.permutation(len(pairs), philox.key_of(seed, "data.order"), epoch)
    # Of the same length the earlier one comes first.
    pools = [sorted(sorted(pool), key=lambda row: length(pairs[row])) for pool in cut(order, size * POOL)]
    batches = [[pairs[row] for row in rows] for pool in pools for rows in cut(pool, size)]
    return [batches[i] for i in philox.permutation(len(batches), philox.key_of(seed, "data.batches"), epoch)]
