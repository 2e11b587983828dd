"""Writes the golden files beside it with PyTorch: python3 test/goldens/generate.py (Debian's python3-torch, 1.13).

Everything is random with non-zero biases and states, in sizes that are not square, and computed in 64 bit unless said.
"""

import json
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
TIME, BATCH, INPUTS, UNITS = 4, 2, 3, 5


def stored(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().double().flatten().tolist()}


def write(name, value):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump({"generator": "test/goldens/generate.py", "torch": torch.__version__, "cases": value}, file)


def recurrent_case(kind, layers, bidirectional):
    torch.manual_seed(len(kind) * 100 + layers * 10 + bidirectional)
    options = dict(num_layers=layers, bidirectional=bidirectional)
    if kind == "elman-relu":
        net = nn.RNN(INPUTS, UNITS, nonlinearity="relu", **options)
    else:
        net = {"elman-tanh": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](INPUTS, UNITS, **options)
    net = net.double()
    directions = 2 if bidirectional else 1
    x = torch.randn(TIME, BATCH, INPUTS, dtype=torch.float64, requires_grad=True)
    h0 = torch.randn(layers * directions, BATCH, UNITS, dtype=torch.float64, requires_grad=True)
    c0 = torch.randn(layers * directions, BATCH, UNITS, dtype=torch.float64, requires_grad=True)
    states = [h0, c0] if kind == "lstm" else [h0]
    y, final = net(x, tuple(states) if kind == "lstm" else h0)
    finals = list(final) if kind == "lstm" else [final]
    # Every output weighs differently, the final states too, so that no gradient cancels out.
    weights = [torch.randn_like(part) for part in [y, *finals]]
    loss = sum((part * weight).sum() for part, weight in zip([y, *finals], weights))
    loss.backward()
    return {
        "kind": kind,
        "layers": layers,
        "bidirectional": bidirectional,
        "parameters": {name: stored(value) for name, value in net.named_parameters()},
        "x": stored(x),
        "states": [stored(state) for state in states],
        "y": stored(y),
        "finals": [stored(part) for part in finals],
        "outputWeights": [stored(weight) for weight in weights],
        "gradients": {
            "parameters": {name: stored(value.grad) for name, value in net.named_parameters()},
            "x": stored(x.grad),
            "states": [stored(state.grad) for state in states],
        },
    }


def optimizer_case(name, config, make):
    torch.manual_seed(7)
    start = torch.randn(3, 4, dtype=torch.float64)
    gradients = [torch.randn(3, 4, dtype=torch.float64) for _ in range(6)]
    w = nn.Parameter(start.clone())
    optimizer = make([w])
    steps = []
    for gradient in gradients:
        w.grad = gradient.clone()
        optimizer.step()
        steps.append(stored(w))
    return {
        "name": name,
        "config": config,
        "start": stored(start),
        "gradients": [stored(gradient) for gradient in gradients],
        "steps": steps,
    }


