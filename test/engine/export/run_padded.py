"""Runs the model of an exported project, in whose folder this is called, on padded batches: run_padded.py CASES ANSWERS

CASES holds input, lengths and perhaps decoder; ANSWERS gets output.
"""

import os
import sys

import torch

sys.path.insert(0, os.getcwd())

import weights  # noqa: E402
from model import Model  # noqa: E402

model = Model()
model.load_state_dict(weights.load("weights.safetensors"))
model.eval()
cases = weights.load(sys.argv[1])
with torch.no_grad():
    if "decoder" in cases:
        output = model(cases["input"], cases["decoder"], cases["lengths"])
    else:
        output, _ = model(cases["input"], lengths=cases["lengths"])
weights.save(sys.argv[2], {"output": output})
