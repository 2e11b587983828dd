"""Loads exported weights into PyTorch and runs them: python3 load_in_pytorch.py REQUESTS.json

Each request names a file and holds the model's sizes and an input; the answers, printed as JSON, hold the outputs. Reads the safetensors format
by itself (eight bytes of header length, JSON header, raw numbers), so that nothing but PyTorch is needed.
"""

import json
import struct
import sys

import torch
from torch import nn


def load(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        assert entry["dtype"] == "F32", entry
        tensors[name] = torch.frombuffer(body[start:end], dtype=torch.float32).reshape(entry["shape"])
    return tensors


class Recurrent(nn.Module):
    def __init__(self, request):
        super().__init__()
        kind, units, layers = request["cell"], request["units"], request["layers"]
        options = dict(num_layers=layers, bidirectional=request["bidirectional"], batch_first=True)
        if kind == "elman":
            options["nonlinearity"] = request["activation"]
        inputs = request["inputs"]
        if request["vocabulary"]:
            self.embedding = nn.Embedding(request["vocabulary"], inputs)
        self.rnn = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](inputs, units, **options)
        self.head = nn.Linear(units * (2 if request["bidirectional"] else 1), request["outputs"])
        self.request = request

    def forward(self, x):
        y, state = self.rnn(self.embedding(x) if self.request["vocabulary"] else x)
        if self.request["per"] == "step":
            return self.head(y)
        if self.request["pool"] == "mean":
            return self.head(y.mean(1))
        h = state[0] if self.request["cell"] == "lstm" else state
        last = torch.cat([h[-2], h[-1]], 1) if self.request["bidirectional"] else h[-1]
        return self.head(last)


def answer(request):
    model = Recurrent(request)
    model.load_state_dict(load(request["file"]), strict=True)
    x = torch.tensor(request["x"], dtype=torch.long if request["vocabulary"] else torch.float32)
    with torch.no_grad():
        return model(x.reshape(request["shape"])).flatten().tolist()


with open(sys.argv[1]) as requests:
    json.dump([answer(request) for request in json.load(requests)], sys.stdout)
