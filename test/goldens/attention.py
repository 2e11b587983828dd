"""Writes attention.json beside it with PyTorch: python3 test/goldens/attention.py (Debian's python3-torch, 1.13).

Encoder-decoders written with PyTorch's own layers, padding by packed sequences, multi-head attention by
nn.MultiheadAttention; outputs and gradients in 64 bit. Sizes are not square, the third sequence ends early.
"""

import json
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE, TARGET, BATCH, EMBEDDING, UNITS = 5, 4, 3, 3, 4
SOURCE_WORDS, TARGET_WORDS = 7, 6
LENGTHS = [5, 3, 2]


def stored(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().double().flatten().tolist()}


class Model(nn.Module):
    """Names of modules are those of the paths in model files."""

    def __init__(self, kind, cell, bidirectional, attend):
        super().__init__()
        self.kind, self.cell, self.attend = kind, cell, attend
        memory = UNITS * (2 if bidirectional else 1)
        rnn = {"gru": nn.GRU, "lstm": nn.LSTM}[cell]
        self.encoder = nn.Module()
        self.encoder.embedding = nn.Embedding(SOURCE_WORDS, EMBEDDING)
        self.encoder.rnn = rnn(EMBEDDING, UNITS, bidirectional=bidirectional)
        self.decoder = nn.Module()
        self.decoder.embedding = nn.Embedding(TARGET_WORDS, EMBEDDING)
        context = UNITS if kind == "multi-head" else memory
        self.decoder.rnn = rnn(EMBEDDING + (context if attend == "before" else 0), UNITS)
        self.head = nn.Linear(UNITS + context if attend == "before" else UNITS, TARGET_WORDS)
        if attend == "after":
            self.combine = nn.Linear(UNITS + context, UNITS, bias=False)
        if bidirectional:
            self.bridge = nn.Module()
            self.bridge.l0 = nn.Module()
            for part in ["h", "c"] if cell == "lstm" else ["h"]:
                setattr(self.bridge.l0, part, nn.Linear(memory, UNITS))
        if kind == "multi-head":
            self.mha = nn.MultiheadAttention(UNITS, 2, kdim=memory, vdim=memory)
            nn.init.normal_(self.mha.in_proj_bias)
            nn.init.normal_(self.mha.out_proj.bias)
            return
        self.attention = nn.Module()
        if kind == "additive":
            self.attention.query = nn.Linear(UNITS, 3)
            self.attention.key = nn.Linear(memory, 3, bias=False)
            self.attention.energy = nn.Linear(3, 1, bias=False)
        if kind == "general":
            self.attention.key = nn.Linear(memory, UNITS, bias=False)
        if kind == "location":
            self.attention.location = nn.Linear(UNITS, 3, bias=False)

    def look(self, query, memory, padding):
        """query [T, B, U], memory [S, B, M] -> context [T, B, .]; written with one query and key at a time in mind."""
        if self.kind == "multi-head":
            return self.mha(query, memory, memory, key_padding_mask=padding)[0]
        a = self.attention
        if self.kind == "additive":
            scores = a.energy(torch.tanh(a.query(query).unsqueeze(1) + a.key(memory).unsqueeze(0))).squeeze(-1)
        elif self.kind == "location":
            memory, padding = memory[:3], padding[:, :3]
            scores = a.location(query).transpose(1, 2)
        else:
            keys = a.key(memory) if self.kind == "general" else memory
            scores = torch.einsum("tbu,sbu->tsb", query, keys)
            if self.kind == "scaled-dot":
                scores = scores / UNITS ** 0.5
        weights = scores.masked_fill(padding.transpose(0, 1).unsqueeze(0), float("-inf")).softmax(dim=1)
        return torch.einsum("tsb,sbm->tbm", weights, memory)

    def start(self, final):
        parts = dict(zip(["h", "c"], final if self.cell == "lstm" else [final]))
        if hasattr(self, "bridge"):
            parts = {
                name: torch.tanh(getattr(self.bridge.l0, name)(torch.cat([part[0], part[1]], dim=-1))).unsqueeze(0)
                for name, part in parts.items()
            }
        return (parts["h"], parts["c"]) if self.cell == "lstm" else parts["h"]

    def forward(self, source, target):
        packed = nn.utils.rnn.pack_padded_sequence(self.encoder.embedding(source), LENGTHS)
        outputs, final = self.encoder.rnn(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(outputs)
        padding = torch.arange(SOURCE).unsqueeze(0) >= torch.tensor(LENGTHS).unsqueeze(1)
        state = self.start(final)
        embedded = self.decoder.embedding(target)
        if self.attend == "after":
            h, _ = self.decoder.rnn(embedded, state)
            return self.head(torch.tanh(self.combine(torch.cat([h, self.look(h, memory, padding)], dim=-1))))
        logits = []
        for t in range(TARGET):
            before = state[0] if self.cell == "lstm" else state
            seen = self.look(before, memory, padding)
            h, state = self.decoder.rnn(torch.cat([embedded[t:t + 1], seen], dim=-1), state)
            logits.append(self.head(torch.cat([h, seen], dim=-1)))
        return torch.cat(logits)

    def named(self, gradients):
        """By the paths of model files: nn.MultiheadAttention keeps three projections in one."""
        take = (lambda w: w.grad) if gradients else (lambda w: w)
        for name, value in self.named_parameters():
            if not name.startswith("mha."):
                yield name, take(value)
        if self.kind == "multi-head":
            names = ["query", "key", "value"]
            for name, bias in zip(names, take(self.mha.in_proj_bias).chunk(3)):
                yield f"attention.{name}.bias", bias
            weights = [self.mha.q_proj_weight, self.mha.k_proj_weight, self.mha.v_proj_weight]
            if weights[0] is None:
                weights = take(self.mha.in_proj_weight).chunk(3)
            else:
                weights = [take(weight) for weight in weights]
            for name, weight in zip(names, weights):
                yield f"attention.{name}.weight", weight
            yield "attention.output.weight", take(self.mha.out_proj.weight)
            yield "attention.output.bias", take(self.mha.out_proj.bias)


def case(kind, cell, bidirectional, attend):
    torch.manual_seed(len(kind) * 10 + len(attend) + bidirectional)
    net = Model(kind, cell, bidirectional, attend).double()
    source = torch.randint(0, SOURCE_WORDS, (SOURCE, BATCH))
    target = torch.randint(0, TARGET_WORDS, (TARGET, BATCH))
    logits = net(source, target)
    weights = torch.randn_like(logits)
    (logits * weights).sum().backward()
    return {
        "kind": kind, "cell": cell, "bidirectional": bidirectional, "attend": attend,
        "lengths": LENGTHS, "sourceWords": SOURCE_WORDS, "targetWords": TARGET_WORDS,
        "embedding": EMBEDDING, "units": UNITS,
        "source": source.flatten().tolist(), "target": target.flatten().tolist(),
        "parameters": {name: stored(value) for name, value in net.named(False)},
        "logits": stored(logits), "outputWeights": stored(weights),
        "gradients": {name: stored(value) for name, value in net.named(True)},
    }


if __name__ == "__main__":
    cases = [
        case(kind, cell, bidirectional, attend)
        for kind, cell, bidirectional, attend in [
            ("additive", "gru", True, "before"),
            ("additive", "lstm", False, "after"),
            ("dot", "lstm", False, "after"),
            ("dot", "gru", False, "before"),
            ("scaled-dot", "gru", False, "after"),
            ("general", "lstm", True, "after"),
            ("location", "gru", True, "after"),
            ("multi-head", "lstm", True, "after"),
            ("multi-head", "gru", False, "before"),
        ]
    ]
    with open(os.path.join(HERE, "attention.json"), "w") as file:
        json.dump({"generator": "test/goldens/attention.py", "torch": torch.__version__, "cases": cases}, file)