def optimizer_cases():
    o = torch.optim
    return [
        optimizer_case("sgd", {"kind": "sgd", "rate": 0.1, "momentum": 0, "nesterov": False, "weightDecay": 0.01},
                       lambda w: o.SGD(w, lr=0.1, weight_decay=0.01)),
        optimizer_case("momentum", {"kind": "sgd", "rate": 0.1, "momentum": 0.9, "nesterov": False, "weightDecay": 0},
                       lambda w: o.SGD(w, lr=0.1, momentum=0.9)),
        optimizer_case("nesterov", {"kind": "sgd", "rate": 0.1, "momentum": 0.8, "nesterov": True, "weightDecay": 0.02},
                       lambda w: o.SGD(w, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.02)),
        optimizer_case("rmsprop", {"kind": "rmsprop", "rate": 0.01, "alpha": 0.95, "epsilon": 1e-6, "momentum": 0, "weightDecay": 0.1},
                       lambda w: o.RMSprop(w, lr=0.01, alpha=0.95, eps=1e-6, weight_decay=0.1)),
        optimizer_case("rmsprop with momentum", {"kind": "rmsprop", "rate": 0.01, "alpha": 0.9, "epsilon": 1e-8, "momentum": 0.7, "weightDecay": 0},
                       lambda w: o.RMSprop(w, lr=0.01, alpha=0.9, eps=1e-8, momentum=0.7)),
        optimizer_case("adam", {"kind": "adam", "rate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-7, "weightDecay": 0.05},
                       lambda w: o.Adam(w, lr=0.02, betas=(0.8, 0.95), eps=1e-7, weight_decay=0.05)),
        optimizer_case("adamw", {"kind": "adamw", "rate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.3},
                       lambda w: o.AdamW(w, lr=0.02, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.3)),
    ]


class LanguageModel(nn.Module):
    """The shape of the project's `recurrent` model."""

    def __init__(self, kind, vocabulary, embedding, units, layers):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.rnn = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](embedding, units, layers)
        self.head = nn.Linear(units, vocabulary)

    def forward(self, tokens, state=None):
        y, state = self.rnn(self.embedding(tokens), state)
        return self.head(y), state


def training_case(kind):
    """Ten steps of truncated back-propagation with carried state, Adam, clipped by norm, in 32 bit."""
    torch.manual_seed(11)
    vocabulary, embedding, units, layers, time, batch, steps = 11, 6, 9, 2, 7, 3, 10
    net = LanguageModel(kind, vocabulary, embedding, units, layers)
    start = {name: stored(value) for name, value in net.named_parameters()}
    # A stream with something to learn: each token follows from the two before it, with some noise.
    lanes = torch.zeros(steps * time + 1, batch, dtype=torch.long)
    for t in range(lanes.shape[0]):
        before = lanes[t - 1] if t > 0 else torch.arange(batch)
        earlier = lanes[t - 2] if t > 1 else torch.ones(batch, dtype=torch.long)
        lanes[t] = (3 * before + earlier + 1 + torch.randint(0, 2, (batch,))) % vocabulary
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    state = None
    losses, norms = [], []
    for step in range(steps):
        x = lanes[step * time:(step + 1) * time]
        target = lanes[step * time + 1:(step + 1) * time + 1]
        if state is not None:
            state = tuple(part.detach() for part in state) if kind == "lstm" else state.detach()
        logits, state = net(x, state)
        loss = nn.functional.cross_entropy(logits.reshape(-1, vocabulary), target.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        norms.append(float(nn.utils.clip_grad_norm_(net.parameters(), 0.5)))
        optimizer.step()
        losses.append(float(loss))
    return {
        "kind": kind, "vocabulary": vocabulary, "embedding": embedding, "units": units, "layers": layers,
        "time": time, "batch": batch, "rate": 0.02, "clipNorm": 0.5,
        "start": start, "lanes": lanes.flatten().tolist(), "losses": losses, "gradientNorms": norms,
        "end": {name: stored(value) for name, value in net.named_parameters()},
    }


def layer_norm_case(*shape):
    torch.manual_seed(sum(shape))
    norm = nn.LayerNorm(shape[-1]).double()
    for parameter in norm.parameters():
        nn.init.normal_(parameter)
    x = (3 * torch.randn(*shape, dtype=torch.float64) + 1).requires_grad_()
    y = norm(x)
    output_weight = torch.randn_like(y)
    (y * output_weight).sum().backward()
    return {
        "x": stored(x), "weight": stored(norm.weight), "bias": stored(norm.bias), "y": stored(y),
        "outputWeight": stored(output_weight),
        "gradients": {"x": stored(x.grad), "weight": stored(norm.weight.grad), "bias": stored(norm.bias.grad)},
    }


if __name__ == "__main__":
    write("recurrent.json", [
        recurrent_case(kind, layers, bidirectional)
        for kind in ["elman-tanh", "elman-relu", "lstm", "gru"]
        for layers, bidirectional in [(1, False), (2, True)]
    ])
    write("optimizers.json", optimizer_cases())
    write("training.json", [training_case(kind) for kind in ["elman", "lstm", "gru"]])
    write("layer-norm.json", [layer_norm_case(4, 2, 7), layer_norm_case(3, 16)])
