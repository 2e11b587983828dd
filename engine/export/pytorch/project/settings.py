"""The experiment, what Sequence Lab learnt of its data, and where the data files are."""

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPERIMENT = json.loads((HERE / "experiment.json").read_text(encoding="utf-8"))
RECORD = json.loads((HERE / "data.json").read_text(encoding="utf-8"))
PARTS = ("train", "validation", "test")


def add_data_options(parser):
    data = EXPERIMENT["data"]
    for name in ("path", *PARTS):
        option = "data" if name == "path" else name
        count = len(data[name]) if isinstance(data.get(name), list) else None
        words = "the data" if name == "path" else f"the data of the {name} part, where each part has its own"
        parser.add_argument(f"--{option}", nargs=count, metavar="FILE", help=f"{words}, when it is not in the folder data/")


def data_files(options):
    """Files by part, or {"path": file} for one file that is split; [sources, targets] where two files belong together."""
    data = EXPERIMENT["data"]
    if "path" in data:
        return {"path": locate(options.data, data["path"], "--data")}
    return {part: locate(getattr(options, part), data[part], f"--{part}") for part in PARTS if part in data}


def locate(given, name, option):
    if isinstance(name, list):
        return [locate(*each, option) for each in zip(given or [None, None], name)]
    if given:
        return Path(given)
    for file in (HERE / "data" / Path(name).name, HERE / name):
        if file.exists():
            return file
    raise SystemExit(f"Copy {name} into the folder data/, or say where it is with {option} FILE.")


def split(count):
    """Where each part begins and ends: (start, end) by name, for rows or tokens in their order."""
    first, second, third = EXPERIMENT["data"]["split"]
    end = rounded(count * first)
    middle = count if third == 0 else rounded(count * (first + second))
    return {"train": (0, end), "validation": (end, middle), "test": (middle, count)}


def rounded(value):
    return int(value + 0.5)
