"""Runs the model on given inputs: python parity.py CASES ANSWERS, both .safetensors files with batch-first arrays.

CASES holds N.input for every case N, and N.decoder, what a decoder is to read, or N.initial.STATE, where there are any;
ANSWERS gets N.output and N.final.STATE. States are called l0.h, l0_reverse.h, l1.h and so on; LSTMs have an l0.c beside
every l0.h.
"""

import sys

import torch

import weights
from model import Model


def state_names(rnn):
    directions = ("", "_reverse") if rnn.bidirectional else ("",)
    return [f"l{layer}{direction}" for layer in range(rnn.num_layers) for direction in directions]


def recurrent(model, x, initial):
    """The output of a case, and the state behind it by name."""
    names, kinds = state_names(model.rnn), ("h", "c") if isinstance(model.rnn, torch.nn.LSTM) else ("h",)
    state = None
    if initial:
        parts = [torch.stack([initial[f"{name}.{kind}"] for name in names]) for kind in kinds]
        state = tuple(parts) if len(parts) > 1 else parts[0]
    output, final = model(x, state)
    parts = final if isinstance(final, tuple) else (final,)
    return output, {f"{name}.{kind}": row for kind, part in zip(kinds, parts) for name, row in zip(names, part)}


def within(tensors, prefix):
    """What has a prefix, without it."""
    return {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def main(cases_file, answers_file):
    model = Model()
    model.load_state_dict(weights.load("weights.safetensors"))
    model.eval()
    cases = weights.load(cases_file)
    answers = {}
    with torch.no_grad():
        for number in sorted({name.split(".")[0] for name in cases}, key=int):
            x, decoder = cases[f"{number}.input"], cases.get(f"{number}.decoder")
            if decoder is None:
                output, final = recurrent(model, x, within(cases, f"{number}.initial."))
            else:
                output, final = model(x, decoder), {}
            answers[f"{number}.output"] = output
            answers.update({f"{number}.final.{name}": part for name, part in final.items()})
    weights.save(answers_file, answers, {"version": f"PyTorch {torch.__version__}"})


if __name__ == "__main__":
    main(*sys.argv[1:])
