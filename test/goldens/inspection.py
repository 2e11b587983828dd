"""Writes inspection.json beside it with PyTorch: python3 test/goldens/inspection.py (Debian's python3-torch, 1.13).

Two recurrent layers on tokens, step by step and in 64 bit, with every gate and state, the gradients of each step's loss with respect
to each earlier state, what each step adds to the gradient of a weight, and the saliency of the input tokens.
"""

import json
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
VOCABULARY, EMBEDDING, UNITS, LAYERS = 7, 4, 5, 2
IDS = [3, 1, 6, 2, 2, 5, 0, 4]
GATES = {"elman": 1, "lstm": 4, "gru": 3}
WEIGHT = "rnn.weight_hh_l0"
STEP, CHOSEN, POINTS = 5, 4, 64


def stored(tensor):
    return {"shape": list(tensor.shape), "data": tensor.detach().double().flatten().tolist()}


def step(kind, x, state, weight_ih, weight_hh, bias_ih, bias_hh):
    """The equations of torch.nn.LSTM, GRU and RNN. Gives the results by symbol and the next state."""
    into, back = x @ weight_ih.T + bias_ih, state["h"] @ weight_hh.T + bias_hh
    if kind == "elman":
        h = torch.tanh(into + back)
        return {"h": h}, {"h": h}
    if kind == "gru":
        (xr, xz, xn), (hr, hz, hn) = into.chunk(3), back.chunk(3)
        r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
        n = torch.tanh(xn + r * hn)
        h = (1 - z) * n + z * state["h"]
        return {"r": r, "z": z, "n": n, "h": h}, {"h": h}
    i, f, g, o = (into + back).chunk(4)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    c = f * state["c"] + i * g
    h = o * torch.tanh(c)
    return {"i": i, "f": f, "g": g, "o": o, "c": c, "h": h}, {"c": c, "h": h}


def forward(kind, weights, inputs, copies=None):
    """Logits of every step, and all results by trace name and step. `copies` gives WEIGHT anew for each step."""
    states = [{name: torch.zeros(UNITS, dtype=torch.float64) for name in ("h", "c")} for _ in range(LAYERS)]
    traces, logits = {}, []
    for t in range(len(inputs)):
        x = inputs[t]
        for layer in range(LAYERS):
            own = [weights[f"rnn.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            if copies is not None and layer == 0:
                own[1] = copies[t]
            results, states[layer] = step(kind, x, states[layer], *own)
            for value in results.values():
                if value.requires_grad:
                    value.retain_grad()
            for symbol, value in results.items():
                traces.setdefault(f"rnn.l{layer}.{symbol}", []).append(value)
            x = states[layer]["h"]
        logits.append(x @ weights["head.weight"].T + weights["head.bias"])
    return torch.stack(logits), traces


def check_equations(kind, weights):
    """The equations above are PyTorch's own."""
    net = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](EMBEDDING, UNITS, LAYERS).double()
    with torch.no_grad():
        for name, value in net.named_parameters():
            value.copy_(weights[f"rnn.{name}"])
    x = weights["embedding.weight"][IDS]
    y, _ = net(x.unsqueeze(1))
    _, traces = forward(kind, weights, x)
    assert torch.allclose(y.squeeze(1), torch.stack(traces[f"rnn.l{LAYERS - 1}.h"]), atol=1e-12)


def case(kind):
    torch.manual_seed(len(kind))
    rows = GATES[kind] * UNITS
    shapes = {"embedding.weight": [VOCABULARY, EMBEDDING]}
    for layer in range(LAYERS):
        width = EMBEDDING if layer == 0 else UNITS
        shapes |= {
            f"rnn.weight_ih_l{layer}": [rows, width], f"rnn.weight_hh_l{layer}": [rows, UNITS],
            f"rnn.bias_ih_l{layer}": [rows], f"rnn.bias_hh_l{layer}": [rows],
        }
    shapes |= {"head.weight": [VOCABULARY, UNITS], "head.bias": [VOCABULARY]}
    weights = {name: (torch.randn(shape, dtype=torch.float64) * 0.6).requires_grad_() for name, shape in shapes.items()}
    check_equations(kind, weights)
    x = weights["embedding.weight"][IDS].detach()
    targets = torch.tensor(IDS[1:])

    logits, traces = forward(kind, weights, x)
    states = [name for name in traces if name.endswith((".h", ".c"))]
    flow = {name: [] for name in states}
    for t in range(len(targets)):
        logits, traces = forward(kind, weights, x)
        nn.functional.cross_entropy(logits[t:t + 1], targets[t:t + 1]).backward()
        for name in states:
            flow[name].append([0.0 if h.grad is None else float(h.grad.norm()) for h in traces[name][:t + 1]])

    copies = [weights[WEIGHT].detach().clone().requires_grad_() for _ in IDS]
    logits, _ = forward(kind, weights, x, copies)
    nn.functional.cross_entropy(logits[:-1], targets).backward()
    terms = [torch.zeros_like(copy) if copy.grad is None else copy.grad for copy in copies]
    whole = sum(terms)

    def explained(factor):
        inputs = (x * factor).clone().requires_grad_()
        value = torch.log_softmax(forward(kind, weights, inputs)[0][STEP], 0)[CHOSEN]
        value.backward()
        return float(value), inputs.grad

    value, gradient = explained(1.0)
    integrated = sum(explained((i + 0.5) / POINTS)[1] for i in range(POINTS)) / POINTS
    return {
        "kind": kind,
        "ids": IDS,
        "parameters": {name: stored(weight) for name, weight in weights.items()},
        "traces": {name: stored(torch.stack(values)) for name, values in traces.items()},
        "logits": stored(logits),
        "flow": flow,
        "contributions": {
            "parameter": WEIGHT,
            "norms": [float(term.norm()) for term in terms],
            "along": [float((term * whole).sum() / whole.norm()) for term in terms],
            "norm": float(whole.norm()),
        },
        "saliency": {
            "step": STEP, "output": CHOSEN, "value": value, "baseline": explained(0.0)[0],
            "gradientTimesInput": (gradient * x).sum(1).tolist(),
            "integratedGradients": (integrated * x).sum(1).tolist(),
        },
    }


with open(os.path.join(HERE, "inspection.json"), "w") as file:
    cases = [case(kind) for kind in GATES]
    json.dump({"generator": "test/goldens/inspection.py", "torch": torch.__version__, "cases": cases}, file)
