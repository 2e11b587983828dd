"""The table: columns scaled as Sequence Lab scaled them, its series in the order of time, their parts, and windows of rows."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timezone

import torch

import philox
from rows import MISSING, POLICY, filled, read_comma_number, read_number, read_rows
from settings import EXPERIMENT, PARTS, RECORD, data_files, split

TABLE = RECORD["table"]
WINDOW, HORIZON = EXPERIMENT["task"]["window"], EXPERIMENT["task"]["horizon"]
TIME = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def date_reader(pattern, order):
    """Reads a date as seconds since 1970, UTC; order says which group of the pattern is year, month and day."""
    expression = re.compile(pattern + TIME)

    def read(text):
        found = expression.fullmatch(text)
        if not found:
            return None
        groups = found.groups()
        year, month, day = (groups[place] for place in order)
        hour, minute, second, fraction, zone = groups[-5:]
        month = MONTHS.index(month[:3].lower()) + 1 if month.isalpha() else int(month)
        try:
            moment = datetime(int(year), month, int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc)
        except ValueError:
            return None
        shift = 0 if zone in (None, "Z") else int(zone[0] + "60") * int(zone[1:3]) + int(zone[0] + zone[-2:])
        return moment.timestamp() + float(f"0.{fraction or 0}") - 60 * shift

    return read


DATES = [
    date_reader(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?", (0, 2, 3)),
    date_reader(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", (3, 2, 0)),
    date_reader(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", (3, 0, 2)),
    date_reader(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})", (2, 1, 0)),
    date_reader(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", (2, 0, 1)),
]


def column_reader(cells):
    """What reads every cell of a column of times: a date, or else a number."""
    return next((read for read in [*DATES, read_number] if all(read(cell) is not None for cell in cells)), None)


class Table:
    """Columns of numbers, series after series, each in the order of time."""

    def __init__(self, path):
        names, rows, delimiter = read_rows(path, {*TABLE["inputs"], *TABLE["targets"]})
        used = list(dict.fromkeys([*TABLE["inputs"], *TABLE["targets"]]))
        keys = [name for name in (TABLE.get("time"), TABLE.get("group")) if name is not None]
        places = {name: names.index(name) for name in [*used, *keys]}
        if POLICY == "drop":
            rows = [row for row in rows if not any(row[place] in MISSING for place in places.values())]
        times = None
        if "time" in TABLE:
            cells = [row[places[TABLE["time"]]] for row in rows]
            read = column_reader(cells)
            times = [read(cell) for cell in cells]
        groups = [row[places[TABLE["group"]]] if "group" in TABLE else "" for row in rows]
        ranks = {group: rank for rank, group in enumerate(dict.fromkeys(groups))}
        order = sorted(range(len(rows)), key=lambda row: (ranks[groups[row]], times[row] if times else 0, row))
        self.times = [times[row] for row in order] if times else None
        bounds = [i for i, row in enumerate(order) if i == 0 or groups[row] != groups[order[i - 1]]] + [len(order)]
        self.series = list(zip(bounds, bounds[1:]))
        read = read_comma_number if delimiter == ";" else read_number
        self.columns = {}
        for name in used:
            cells = [rows[row][places[name]] for row in order]
            values = [math.nan if cell in MISSING else read(cell) for cell in cells]
            self.columns[name] = filled(values, self.series, self.times)

    def split(self):
        """Rows of every part, as (start, end) of each series; many series are cut at the same two moments."""
        parts = {name: [] for name in PARTS}
        moments = None
        if self.times and len(self.series) > 1:
            ordered = sorted(self.times) + [math.inf]
            cut = split(len(self.times))
            moments = [ordered[min(cut[name][1], len(self.times))] for name in ("train", "validation")]
        for start, end in self.series:
            if moments:
                first = next((i for i in range(start, end) if self.times[i] >= moments[0]), end)
                second = next((i for i in range(first, end) if self.times[i] >= moments[1]), end)
                cut = {"train": (start, first), "validation": (first, second), "test": (second, end)}
            else:
                cut = {name: (start + a, start + b) for name, (a, b) in split(end - start).items()}
            for name, (a, b) in cut.items():
                if b > a:
                    parts[name].append((a, b))
        return parts


def scaled(table, names):
    """[rows, columns]"""
    scale = TABLE["scaling"]
    columns = [(table.columns[name] - scale[name]["shift"]) / scale[name]["scale"] for name in names]
    return torch.stack(columns, dim=1).float()


@dataclass
class Batch:
    input: torch.Tensor  # [batch, window, inputs]
    target: torch.Tensor  # [batch, horizon * targets], the columns of one row side by side
    weight: torch.Tensor  # [batch], all 1

    def through(self, model, _state, step=None):
        return model(self.input)


class Data:
    """Every place where a window and its horizon lie inside one part of one series."""

    continuous = False
    generates = False
    scale = 1 / (HORIZON * len(TABLE["targets"]))  # of the loss

    def __init__(self, options):
        tables = {name: Table(path) for name, path in data_files(options).items()}
        if "path" in tables:
            segments = tables["path"].split()
            parts = {name: (tables["path"], segments[name]) for name in PARTS}
        else:
            parts = {name: (table, table.series) for name, table in tables.items()}
        self.parts = {}
        for name, (table, ranges) in parts.items():
            starts = [row for start, end in ranges for row in range(start, end - WINDOW - HORIZON + 1)]
            if starts:
                self.parts[name] = (scaled(table, TABLE["inputs"]), scaled(table, TABLE["targets"]), starts)

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part, the training part in another order every epoch; with several processes, the share of this one."""
        inputs, targets, starts = self.parts[part]
        size = EXPERIMENT["train"]["batch"]
        if part == "train":
            key = philox.key_of(EXPERIMENT["train"]["seed"], "data.order")
            starts = [starts[i] for i in philox.permutation(len(starts), key, epoch)]
        for first in range(0, len(starts), size):
            own = starts[first : first + size][rank::world]
            weight = torch.ones(len(own))
            if not own:
                own, weight = starts[:1], torch.zeros(1)
            windows = torch.stack([inputs[row : row + WINDOW] for row in own])
            horizons = torch.stack([targets[row + WINDOW : row + WINDOW + HORIZON].reshape(-1) for row in own])
            yield Batch(windows, horizons, weight)


