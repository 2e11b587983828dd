"""Text, cut into tokens as Sequence Lab cuts it."""

import codecs

# What JavaScript takes for white space.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def read_text(path, encoding):
    text = codecs.decode(path.read_bytes(), encoding)
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def tokens_of(text, kind):
    """Cuts a text; joined, the tokens give it back."""
    if kind == "character":
        return list(text)
    try:
        import icu
    except ImportError:
        raise SystemExit("Words and graphemes are cut by ICU here as there: pip install PyICU.") from None
    make = icu.BreakIterator.createWordInstance if kind == "word" else icu.BreakIterator.createCharacterInstance
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
