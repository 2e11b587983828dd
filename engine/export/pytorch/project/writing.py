"""What a decoder writes: what it reads while it learns, its losses, its answers and their scores, as in Sequence Lab."""

import math

import torch
from torch.nn import functional

from schedule import own_share
from scores import text_scores
from sequences import END, PADDING, START, UNKNOWN, Side
from settings import EXPERIMENT, RECORD

WRITTEN = RECORD["pairs"]["target"] if "pairs" in RECORD else RECORD["described"]["text"]
TARGET = Side(WRITTEN)
FEEDBACK = EXPERIMENT["model"]["feedback"]
# Tokens after which an answer that does not end is cut.
LONGEST = math.ceil(1.5 * WRITTEN["longest"]) + 5


def own_outputs(step):
    """Keywords of a pass: in training, after `step` steps of it, whether and how much the decoder reads of its own outputs."""
    return {} if step is None or FEEDBACK["kind"] == "teacher-forcing" else {"own": own_share(FEEDBACK, step)}


def losses(output, batch):
    """Nats of every token, [batch, time]; output [batch, time, tokens]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


def answers(model, batch):
    """The likeliest token again and again, for all sources of a batch; texts."""
    state, context = batch.encoded(model)
    previous = torch.full_like(batch.target[:, :1], START)
    going = torch.ones_like(previous, dtype=torch.bool)
    written = []
    while len(written) < LONGEST and going.any():
        logits, state = model.decode(previous, state, context)
        logits[..., [UNKNOWN, PADDING, START]] = -math.inf
        previous = logits.argmax(-1)
        going = going & (previous != END)
        written.append(previous.where(going, torch.full_like(previous, END)))
    return [TARGET.decode(row) for row in torch.cat(written, dim=1).tolist()]


class Metrics:
    def __init__(self, data, part):
        self.nats = self.count = self.right = 0
        self.texts = []

    def add(self, output, batch):
        self.nats += losses(output, batch).double().sum().item()
        self.count += int(batch.weight.sum().item())
        self.right += ((output.argmax(-1) == batch.target) * batch.weight).sum().item()

    def answer(self, model, batch):
        """What only an evaluation measures: the texts that the model writes."""
        references = [TARGET.decode(row) for row in batch.target.tolist()]
        self.texts += zip(answers(model, batch), references)

    def result(self):
        return {
            "loss": self.nats / self.count,
            **(text_scores(self.texts) if self.texts else {}),
            "tokenAccuracy": self.right / self.count,
            "perplexity": math.exp(self.nats / self.count),
        }