def losses(output, batch):
    """Squared errors, scaled, [batch, horizon * targets]."""
    return (output - batch.target) ** 2 * batch.weight[:, None]


class Metrics:
    """Errors in the units of the file."""

    def __init__(self, data, part):
        self.squares = self.windows = 0
        self.truth, self.forecast = [], []

    def add(self, output, batch):
        self.squares += losses(output, batch).double().sum().item()
        self.windows += len(batch.weight)
        self.truth.append(batch.target.cpu().double())
        self.forecast.append(output.cpu().double())

    def result(self):
        names = TABLE["targets"]
        scale = torch.tensor([TABLE["scaling"][name]["scale"] for name in names], dtype=torch.float64)
        shift = torch.tensor([TABLE["scaling"][name]["shift"] for name in names], dtype=torch.float64)
        truth, forecast = (torch.cat(each).reshape(-1, len(names)) * scale + shift for each in (self.truth, self.forecast))
        error = (truth - forecast).abs()
        size = truth.abs() + forecast.abs()
        relative = torch.where(size > 0, 200 * error / size, torch.zeros_like(error)).mean(0)
        metrics = {"loss": self.squares * Data.scale / self.windows}
        for i, name in enumerate(names):
            suffix = f" {name}" if len(names) > 1 else ""
            metrics[f"mae{suffix}"] = error[:, i].mean().item()
            metrics[f"rmse{suffix}"] = (error[:, i] ** 2).mean().sqrt().item()
        seasonal = [(i, TABLE["seasonalError"][name]) for i, name in enumerate(names)]
        mase = [error[:, i].mean().item() / value for i, value in seasonal if value]
        if mase:
            metrics["mase"] = sum(mase) / len(mase)
        metrics["smape"] = relative.mean().item()
        return metrics
