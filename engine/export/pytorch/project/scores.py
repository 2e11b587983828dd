"""Scores of texts and tags, as Sequence Lab gives them."""

import math
import re
from collections import Counter

from text import BLANKS


def ngrams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def size(counter):
    return sum(counter.values())


def words_13a(text):
    """Words and punctuation as the evaluation script mteval-v13a of NIST cuts them."""
    text = f" {text.replace('<skipped>', '').replace('-' + chr(10), '').replace(chr(10), ' ')} "
    for entity, character in ("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"):
        text = text.replace(entity, character)
    text = re.sub(r"([{-~[-` -&(-+:-@/])", r" \1 ", text)
    text = re.sub(r"([^0-9])([.,])", r"\1 \2 ", text)
    text = re.sub(r"([.,])([^0-9])", r" \1 \2", text)
    text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
    return re.findall(f"[^{BLANKS}]+", text)


def bleu(texts):
    """Corpus BLEU from 0 to 100 as sacreBLEU gives it (13a, exponential smoothing). texts: (answer, reference)"""
    matches, totals = [0] * 4, [0] * 4
    length = wanted = 0
    for answer, reference in texts:
        answer, reference = words_13a(answer), words_13a(reference)
        length, wanted = length + len(answer), wanted + len(reference)
        for n in range(4):
            found = ngrams(answer, n + 1)
            totals[n] += size(found)
            matches[n] += size(found & ngrams(reference, n + 1))
    if not any(matches) or not all(totals):
        return 0.0
    halving, logarithms = 1, 0.0
    for match, total in zip(matches, totals):
        if match == 0:
            halving *= 2
        logarithms += math.log(100 * (match or 1 / halving) / total)
    return min(1.0, math.exp(1 - wanted / length)) * math.exp(logarithms / 4)


def chrf(texts):
    """Corpus chrF2 from 0 to 100 as sacreBLEU gives it: character 1- to 6-grams without white space."""
    found, wanted, matches = [0] * 6, [0] * 6, [0] * 6
    for pair in texts:
        answer, reference = (re.sub(f"[{BLANKS}]", "", text) for text in pair)
        for n in range(6):
            a, b = ngrams(answer, n + 1), ngrams(reference, n + 1)
            # Without n-grams in the reference those of the answer are not wrong either.
            found[n] += size(a) if b else 0
            wanted[n] += size(b)
            matches[n] += size(a & b)
    orders = [n for n in range(6) if found[n] and wanted[n]]
    precision = sum(matches[n] / found[n] for n in orders) / max(1, len(orders))
    recall = sum(matches[n] / wanted[n] for n in orders) / max(1, len(orders))
    return 500 * precision * recall / (4 * precision + recall) if precision + recall else 0.0


def text_scores(texts):
    exact = sum(answer == reference for answer, reference in texts) / len(texts)
    return {"exactMatch": exact, "bleu": bleu(texts), "chrf": chrf(texts)}


def chunks_of(tags):
    """Entities as (start, end, type), by the rules of the CoNLL 2000 evaluation; IOB1, IOB2 and IOBES alike."""
    chunks = set()
    start, kind, before = None, "", "O"
    for i, tag in enumerate([*tags, "O"]):
        found = re.fullmatch(r"([BIES])-(.*)", tag, re.DOTALL)
        prefix, now = found.groups() if found else ("O", "")
        if start is not None and (before in "ES" or prefix in "OBS" or now != kind):
            chunks.add((start, i, kind))
            start = None
        if start is None and prefix != "O":
            start = i
        kind, before = now, prefix
    return chunks


def tag_scores(sentences):
    """sentences: (predicted tags, true tags)"""
    right = found = wanted = correct = count = 0
    for predicted, truth in sentences:
        a, b = chunks_of(predicted), chunks_of(truth)
        right, found, wanted = right + len(a & b), found + len(a), wanted + len(b)
        correct += sum(x == y for x, y in zip(predicted, truth))
        count += len(truth)
    if not found + wanted:
        return {"accuracy": correct / count}
    precision, recall = right / found if found else 0.0, right / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"f1": f1, "precision": precision, "recall": recall, "accuracy": correct / count}
