"""Text, cut into tokens as Sequence Lab cuts it."""

# What JavaScript takes for white space.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


# What Sequence Lab (that is, Node) means by names that Python gives to other encodings, or to none.
WEB_NAMES = {
    "ascii": "cp1252",
    "big5": "cp950",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
}


def decoded(content, encoding):
    """Text out of bytes. Throws UnicodeDecodeError."""
    return content.decode(WEB_NAMES.get(encoding.lower(), encoding)).removeprefix("\ufeff")


def read_text(path, encoding):
    return decoded(path.read_bytes(), encoding).replace("\r\n", "\n")


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
