"""Writes decoders.json beside it with PyTorch: python3 test/goldens/decoders.py (Debian's python3-torch, 1.13).

Encoder-decoders of several layers with every way to hand the context over and with input feeding, decoders that start from a vector,
and self-attention over recurrent layers, all of PyTorch's own layers; outputs and gradients in 64 bit. Then one encoder-decoder looked
into: states and attention of every step, the gradients of each loss for each of them, and the saliency of the source.
"""

import json
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE, TARGET, BATCH, EMBEDDING, UNITS = 5, 4, 3, 3, 4
SOURCE_WORDS, TARGET_WORDS, SIZE = 7, 6, 2
LENGTHS = [5, 3, 2]
PARTS = {"gru": ["h"], "lstm": ["h", "c"]}
RNN = {"gru": nn.GRU, "lstm": nn.LSTM}
PADDING = torch.arange(SOURCE).unsqueeze(0) >= torch.tensor(LENGTHS).unsqueeze(1)


def stored(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().double().flatten().tolist()}


def states(cell, final):
    return dict(zip(PARTS[cell], final if cell == "lstm" else [final]))


def weigh(scores, padding=PADDING):
    """scores [T, S, B] -> weights, none for padding."""
    return scores.masked_fill(padding.transpose(0, 1).unsqueeze(0), float("-inf")).softmax(dim=1)


class Bridge(nn.Module):
    def __init__(self, layers, parts, size):
        super().__init__()
        for layer in range(layers):
            own = nn.Module()
            for part in parts:
                setattr(own, part, nn.Linear(size(part), UNITS))
            setattr(self, f"l{layer}", own)

    def forward(self, source):
        """source(layer, part) -> [B, .]; gives [layers, B, units] by part"""
        layers = dict(self.named_children())
        parts = dict(layers["l0"].named_children())
        return {
            part: torch.stack([
                torch.tanh(getattr(own, part)(source(layer, part))) for layer, own in enumerate(layers.values())
            ])
            for part in parts
        }


class Decoder(nn.Module):
    """Names of modules are those of the paths in model files."""

    def __init__(self, cell, layers, fixed, memory, feeding):
        super().__init__()
        self.cell, self.layers, self.feeding = cell, layers, feeding
        self.decoder = nn.Module()
        self.decoder.embedding = nn.Embedding(TARGET_WORDS, EMBEDDING)
        self.decoder.rnn = RNN[cell](EMBEDDING + fixed + (UNITS if feeding else 0), UNITS, layers)
        self.head = nn.Linear(UNITS, TARGET_WORDS)
        if feeding:
            self.attention = nn.Module()
            self.attention.key = nn.Linear(memory, UNITS, bias=False)
            self.combine = nn.Linear(UNITS + memory, UNITS, bias=False)

    def look(self, h, memory):
        """Luong's general score."""
        weights = weigh(torch.einsum("tbu,sbu->tsb", h, self.attention.key(memory)))
        return torch.tanh(self.combine(torch.cat([h, torch.einsum("tsb,sbm->tbm", weights, memory)], dim=-1)))

    def write(self, target, start, fixed, memory=None):
        zeros = torch.zeros(self.layers, BATCH, UNITS, dtype=torch.float64)
        parts = [start.get(part, zeros) for part in PARTS[self.cell]]
        state = tuple(parts) if self.cell == "lstm" else parts[0]
        inputs = [self.decoder.embedding(target)]
        if fixed is not None:
            inputs.append(fixed.unsqueeze(0).expand(TARGET, -1, -1))
        inputs = torch.cat(inputs, dim=-1)
        if not self.feeding:
            return self.head(self.decoder.rnn(inputs, state)[0])
        seen, logits = zeros[:1], []
        for t in range(TARGET):
            h, state = self.decoder.rnn(torch.cat([inputs[t:t + 1], seen], dim=-1), state)
            seen = self.look(h, memory)
            logits.append(self.head(seen))
        return torch.cat(logits)


