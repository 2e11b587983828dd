"""Trains the model further, from weights.safetensors into trained.safetensors.

    python train.py                                    one process
    python launch.py --processes 4 train.py            four processes of one machine that share every batch

Processes exchange gradients through gloo on processors and nccl on graphics cards; the latter is untested.
"""

import argparse
import math
import os
import time

import torch
from torch import distributed, nn

import weights
from data import Data, Metrics, losses
from model import Model
from schedule import factor_of
from settings import EXPERIMENT, HERE, add_data_options

TRAIN = EXPERIMENT["train"]


def optimizer_of(model):
    settings, decay = TRAIN["optimizer"], TRAIN["weightDecay"]
    rate, parameters = settings["rate"], model.parameters()
    if settings["kind"] == "sgd":
        momentum, nesterov = settings["momentum"], settings["nesterov"]
        return torch.optim.SGD(parameters, rate, momentum=momentum, nesterov=nesterov, weight_decay=decay)
    if settings["kind"] == "rmsprop":
        alpha, epsilon, momentum = settings["alpha"], settings["epsilon"], settings["momentum"]
        return torch.optim.RMSprop(parameters, rate, alpha=alpha, eps=epsilon, momentum=momentum, weight_decay=decay)
    kind = torch.optim.AdamW if settings["kind"] == "adamw" else torch.optim.Adam
    betas = (settings["beta1"], settings["beta2"])
    return kind(parameters, rate, betas=betas, eps=settings["epsilon"], weight_decay=decay)


def moved(batch, device):
    return type(batch)(*(value.to(device) if torch.is_tensor(value) else value for value in vars(batch).values()))


def detached(state):
    """The same values without their history: no gradient flows from one batch into the one before."""
    if state is None or torch.is_tensor(state):
        return state if state is None else state.detach()
    if isinstance(state, dict):
        return {name: detached(part) for name, part in state.items()}
    return type(state)(detached(part) for part in state)


def total(value, device):
    """The sum of a number over all processes."""
    if not distributed.is_initialized():
        return value
    tensor = torch.tensor(value, dtype=torch.float64, device=device)
    distributed.all_reduce(tensor)
    return tensor.item()


def evaluate(model, data, part, device, answers=False):
    """Metrics of a part; with answers, also those of what a model that generates writes."""
    metrics = Metrics(data, part)
    state = None
    model.eval()
    with torch.no_grad():
        for batch in data.batches(part):
            batch = moved(batch, device)
            output, state = batch.through(model, state)
            metrics.add(output, batch)
            if answers:
                metrics.answer(model, batch)
    model.train()
    return metrics.result()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add_data_options(parser)
    parser.add_argument("--weights", default=HERE / "weights.safetensors", help="where to begin")
    parser.add_argument("--out", default=HERE / "trained.safetensors", help="where the best weights go")
    parser.add_argument("--epochs", type=int, help="passes over the training part; as many as the run was to make")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()

    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device(options.device)
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if world > TRAIN["batch"]:
        raise SystemExit(f"{world} processes cannot share a batch of {TRAIN['batch']} sequences.")
    if world > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")

    done = weights.step(options.weights)
    torch.manual_seed(TRAIN["seed"] + rank)
    data = Data(options)
    model = Model()
    model.load_state_dict(weights.load(options.weights))
    model.to(device)
    shared = nn.parallel.DistributedDataParallel(model) if world > 1 else model
    optimizer = optimizer_of(model)
    steps = sum(1 for _ in data.batches("train", 0, rank, world))
    epochs = options.epochs
    if epochs is None:
        epochs = math.ceil(TRAIN.get("steps", steps * TRAIN["epochs"]) / steps)
    factor = factor_of(TRAIN["schedule"], steps * epochs)
    part = "validation" if "validation" in data.parts else "train"

    def report(step):
        """The loss of the part. All processes measure alike; the first one tells."""
        metrics = evaluate(model, data, part, device)
        if rank == 0:
            words = "  ".join(f"{name} {value:.6g}" for name, value in metrics.items())
            print(f"step {step}  {part}: {words}", flush=True)
        return metrics["loss"]

    first = best = report(0)
    step, began = 0, time.time()
    for epoch in range(epochs):
        state = None
        for batch in data.batches("train", epoch, rank, world):
            batch = moved(batch, device)
            for group in optimizer.param_groups:
                group["lr"] = TRAIN["optimizer"]["rate"] * factor(step)
            before = detached(state) if data.continuous and TRAIN["carry"] else None
            output, state = batch.through(shared, before, done + step)
            loss = losses(output, batch).sum()
            # Processes average their gradients: times their number, the loss is the mean over the whole batch.
            count = max(1.0, total(batch.weight.sum().item(), device))
            optimizer.zero_grad()
            (loss * data.scale / count * world).backward()
            if "value" in TRAIN["clip"]:
                nn.utils.clip_grad_value_(model.parameters(), TRAIN["clip"]["value"])
            if "norm" in TRAIN["clip"]:
                nn.utils.clip_grad_norm_(model.parameters(), TRAIN["clip"]["norm"])
            optimizer.step()
            step += 1
        loss = report(step)
        factor.validated(loss)
        if loss < best:
            best = loss
            if rank == 0:
                weights.save(options.out, model.state_dict(), {"step": str(done + step)})
    if rank == 0:
        where = f"in {options.out}" if best < first else "where it began: nothing was written"
        print(f"{step} steps in {time.time() - began:.1f} s; the best loss is {best:.6g}, {where}", flush=True)
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
