"""Reads and writes .safetensors files (https://huggingface.co/docs/safetensors) with PyTorch alone."""

import json
import os

import torch

TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
}
NAMES = {dtype: name for name, dtype in TYPES.items()}


def read_header(file):
    return json.loads(file.read(int.from_bytes(file.read(8), "little")))


def step(path):
    """Training steps that the weights have seen."""
    with open(path, "rb") as file:
        return int(read_header(file).get("__metadata__", {}).get("step") or 0)


def load(path):
    """Tensors by name."""
    with open(path, "rb") as file:
        header = read_header(file)
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        flat = torch.frombuffer(bytearray(data[start:end]), dtype=TYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def save(path, tensors, metadata=None):
    """Writes beside the old file and then takes its place: a crash leaves one whole file."""
    header = {"__metadata__": {"format": "pt", **(metadata or {})}}
    parts = []
    end = 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        part = tensor.numpy().tobytes()
        offsets = [end, end + len(part)]
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(part)
        end += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.partial", "wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        file.writelines(parts)
    os.replace(f"{path}.partial", path)
