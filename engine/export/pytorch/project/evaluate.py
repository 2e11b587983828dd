"""Measures the weights on a part of the data: python evaluate.py [--part test] [--weights FILE]"""

import argparse
import json

import torch

import weights
from data import Data
from model import Model
from settings import HERE, PARTS, add_data_options
from train import evaluate


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_options(parser)
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--weights", default=HERE / "weights.safetensors")
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    model = Model()
    model.load_state_dict(weights.load(options.weights))
    model.to(options.device)
    data = Data(options)
    metrics = evaluate(model, data, options.part, torch.device(options.device), answers=data.generates)
    print(json.dumps(metrics))


if __name__ == "__main__":
    main()
