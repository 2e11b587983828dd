"""Rows of a table as Sequence Lab reads them from files."""

import csv
import math
import re

import torch

from settings import EXPERIMENT

MISSING = set(EXPERIMENT["data"]["missing"]["tokens"])
POLICY = EXPERIMENT["data"]["missing"]["policy"]


def read_number(text):
    return float(text) if re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", text) else None


def read_comma_number(text):
    return read_number(text.replace(",", ".", 1)) if text.count(",") < 2 else None


def read_rows(path, wanted):
    """The names of the columns (some of which are wanted) and the rows of a file, as text."""
    data = EXPERIMENT["data"]
    text = decoded(path.read_bytes(), data.get("encoding"))
    delimiter = data.get("delimiter") or best_delimiter(text)
    rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row and row != [""]]
    rows = [[cell.strip() for cell in row] for row in rows]
    header = data.get("header", wanted <= set(rows[0]))
    names = rows[0] if header else [f"column {number + 1}" for number in range(len(rows[0]))]
    return names, rows[1:] if header else rows, delimiter


def decoded(content, encoding):
    for name in [encoding] if encoding else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise SystemExit("The table is neither UTF-8 nor GB18030: name its encoding as data.encoding in experiment.json.")


def best_delimiter(text):
    """The delimiter that cuts most lines into as many cells as the first."""

    def score(delimiter):
        widths = [len(row) for row in csv.reader(text.splitlines()[:200], delimiter=delimiter) if row]
        return widths.count(widths[0]) / len(widths) + min(widths[0], 1000) / 1e5 if widths[0] > 1 else 0

    return max(",;\t|", key=score)


def filled(values, series, times):
    """A column of numbers with what the experiment says about missing ones."""
    for start, end in series:
        row = start
        while row < end:
            if not math.isnan(values[row]):
                row += 1
                continue
            stop = next((i for i in range(row, end) if not math.isnan(values[i])), end)
            if row == start or POLICY not in ("forward", "interpolate") or (POLICY == "interpolate" and stop == end):
                raise SystemExit("A value is missing that cannot be filled in.")
            at = times if times else range(end)
            for i in range(row, stop):
                span = at[stop] - at[row - 1] if POLICY == "interpolate" else 0
                share = (at[i] - at[row - 1]) / span if span > 0 else 0
                values[i] = values[row - 1] * (1 - share) + (values[stop] * share if share else 0)
            row = stop
    return torch.tensor(values, dtype=torch.float64)
