"""The pairs: parts, batches and scores as in Sequence Lab."""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional

from pairs import END, PADDING, RECORD, START, TARGET, UNKNOWN, buckets, padded, read_parts
from scores import text_scores
from settings import EXPERIMENT

FEEDBACK = EXPERIMENT["model"]["feedback"]
# Tokens after which an answer that does not end is cut.
LONGEST = math.ceil(1.5 * RECORD["target"]["longest"]) + 5


def own_share(step):
    """Share of tokens that the decoder reads from its own outputs, after so many steps of training (Bengio et al. 2015)."""
    if FEEDBACK["kind"] != "scheduled-sampling":
        return float(FEEDBACK["kind"] == "free-running")
    halfway = FEEDBACK["halfway"]
    if FEEDBACK["decay"] == "linear":
        true = max(0.0, 1 - step / (2 * halfway))
    elif FEEDBACK["decay"] == "exponential":
        true = 0.5 ** (step / halfway)
    else:
        k = max(math.e, halfway)
        for _ in range(50):
            k -= (k * math.log(k) - halfway) / (math.log(k) + 1)
        true = 1 / (1 + math.exp(min(700.0, step / k - math.log(k))))
    return 1 - max(FEEDBACK["minimum"], true)


@dataclass
class Batch:
    source: torch.Tensor  # [batch, source time], token ids
    lengths: torch.Tensor  # [batch], of the sources
    previous: torch.Tensor  # [batch, time], what the decoder reads: the start symbol and the target
    target: torch.Tensor  # [batch, time], the target and the end symbol
    weight: torch.Tensor  # [batch, time], 1, or 0 for padding

    def through(self, model, _state, step=None):
        """Outputs [batch, time, tokens]; in training, after `step` steps of it, with the decoder's own outputs fed back."""
        own = {} if step is None or FEEDBACK["kind"] == "teacher-forcing" else {"own": own_share(step)}
        return model(self.source, self.previous, self.lengths, **own), None


class Data:
    continuous = False
    generates = True
    scale = 1  # of the loss

    def __init__(self, options):
        self.parts = read_parts(options)

    def batches(self, part, epoch=0, rank=0, world=1):
        """Batches of a part; with several processes, the share of this one."""
        for pairs in buckets(self.parts[part], lambda pair: len(pair.source) * 1024 + len(pair.target), part, epoch):
            own = pairs[rank::world]
            rows = own or pairs[:1]
            target = padded([[*pair.target, END] for pair in rows])
            yield Batch(
                padded([pair.source for pair in rows]),
                torch.tensor([len(pair.source) for pair in rows]),
                padded([[START, *pair.target] for pair in rows]),
                target,
                (target != PADDING).float() if own else torch.zeros(target.shape),
            )


def losses(output, batch):
    """Nats of every token, [batch, time]; output [batch, time, tokens]."""
    each = functional.cross_entropy(output.transpose(1, 2), batch.target, reduction="none")
    return each * batch.weight


def answers(model, batch):
    """The likeliest token again and again, for all sources of a batch; texts."""
    state, context = model.encode(batch.source, batch.lengths)
    previous = torch.full_like(batch.lengths, START).unsqueeze(1)
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