class EncoderDecoder(Decoder):
    def __init__(self, cell="gru", layers=1, bidirectional=False, context="state", feeding=False, decoder=None):
        memory = UNITS * (2 if bidirectional else 1)
        of, deep = decoder or (cell, layers)
        super().__init__(of, deep, 0 if context == "state" else memory, memory, feeding)
        self.source, self.depth, self.ways, self.context = cell, layers, 2 if bidirectional else 1, context
        self.encoder = nn.Module()
        self.encoder.embedding = nn.Embedding(SOURCE_WORDS, EMBEDDING)
        self.encoder.rnn = RNN[cell](EMBEDDING, UNITS, layers, bidirectional=bidirectional)
        if context != "input" and (bidirectional or decoder):
            self.bridge = Bridge(deep, PARTS[of], lambda part: memory)

    def forward(self, source, target):
        packed = nn.utils.rnn.pack_padded_sequence(self.encoder.embedding(source), LENGTHS)
        outputs, final = self.encoder.rnn(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(outputs)
        final = states(self.source, final)
        last = torch.cat(list(final["h"][-self.ways:]), dim=-1)

        def above(layer, part):
            below = min(layer, self.depth - 1) * self.ways
            return torch.cat(list(final[part][below:below + self.ways]), dim=-1) if part in final else last

        start = {} if self.context == "input" else self.bridge(above) if hasattr(self, "bridge") else final
        return self.write(target, start, None if self.context == "state" else last, memory)


class VectorToSequence(Decoder):
    def __init__(self, cell, layers, context):
        super().__init__(cell, layers, 0 if context == "state" else SIZE, 0, False)
        self.context = context
        if context != "input":
            self.bridge = Bridge(layers, PARTS[cell], lambda part: SIZE)

    def forward(self, vector, target):
        start = {} if self.context == "input" else self.bridge(lambda layer, part: vector[0])
        return self.write(target, start, None if self.context == "state" else vector[0])


class SelfAttention(nn.Module):
    """Bidirectional layers whose steps, or only the last, look at all steps (scaled dot product)."""

    def __init__(self, per):
        super().__init__()
        self.per = per
        self.rnn = nn.GRU(SIZE, UNITS, 2, bidirectional=True)
        self.head = nn.Linear(2 * UNITS, TARGET_WORDS)

    def forward(self, source):
        outputs, final = self.rnn(nn.utils.rnn.pack_padded_sequence(source, LENGTHS))
        memory, _ = nn.utils.rnn.pad_packed_sequence(outputs)
        query = memory if self.per == "step" else torch.cat(list(final[-2:]), dim=-1).unsqueeze(0)
        weights = weigh(torch.einsum("tbu,sbu->tsb", query, memory) / (2 * UNITS) ** 0.5)
        seen = self.head(torch.einsum("tsb,sbm->tbm", weights, memory))
        return seen if self.per == "step" else seen[0]


def case(title, model, net, *inputs):
    for parameter in net.parameters():
        nn.init.normal_(parameter, std=0.5)
    net = net.double()
    logits = net(*inputs)
    weights = torch.randn_like(logits)
    if logits.dim() == 3 and len(logits) == SOURCE:
        weights = weights.masked_fill(PADDING.transpose(0, 1).unsqueeze(-1), 0)
    (logits * weights).sum().backward()
    return {
        "title": title, "model": model,
        "source": stored(inputs[0]), "target": stored(inputs[1]) if len(inputs) > 1 else None,
        "parameters": {name: stored(value) for name, value in net.named_parameters()},
        "logits": stored(logits), "outputWeights": stored(weights),
        "gradients": {name: stored(value.grad) for name, value in net.named_parameters()},
    }


def pairs():
    settings = {
        "deep, both ways": {"cell": "lstm", "layers": 2, "bidirectional": True},
        "deep, one way": {"cell": "lstm", "layers": 2},
        "context as input": {"cell": "gru", "layers": 2, "context": "input"},
        "context as state and input": {"cell": "gru", "bidirectional": True, "context": "both"},
        "a deep LSTM after a GRU": {"cell": "gru", "decoder": ("lstm", 2)},
        "a GRU after a deep LSTM both ways": {"cell": "lstm", "layers": 2, "bidirectional": True, "decoder": ("gru", 1)},
        "input feeding": {"cell": "lstm", "layers": 2, "bidirectional": True, "context": "both", "feeding": True},
    }
    for title, setting in settings.items():
        decoder, feeding = setting.get("decoder"), setting.get("feeding", False)
        model = {
            "kind": "encoder-decoder", "cell": {"kind": setting["cell"], "units": UNITS}, "embedding": EMBEDDING,
            "layers": setting.get("layers", 1), "bidirectional": setting.get("bidirectional", False),
            "context": setting.get("context", "state"),
            **({"decoderCell": {"kind": decoder[0], "units": UNITS}, "decoderLayers": decoder[1]} if decoder else {}),
            **({"attention": {"kind": "general"}, "inputFeeding": True} if feeding else {}),
        }
        source = torch.randint(0, SOURCE_WORDS, (SOURCE, BATCH))
        target = torch.randint(0, TARGET_WORDS, (TARGET, BATCH))
        yield case(f"encoder-decoder, {title}", model, EncoderDecoder(**setting), source, target)


def vectors():
    for context, cell, layers in ("state", "lstm", 2), ("input", "gru", 2), ("both", "lstm", 1):
        model = {
            "kind": "vector-to-sequence", "cell": {"kind": cell, "units": UNITS}, "embedding": EMBEDDING,
            "layers": layers, "context": context,
        }
        vector = torch.randn(1, BATCH, SIZE, dtype=torch.float64)
        target = torch.randint(0, TARGET_WORDS, (TARGET, BATCH))
        yield case(f"vector to sequence, by {context}", model, VectorToSequence(cell, layers, context), vector, target)


def attending():
    for per in "step", "sequence":
        model = {
            "kind": "recurrent", "cell": {"kind": "gru", "units": UNITS}, "layers": 2, "bidirectional": True,
            "attention": {"kind": "scaled-dot"},
        }
        source = torch.randn(SOURCE, BATCH, SIZE, dtype=torch.float64)
        yield case(f"self-attention, an answer a {per}", model, SelfAttention(per), source)


def looked_into():
    """A GRU both ways, read by a GRU with additive attention: one pair, step by step."""
    names = ["encoder.rnn.l0", "encoder.rnn.l0_reverse", "decoder.rnn.l0"]
    ids, target = [3, 1, 6, 2, 5], [2, 4, 3, 5]
    start, end = 0, 1
    shapes = {"encoder.embedding.weight": [SOURCE_WORDS, EMBEDDING], "decoder.embedding.weight": [TARGET_WORDS, EMBEDDING]}
    for name in names:
        path, suffix = name.rsplit(".", 1)
        width = EMBEDDING + (2 * UNITS if path == "decoder.rnn" else 0)
        shapes |= {
            f"{path}.weight_ih_{suffix}": [3 * UNITS, width], f"{path}.weight_hh_{suffix}": [3 * UNITS, UNITS],
            f"{path}.bias_ih_{suffix}": [3 * UNITS], f"{path}.bias_hh_{suffix}": [3 * UNITS],
        }
    shapes |= {
        "attention.query.weight": [3, UNITS], "attention.query.bias": [3], "attention.key.weight": [3, 2 * UNITS],
        "attention.energy.weight": [1, 3], "head.weight": [TARGET_WORDS, 3 * UNITS], "head.bias": [TARGET_WORDS],
        "bridge.l0.h.weight": [UNITS, 2 * UNITS], "bridge.l0.h.bias": [UNITS],
    }
    w = {name: (torch.randn(shape, dtype=torch.float64) * 0.6).requires_grad_() for name, shape in shapes.items()}

    def step(name, x, h):
        path, suffix = name.rsplit(".", 1)
        own = [w[f"{path}.{part}_{suffix}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        return torch._VF.gru_cell(x.unsqueeze(0), h.unsqueeze(0), *own)[0]

    def forward(inputs):
        traces = {f"{name}.h": {} for name in names} | {"attention.a": {}}

        def keep(name, t, value):
            value.retain_grad()
            traces[name][t] = value
            return value

        zero = torch.zeros(UNITS, dtype=torch.float64)
        h = zero
        for t in range(len(ids)):
            h = keep("encoder.rnn.l0.h", t, step("encoder.rnn.l0", inputs[t], h))
        h = zero
        for t in reversed(range(len(ids))):
            h = keep("encoder.rnn.l0_reverse.h", t, step("encoder.rnn.l0_reverse", inputs[t], h))
        ahead, back = traces["encoder.rnn.l0.h"], traces["encoder.rnn.l0_reverse.h"]
        memory = torch.stack([torch.cat([ahead[t], back[t]]) for t in range(len(ids))])
        h = torch.tanh(w["bridge.l0.h.weight"] @ torch.cat([ahead[len(ids) - 1], back[0]]) + w["bridge.l0.h.bias"])
        logits = []
        for t, previous in enumerate([start, *target]):
            added = w["attention.query.weight"] @ h + w["attention.query.bias"] + memory @ w["attention.key.weight"].T
            weights = keep("attention.a", t, (torch.tanh(added) @ w["attention.energy.weight"][0]).softmax(0))
            seen = weights @ memory
            h = keep("decoder.rnn.l0.h", t, step("decoder.rnn.l0", torch.cat([w["decoder.embedding.weight"][previous], seen]), h))
            logits.append(w["head.weight"] @ torch.cat([h, seen]) + w["head.bias"])
        return torch.stack(logits), traces

    x = w["encoder.embedding.weight"][ids].detach()
    truth = torch.tensor([*target, end])
    flow = {f"{name}.h": [] for name in names}
    for t in range(len(truth)):
        logits, traces = forward(x)
        nn.functional.cross_entropy(logits[t:t + 1], truth[t:t + 1]).backward()
        for name in flow:
            found = [traces[name][k] for k in sorted(traces[name])]
            flow[name].append([0.0 if h.grad is None else float(h.grad.norm()) for h in found])

    chosen, explained_step, points = 3, 2, 64

    def explained(factor):
        inputs = (x * factor).clone().requires_grad_()
        value = torch.log_softmax(forward(inputs)[0][explained_step], 0)[chosen]
        value.backward()
        return float(value), inputs.grad

    value, gradient = explained(1.0)
    integrated = sum(explained((i + 0.5) / points)[1] for i in range(points)) / points
    return {
        "ids": ids, "target": target, "sourceWords": SOURCE_WORDS, "targetWords": TARGET_WORDS,
        "model": {
            "kind": "encoder-decoder", "cell": {"kind": "gru", "units": UNITS}, "embedding": EMBEDDING,
            "bidirectional": True, "attention": {"kind": "additive", "units": 3},
        },
        "parameters": {name: stored(weight) for name, weight in w.items()},
        "logits": stored(logits),
        "traces": {name: stored(torch.stack([found[k] for k in sorted(found)])) for name, found in traces.items()},
        "flow": flow,
        "saliency": {
            "step": explained_step, "output": chosen, "value": value, "baseline": explained(0.0)[0],
            "gradientTimesInput": (gradient * x).sum(1).tolist(),
            "integratedGradients": (integrated * x).sum(1).tolist(),
        },
    }


if __name__ == "__main__":
    torch.manual_seed(7)
    cases = [*pairs(), *vectors(), *attending()]
    with open(os.path.join(HERE, "decoders.json"), "w") as file:
        json.dump({
            "generator": "test/goldens/decoders.py", "torch": torch.__version__, "lengths": LENGTHS,
            "sourceWords": SOURCE_WORDS, "targetWords": TARGET_WORDS, "cases": cases, "lookedInto": looked_into(),
        }, file)
