"""The text: tokens as Sequence Lab cuts and numbers them, its parts, and batches whose states go on from one to the next."""

import codecs
import math
from dataclasses import dataclass

import torch
from torch.nn import functional

from settings import EXPERIMENT, RECORD, data_files, split

UNKNOWN = 0
TEXT = RECORD["text"]
IDS = {token: index for index, token in enumerate(TEXT["vocabulary"])}


def read_text(path):
    text = codecs.decode(path.read_bytes(), TEXT["encoding"])
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def tokens_of(text):
    """Cuts a text; joined, the tokens give it back."""
    if TEXT["tokens"] == "character":
        return list(text)
    try:
        import icu
    except ImportError:
        raise SystemExit("Words and graphemes are cut by ICU here as there: pip install PyICU.") from None
    make = icu.BreakIterator.createWordInstance if TEXT["tokens"] == "word" else icu.BreakIterator.createCharacterInstance
    tokens = []
    for line in lines_of(text):
        breaks = make(icu.Locale("en"))
        breaks.setText(line)
        units = line.encode("utf-16-le")
        start = 0
        for end in breaks:
            tokens.append(units[2 * start : 2 * end].decode("utf-16-le"))
            start = end
    return tokens


def lines_of(text):
    """Lines with their line feeds."""
    *lines, rest = text.split("\n")
    return [f"{line}\n" for line in lines] + ([rest] if rest else [])


def encode(tokens):
    return torch.tensor([IDS.get(token, UNKNOWN) for token in tokens], dtype=torch.long)


def decode(ids):
    return "".join(TEXT["vocabulary"][index] if index != UNKNOWN else "\ufffd" for index in ids)


@dataclass
class Batch:
    input: torch.Tensor  # [batch, time], token ids
    target: torch.Tensor  # [batch, time], the tokens that follow
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def inputs(self):
        return (self.input,)


class Data:
    """Parts of the text. A batch goes on where the one before ended, lane by lane."""

    continuous = True
    scale = 1  # of the loss

    def __init__(self, options):
        files = {name: tokens_of(read_text(path)) for name, path in data_files(options).items()}
        if "path" in files:
            whole = files["path"]
            self.tokens = {name: whole[start:end] for name, (start, end) in split(len(whole)).items() if end > start}
        else:
            self.tokens = files
        self.parts = {name: encode(tokens) for name, tokens in self.tokens.items()}

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part in order; with several processes, the lanes of this one."""
        ids = self.parts[part]
        lanes, window = EXPERIMENT["train"]["batch"], EXPERIMENT["train"]["window"]
        predictions = len(ids) - 1
        bounds = [lane * predictions // lanes for lane in range(lanes + 1)]
        count = math.ceil(math.ceil(predictions / lanes) / window)
        for index in range(count):
            own = range(rank, lanes, world)
            batch = Batch(*(torch.zeros(len(own), window, dtype=kind) for kind in (torch.long, torch.long, torch.float32)))
            for row, lane in enumerate(own):
                start = bounds[lane] + index * window
                length = max(0, min(window, bounds[lane + 1] - start))
                batch.input[row, :length] = ids[start : start + length]
                batch.target[row, :length] = ids[start + 1 : start + 1 + length]
                batch.weight[row, :length] = 1
            yield batch


def losses(output, batch):
    """Nats of every token, [batch, time]; output [batch, time, tokens]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


class Metrics:
    def __init__(self, data, part):
        self.nats = self.count = self.correct = self.characters = 0
        self.lengths = token_lengths(data.tokens[part], data.parts[part])

    def add(self, output, batch):
        self.nats += losses(output, batch).sum().double().item()
        self.count += int(batch.weight.sum().item())
        self.correct += ((output.argmax(-1) == batch.target) * batch.weight).sum().item()
        self.characters += (self.lengths[batch.target.cpu()] * batch.weight.cpu()).sum().item()

    def result(self):
        return {
            "loss": self.nats / self.count,
            "perplexity": math.exp(self.nats / self.count),
            "bitsPerCharacter": self.nats / math.log(2) / self.characters,
            "accuracy": self.correct / self.count,
        }


def token_lengths(tokens, ids):
    """Characters of each token by id; the unknown token's is the mean of those it stands for here."""
    lengths = torch.tensor([float(len(token)) for token in TEXT["vocabulary"]], dtype=torch.float64)
    unknown = [len(token) for token, index in zip(tokens, ids.tolist()) if index == UNKNOWN]
    lengths[UNKNOWN] = sum(unknown) / len(unknown) if unknown else 0
    return lengths
