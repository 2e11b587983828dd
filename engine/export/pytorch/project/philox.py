"""The random numbers of Sequence Lab (Philox4x32-10, Salmon et al. 2011): the same splits, orders and hidden tokens."""

import torch

MASK = 0xFFFFFFFF


def key_of(seed, purpose):
    """The stream of one purpose under a seed: the name's FNV-1a hash beside the seed."""
    value = 0x811C9DC5
    for character in purpose:
        value = ((value ^ ord(character)) * 0x01000193) & MASK
    return seed & MASK, value


def words(key, stream, start, count):
    """`count` numbers of 32 bits from the start-th of a stream on, int64."""
    blocks = torch.arange(start // 4, (start + count + 3) // 4)
    a, b = blocks & MASK, blocks >> 32
    c, d = torch.full_like(blocks, 1), torch.full_like(blocks, stream & MASK)
    one, two = key
    for _ in range(10):
        # Products wrap around at 64 bits; their halves are right all the same.
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, b = ((second >> 32) & MASK) ^ b ^ one, second & MASK
        c, d = ((first >> 32) & MASK) ^ d ^ two, first & MASK
        one, two = (one + 0x9E3779B9) & MASK, (two + 0xBB67AE85) & MASK
    return torch.stack([a, b, c, d], dim=1).flatten()[start % 4 :][:count]


def uniform(key, stream, start, count):
    """`count` numbers in [0, 1), two words each, from the start-th word on, float64."""
    drawn = words(key, stream, start, 2 * count)
    return ((drawn[0::2] >> 5).double() * 2**26 + (drawn[1::2] >> 6)) / 2**53


def permutation(count, key, stream):
    """0 .. count - 1 in random order (Fisher and Yates)."""

    def draw(start=0, chunk=4096):
        while True:
            yield from words(key, stream, start, chunk).tolist()
            start += chunk

    order = list(range(count))
    drawn = draw()
    for i in range(count - 1, 0, -1):
        word = next(drawn)
        while word >= 2**32 - 2**32 % (i + 1):
            word = next(drawn)
        j = word % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order
