"""What changes from step to step: the factor of the learning rate, and how much a decoder reads of its own outputs."""

import math


def anneal(start, end, progress):
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * progress)) / 2


class factor_of:
    """factor(step) for steps from 0 on; told of every validation loss."""

    def __init__(self, settings, total):
        self.settings = settings
        self.total = max(1, total)
        self.plateau, self.best, self.waited = 1.0, math.inf, 0

    def __call__(self, step):
        settings, total = self.settings, self.total
        kind = settings["kind"]
        if kind == "step":
            return settings["factor"] ** (step // settings["every"])
        if kind == "cosine":
            return anneal(1, settings["minimum"], min(1, step / total))
        if kind == "linear-warmup":
            return min(1, (step + 1) / settings["warmup"])
        if kind == "one-cycle":
            top = max(1, int(settings["warmupFraction"] * total + 0.5))
            if step < top:
                return anneal(settings["start"], 1, step / top)
            return anneal(1, settings["end"], min(1, (step - top) / max(1, total - top)))
        return self.plateau

    def validated(self, loss):
        if self.settings["kind"] != "plateau":
            return
        if loss < self.best:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited > self.settings["patience"]:
            self.plateau = max(self.settings["minimum"], self.plateau * self.settings["factor"])
            self.waited = 0


def own_share(feedback, step):
    """Share of tokens that a decoder reads from its own outputs after so many steps of training (Bengio et al. 2015)."""
    if feedback["kind"] != "scheduled-sampling":
        return float(feedback["kind"] == "free-running")
    halfway = feedback["halfway"]
    if feedback["decay"] == "linear":
        true = max(0.0, 1 - step / (2 * halfway))
    elif feedback["decay"] == "exponential":
        true = 0.5 ** (step / halfway)
    else:
        k = max(math.e, halfway)
        for _ in range(50):
            k -= (k * math.log(k) - halfway) / (math.log(k) + 1)
        true = 1 / (1 + math.exp(min(700.0, step / k - math.log(k))))
    return 1 - max(feedback["minimum"], true)
