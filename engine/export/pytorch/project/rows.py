"""Rows of a table as Sequence Lab reads them from files."""

import csv
import io
import math
import re

import torch

from settings import EXPERIMENT
from text import BLANKS, decoded

MISSING = set(EXPERIMENT["data"]["missing"]["tokens"])
POLICY = EXPERIMENT["data"]["missing"]["policy"]


def read_number(text):
    return float(text) if re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", text) else None


def read_comma_number(text):
    return read_number(text.replace(",", ".", 1)) if text.count(",") < 2 else None


def read_rows(path, wanted):
    """The names of the columns (some of which are wanted) and the rows of a file, as text."""
    data = EXPERIMENT["data"]
    text = text_of(path.read_bytes(), data.get("encoding"))
    delimiter = data.get("delimiter") or best_delimiter(text, wanted)
    rows = records(text, delimiter)
    written = [i for i, row in enumerate(rows) if row != [""]]
    if len(rows[written[0]]) > 1:
        rows, written = [rows[i] for i in written], range(len(written))
    # Else a line without anything is an empty cell.
    first, end = rows[written[0]], written[-1] + 1
    header = data.get("header", wanted <= set(first))
    names = first if header else [f"column {number + 1}" for number in range(len(first))]
    return names, rows[written[0] + 1 : end] if header else rows[:end], delimiter


def text_of(content, encoding):
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for name in [encoding] if encoding else ["utf-16"] if marked else ["utf-8", "gb18030"]:
        try:
            return decoded(content, name)
        except UnicodeDecodeError:
            continue
    raise SystemExit("The table is neither UTF-8 nor GB18030: name its encoding as data.encoding in experiment.json.")


def records(text, delimiter):
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[cell.strip(BLANKS) for cell in row] or [""] for row in rows]


def best_delimiter(text, wanted):
    """The delimiter that finds the wanted columns in the first line, and cuts most lines into as many cells as that one."""

    def score(delimiter):
        rows = [row for row in records("\n".join(text.splitlines()[:200]), delimiter) if row != [""]]
        widths = [len(row) for row in rows]
        even = widths.count(widths[0]) / len(widths) + min(widths[0], 1000) / 1e5 if widths[0] > 1 else 0
        return wanted <= set(rows[0]), even

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
