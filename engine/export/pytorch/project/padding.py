"""Batches of sequences of different lengths, which are filled up at their ends."""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def mask_of(lengths, time):
    """[batch] -> [batch, time], true for real steps; none where no lengths are given."""
    return None if lengths is None else torch.arange(time, device=lengths.device) < lengths.unsqueeze(1)


def read_padded(rnn, x, state=None, lengths=None):
    """Outputs [batch, time, columns], zero behind the end of each sequence, and the state at its end."""
    if lengths is None:
        return rnn(x, state)
    packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
    outputs, state = rnn(packed, state)
    return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], state
