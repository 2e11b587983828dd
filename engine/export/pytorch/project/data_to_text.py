"""The rows of numbers and their texts: parts, batches and scores as in Sequence Lab."""

import math
from dataclasses import dataclass

import torch

from rows import MISSING, POLICY, filled, read_comma_number, read_number, read_rows
from sequences import END, PADDING, START, buckets, padded, split_groups
from settings import EXPERIMENT, RECORD, data_files
from writing import TARGET, Metrics, losses, own_outputs

__all__ = ["Data", "Metrics", "losses"]

RECORD = RECORD["described"]


@dataclass
class Row:
    vector: list  # of scaled numbers
    target: list  # of token ids
    group: object  # rows of one group are in one part


def read_table(path):
    """The rows of a file. Those whose text is too long are left out."""
    names, rows, delimiter = read_rows(path, {*RECORD["inputs"], RECORD["target"]})
    group = EXPERIMENT["data"].get("group")
    used = [*RECORD["inputs"], RECORD["target"], *([group] if group else [])]
    if POLICY == "drop":
        rows = [row for row in rows if not any(row[names.index(name)] in MISSING for name in used)]
    read = read_comma_number if delimiter == ";" else read_number
    columns = []
    for name in RECORD["inputs"]:
        cells = [row[names.index(name)] for row in rows]
        columns.append(filled([math.nan if cell in MISSING else read(cell) for cell in cells], [(0, len(rows))], None))
    scales = [RECORD["scaling"][name] for name in RECORD["inputs"]]
    scaled = [(column - scale["shift"]) / scale["scale"] for column, scale in zip(columns, scales)]
    found = []
    for i, row in enumerate(rows):
        target = TARGET.encode(row[names.index(RECORD["target"])])
        own = row[names.index(group)] if group else tuple(column[i].item() for column in columns)
        if len(target) <= EXPERIMENT["task"]["longest"]:
            found.append(Row([column[i].item() for column in scaled], target, own))
    return found


@dataclass
class Batch:
    vector: torch.Tensor  # [batch, 1, numbers]
    previous: torch.Tensor  # [batch, time], what the decoder reads: the start symbol and the text
    target: torch.Tensor  # [batch, time], the text and the end symbol
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def through(self, model, _state, step=None):
        """Outputs [batch, time, tokens]; in training, after `step` steps of it, with the decoder's own outputs fed back."""
        return model(self.vector, self.previous, **own_outputs(step)), None

    def encoded(self, model):
        return model.encode(self.vector)


class Data:
    continuous = False
    generates = True
    scale = 1  # of the loss

    def __init__(self, options):
        files = data_files(options)
        if "path" in files:
            self.parts = split_groups(read_table(files["path"]))
        else:
            self.parts = {name: read_table(file) for name, file in files.items()}

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part; with several processes, the share of this one."""
        for rows in buckets(self.parts[part], lambda row: len(row.target), part, epoch):
            own = rows[rank::world]
            used = own or rows[:1]
            target = padded([[*row.target, END] for row in used])
            yield Batch(
                torch.tensor([[row.vector] for row in used]),
                padded([[START, *row.target] for row in used]),
                target,
                (target != PADDING).float() if own else torch.zeros(target.shape),
            )
