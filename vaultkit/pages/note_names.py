"""Names of new notes: what a person typed, made a name that every system and every link takes."""

from __future__ import annotations

import re
import unicodedata

from vaultkit.pages.core_template import CoreValues, expand

__all__ = ["cut_at_grapheme", "name_path", "numbered", "safe_name"]

_LIMIT = 255 - len(".md")
"""Bytes of a name (NM-01)."""

# Links end at some of these (NM-01), Windows refuses others; the rest would not show.
_TABLE = {
    **dict.fromkeys("\\/|*", "-"),
    **dict.fromkeys("?<>#^", ""),
    '"': "'",
    "[": "(",
    "]": ")",
}
_SWAPPED = str.maketrans(_TABLE)
_CLOCK = re.compile(r"(?<=[0-9]):(?=[0-9])")
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\Z", re.IGNORECASE)
_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
_JOINERS = "\u200c\u200d"


def safe_name(text: str) -> str:
    """The text as a file's name without its ending, NFC; empty where nothing of it is left.

    At most 252 bytes, cut where a letter ends. A second application changes nothing.
    """
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or letter in _JOINERS or unicodedata.category(letter) not in _HIDDEN
    )
    plain = _CLOCK.sub(".", shown).replace(": ", " - ").replace(":", "-").translate(_SWAPPED)
    name = re.sub(r"%%+", "%", re.sub(r" +", " ", plain))
    name = re.sub(r"(?:\.md)+\Z", "", name.strip(), flags=re.IGNORECASE)
    name = cut_at_grapheme(name.lstrip(". "), _LIMIT).rstrip(". ")
    stem = name.partition(".")[0].rstrip(" ")
    if _DEVICE.match(stem):
        name = f"{stem}_{name[len(stem) :]}"
    return unicodedata.normalize("NFC", name)


def name_path(pattern: str, values: CoreValues) -> str:
    """The path that a pattern of ``{{title}}``, ``{{date}}`` and ``{{time}}`` gives, without
    ending. Slashes of the pattern and of its formats part folders, those of a title do not.

    Empty segments are left out; empty where nothing is left.
    """
    named = expand(pattern, values._replace(title=safe_name(values.title)))
    return "/".join(filter(None, map(safe_name, named.split("/"))))


def numbered(path: str, number: int) -> str:
    """The path with a number behind it, as Obsidian gives one to a second file of a name."""
    folder, slash, name = path.rpartition("/")
    ending = f" {number}"
    return f"{folder}{slash}{cut_at_grapheme(name, _LIMIT - len(ending)).rstrip('. ')}{ending}"


def cut_at_grapheme(text: str, limit: int) -> str:
    """At most so many bytes of the text, never a part of what is seen as one letter.

    A letter keeps its accents, an emoji its skin and family, a flag both its halves. One letter
    of more bytes than that is cut to none.
    """
    data = text.encode()
    if len(data) <= limit:
        return text
    at = len(data[: max(limit, 0)].decode(errors="ignore"))
    while at and _is_inside(text, at):
        at -= 1
    return text[:at]


def _is_inside(text: str, at: int) -> bool:
    """Whether letters before and after a place belong together (UAX 29, without old Hangul)."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or before == "\u200d":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if unicodedata.combining(before) == 9:  # a virama joins two consonants
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        halves = len(text[:at]) - len(text[:at].rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
        return halves % 2 == 1
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff"


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
