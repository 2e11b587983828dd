"""Runs the model on given inputs: python parity.py CASES ANSWERS, both .safetensors files with batch-first arrays.

CASES holds N.input and perhaps N.initial.STATE for every case N; ANSWERS gets N.output and N.final.STATE. States are called
l0.h, l0_reverse.h, l1.h and so on; LSTMs have an l0.c beside every l0.h.
"""

import sys

import torch

import weights
from model import Model


def state_names(rnn):
    directions = ("", "_reverse") if rnn.bidirectional else ("",)
    return [f"l{layer}{direction}" for layer in range(rnn.num_layers) for direction in directions]


def main(cases_file, answers_file):
    model = Model()
    model.load_state_dict(weights.load("weights.safetensors"))
    model.eval()
    names = state_names(model.rnn)
    kinds = ("h", "c") if isinstance(model.rnn, torch.nn.LSTM) else ("h",)
    cases = weights.load(cases_file)
    answers = {}
    with torch.no_grad():
        for number in sorted({name.split(".")[0] for name in cases}, key=int):
            state = None
            if any(name.startswith(f"{number}.initial.") for name in cases):
                parts = [torch.stack([cases[f"{number}.initial.{name}.{kind}"] for name in names]) for kind in kinds]
                state = tuple(parts) if len(parts) > 1 else parts[0]
            output, final = model(cases[f"{number}.input"], state)
            answers[f"{number}.output"] = output
            for kind, part in zip(kinds, final if isinstance(final, tuple) else (final,)):
                for name, values in zip(names, part):
                    answers[f"{number}.final.{name}.{kind}"] = values
    weights.save(answers_file, answers, {"version": f"PyTorch {torch.__version__}"})


if __name__ == "__main__":
    main(*sys.argv[1:])
