"""Does the bench's work in PyTorch. Reads one JSON value a line, answers with one a line.

The threads are those of OMP_NUM_THREADS and OPENBLAS_NUM_THREADS, which have to be set before PyTorch is loaded.
"""

import ctypes
import json
import os
import sys
import time

import torch
from torch import nn

THREADS = int(os.environ["OMP_NUM_THREADS"])
GENERATED = 50


def blas():
    """Name and kernels of the OpenBLAS in this process, if there is one."""
    try:
        with open("/proc/self/maps") as maps:
            paths = sorted({line.split()[-1] for line in maps if "openblas" in line})
        library = ctypes.CDLL(paths[0])
        library.openblas_get_config.restype = ctypes.c_char_p
        library.openblas_get_corename.restype = ctypes.c_char_p
        version = library.openblas_get_config().decode().split()[1]
        return f"OpenBLAS {version} ({library.openblas_get_corename().decode()} kernels)"
    except (OSError, IndexError, AttributeError):
        return "another BLAS than OpenBLAS"


def check_product():
    """Kernels that give wrong numbers are no measure of speed."""
    torch.manual_seed(0)
    a, b = torch.randn(129, 257), torch.randn(257, 65)
    error = ((a @ b).double() - a.double() @ b.double()).abs().max().item()
    if not error < 1e-4:
        raise RuntimeError(f"PyTorch's product is wrong by {error} here")


class Network(nn.Module):
    def __init__(self, work):
        super().__init__()
        kind = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[work["cell"]]
        hidden = work["hidden"]
        directions = 2 if work["bidirectional"] else 1
        self.embedding = nn.Embedding(work["vocabulary"], hidden)
        self.rnn = kind(hidden, hidden, work["layers"], bidirectional=work["bidirectional"])
        self.head = nn.Linear(directions * hidden, work["vocabulary"])

    def forward(self, tokens, state):
        outputs, state = self.rnn(self.embedding(tokens), state)
        return self.head(outputs), state


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def random_tokens(work):
    return torch.randint(work["vocabulary"], (work["time"], work["batch"]))


def train(work):
    network = Network(work)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    tokens, targets = random_tokens(work), random_tokens(work)
    carried = None

    def run():
        nonlocal carried
        optimizer.zero_grad(set_to_none=True)
        output, state = network(tokens, carried)
        loss = loss_of(output.flatten(0, 1), targets.flatten())
        loss.item()  # Everybody looks at the loss.
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        carried = None if work["bidirectional"] else detached(state)

    return work["time"] * work["batch"], run


def infer(work):
    network = Network(work).eval()
    loss_of = nn.CrossEntropyLoss()
    tokens, targets = random_tokens(work), random_tokens(work)
    carried = None

    def run():
        nonlocal carried
        with torch.inference_mode():
            output, state = network(tokens, carried)
            loss_of(output.flatten(0, 1), targets.flatten()).item()
        carried = None if work["bidirectional"] else state

    return work["time"] * work["batch"], run


def generate(work):
    network = Network(work).eval()

    def run():
        with torch.inference_mode():
            token, state = torch.ones(1, 1, dtype=torch.long), None
            for _ in range(GENERATED):
                output, state = network(token, state)
                token = torch.multinomial(output[0].softmax(1), 1)
                token.item()

    return GENERATED, run


def product(work):
    m, n, k = work["m"], work["n"], work["k"]
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    return 2e-9 * m * n * k, lambda: torch.mm(a, b, out=c)


KINDS = {"train": train, "infer": infer, "generate": generate, "product": product}


def main():
    torch.set_num_threads(THREADS)
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                amount, run = KINDS[request["prepare"]["kind"]](request["prepare"])
                answer = {"amount": amount, "facts": {"blas": blas(), "threads": torch.get_num_threads()}}
            elif "run" in request:
                start = time.perf_counter()
                for _ in range(request["run"]):
                    run()
                answer = {"seconds": time.perf_counter() - start}
            else:
                check_product()
                answer = {"PyTorch": torch.__version__, "BLAS": blas()}
        except Exception as error:  # The bench names whatever it was.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
