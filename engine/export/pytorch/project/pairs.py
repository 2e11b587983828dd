"""Pairs of sequences as Sequence Lab reads them from files, and their parts."""

import json
import re
from dataclasses import dataclass

from sequences import Side, split_groups
from settings import EXPERIMENT, RECORD, data_files
from text import BLANKS, read_text

DATA, RECORD = EXPERIMENT["data"], RECORD["pairs"]


@dataclass
class Pair:
    source: list  # of token ids
    target: list
    group: str  # pairs of one group are in one part


def lines_of(path):
    lines = read_text(path, RECORD["encoding"]).split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def columns_of(names, usual):
    """Which columns hold source, target and, where the experiment names one, the group."""
    source, target, group = DATA.get("columns"), DATA.get("target"), DATA.get("group")
    return (
        names.index(source[0]) if source else usual[0],
        names.index(target[0]) if target else usual[1],
        names.index(group) if group else None,
    )


def numbered(count):
    return [f"column {number + 1}" for number in range(count)]


def read_tabs(path):
    """Lines of source, tab, target, and perhaps further columns."""
    columns = None
    for line in lines_of(path):
        if not line.strip(BLANKS):
            continue
        cells = [cell.strip(BLANKS) for cell in line.split(DATA.get("delimiter", "\t"))]
        if columns is None:
            named = {*DATA.get("columns", []), *DATA.get("target", []), DATA.get("group")}
            header = DATA.get("header", any(cell in named for cell in cells))
            columns = columns_of(cells if header else numbered(len(cells)), (0, 1))
            if header:
                continue
        source, target, group = columns
        yield cells[source], cells[target], None if group is None else cells[group]


def read_aligned(first, second):
    """Two files that belong together line by line."""
    for source, target in zip(lines_of(first), lines_of(second)):
        if source.strip(BLANKS):
            yield source.strip(BLANKS), target.strip(BLANKS), None


def read_json_lines(path):
    """An object a line; texts, or lists of tokens."""
    records = [json.loads(line) for line in lines_of(path) if line.strip(BLANKS)]
    usual = [("source", "target"), ("tokens", "tags")]
    keys = next((keys for keys in usual if set(keys) <= set(records[0])), usual[0])
    source, target = DATA.get("columns", keys[:1])[0], DATA.get("target", keys[1:])[0]
    for record in records:
        yield record[source], record[target], str(record[DATA["group"]]) if "group" in DATA else None


def is_comment(line, cells, columns, width, tabs):
    """Whether a line that begins with # is none of the token #."""
    if re.fullmatch(r"#\s*new(doc|par)", line):
        return True
    if columns is None:
        return not line.startswith("#" + DATA.get("delimiter", "\t"))
    return len(cells) != width or (tabs and "\t" not in line)


def read_conll(path):
    """A token and its tags a line, and an empty line after each sentence."""
    tokens, tags, columns, width, universal, tabs = [], [], None, 2, False, False
    for line in [*lines_of(path), ""]:
        line = line.rstrip(BLANKS)
        if not line.strip(BLANKS):
            if tokens and tokens[0] != "-DOCSTART-":
                yield tokens, tags, None
            tokens, tags = [], []
            continue
        delimiter = DATA.get("delimiter") or ("\t" if "\t" in line else None)
        cells = [cell.strip(BLANKS) for cell in line.split(delimiter)] if delimiter else re.findall(f"[^{BLANKS}]+", line)
        if line.startswith("#") and not tokens and is_comment(line, cells, columns, width, tabs):
            continue
        if columns is None:
            width, tabs = len(cells), "\t" in line
            universal = width == 10 and re.fullmatch(r"[0-9]+([-.][0-9]+)?", cells[0]) is not None
            columns = columns_of(numbered(width), (1, 3) if universal else (0, width - 1))
        # Words that stand for several tokens (1-2), and tokens that are not in the text (1.1).
        if universal and not re.fullmatch("[0-9]+", cells[0]):
            continue
        tokens.append(cells[columns[0]])
        tags.append(cells[columns[1]])


READERS = {"pairs": read_tabs, "aligned": read_aligned, "json-lines": read_json_lines, "conll": read_conll}


SOURCE, TARGET = Side(RECORD["source"]), Side(RECORD["target"])


def read_pairs(files):
    """The pairs of a file, or of two that belong together. Those that are too long are left out."""
    pairs = []
    for source, target, group in READERS[DATA["format"]](*(files if isinstance(files, list) else [files])):
        if group is None:
            group = source if isinstance(source, str) else "\t".join(source)
        pair = Pair(SOURCE.encode(source), TARGET.encode(target), group)
        if max(len(pair.source), len(pair.target)) <= EXPERIMENT["task"]["longest"]:
            pairs.append(pair)
    return pairs


def read_parts(options):
    """Pairs by part."""
    files = data_files(options)
    if "path" in files:
        return split_groups(read_pairs(files["path"]))
    return {name: read_pairs(file) for name, file in files.items()}
