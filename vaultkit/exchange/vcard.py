"""vCards 2.1, 3.0 and 4.0: bytes to cards with every line kept, and cards to bytes.

Any bytes will do. What 2.1 encodes (QUOTED-PRINTABLE, CHARSET, bare types) is told as 3.0 has it;
nothing else of a line is changed. vobject takes text, where a letter that was folded in its middle
is lost already, and knows lines by name alone, so it is the tests' second reader and not this one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from quopri import decodestring
from typing import NamedTuple

from vaultkit.model.calendar import Remark
from vaultkit.model.card import Card, CardLine, FoundCard

__all__ = [
    "CardLimits",
    "as_utf8",
    "card_text",
    "escaped",
    "joined_fields",
    "read_cards",
    "split_fields",
    "split_values",
    "unescaped",
    "vcards",
]


class CardLimits(NamedTuple):
    """How much of a file is read."""

    size: int = 5_000_000
    """Bytes."""
    cards: int = 20_000


_NAME = re.compile(r"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)\Z")
_STRUCTURED = frozenset({"N", "ADR", "ORG", "GENDER"})
_LISTS = frozenset({"CATEGORIES", "NICKNAME"})
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"})
_UNESCAPED = re.compile(r"\\(.)", re.DOTALL)
_FIELDS = re.compile(r"[^;\\]*(?:\\.?[^;\\]*)*", re.DOTALL)
_VALUES = re.compile(r"[^,\\]*(?:\\.?[^,\\]*)*", re.DOTALL)
_MOST_LINES = 2_000
"""Lines of a card: what has more is no person's."""
_MOST_PIECES = 1_000
"""Fields of a value, or values of a list; what comes after is not told of."""
_WIDTH = 75
"""Octets of a line without its end (RFC 6350 3.2)."""


def read_cards(
    data: bytes,
    *,
    limits: CardLimits = CardLimits(),  # noqa: B008 - a value
) -> tuple[FoundCard, ...]:
    """The cards of a file in its order, what cannot be used among them. Linear in the bytes."""
    if len(data) > limits.size:
        return (FoundCard(0, None, (Remark("file-too-large", {"limit": str(limits.size)}),)),)
    found: list[FoundCard] = []
    for raw in _raw_cards(as_utf8(data)):
        if len(found) == limits.cards:
            remark = Remark("too-many-cards", {"limit": str(limits.cards)})
            found.append(FoundCard(raw.line, None, (remark,)))
            break
        found.append(_found(raw))
    return tuple(found) or (FoundCard(0, None, (Remark("no-cards"),)),)


def as_utf8(data: bytes) -> bytes:
    """The bytes without a BOM, those of UTF-16 as UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


# --- cards and their lines


class _RawCard:
    """What lies between BEGIN and END, unfolded."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[tuple[int, bytes]] = []
        self.version = ""
        self.depth = 1
        self.has_inner = False
        self.closed = True


def _raw_cards(data: bytes) -> Iterator[_RawCard]:
    card: _RawCard | None = None
    for number, line in _Unfolding(data):
        word = line[:13].strip().upper()
        if word == b"BEGIN:VCARD":
            if card is None:
                card = _RawCard(number)
            elif card.lines and card.lines[-1][1].strip().upper() == b"AGENT:":
                # 2.1 puts a whole card below AGENT.
                card.depth += 1
                card.has_inner = True
            else:
                card.closed = False
                yield card
                card = _RawCard(number)
        elif card is None:
            continue
        elif word == b"END:VCARD":
            card.depth -= 1
            if card.depth == 0:
                yield card
                card = None
        elif card.depth == 1:
            card.lines.append((number, line))
    if card is not None:
        card.closed = False
        yield card


class _Unfolding:
    """Lines that are not blank, put together, each with the number of its first piece.

    As bytes, since some programs fold within a letter. 2.1 keeps the blank at which it folds, and
    goes on after a soft line end of QUOTED-PRINTABLE.
    """

    def __init__(self, data: bytes) -> None:
        self._rows = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        pieces: list[bytes] = []
        begun, keep, soft = 0, 0, False
        for number, row in enumerate(self._rows, start=1):
            if pieces and soft:
                pieces[-1] = pieces[-1][:-1]
                pieces.append(row)
                soft = row.endswith(b"=")
                continue
            if pieces and row[:1] in (b" ", b"\t"):
                pieces.append(row[1 - keep :])
                continue
            if pieces:
                yield begun, b"".join(pieces)
            begun, pieces = number, [row] if row.strip() else []
            soft = row.endswith(b"=") and _is_quoted(row)
            if row[:8].upper() == b"VERSION:":
                keep = int(row[8:].strip() == b"2.1")
        if pieces:
            yield begun, b"".join(pieces)


def _is_quoted(row: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in row.partition(b":")[0].upper()


def _found(raw: _RawCard) -> FoundCard:
    if len(raw.lines) > _MOST_LINES:
        return FoundCard(raw.line, None, (Remark("card-too-long", {"limit": str(_MOST_LINES)}),))
    lines: list[CardLine] = []
    remarks: list[Remark] = []
    version = "3.0"
    is_old = any(line[:11].strip().upper() == b"VERSION:2.1" for _, line in raw.lines)
    for number, data in raw.lines:
        line, guessed = _line_of(data, is_old=is_old)
        if line is None:
            remarks.append(Remark("line-invalid", {"line": str(number)}))
        elif line.name == "VERSION":
            version = "4.0" if line.value.strip() == "4.0" else "3.0"
        else:
            lines.append(line)
        if guessed:
            remarks.append(Remark("encoding-guessed", {"line": str(number), "taken": guessed}))
    if raw.has_inner:
        remarks.append(Remark("inner-card"))
    if not raw.closed:
        remarks.append(Remark("not-closed"))
    if not lines:
        return FoundCard(raw.line, None, (*remarks, Remark("card-empty")))
    return FoundCard(raw.line, Card(tuple(lines), version), tuple(remarks))


def _line_of(data: bytes, *, is_old: bool) -> tuple[CardLine | None, str]:
    """The line, None where it is none; and the encoding that had to be guessed."""
    head, colon, rest = _parted(data)
    words = _split_outside_quotes(head.decode("utf-8", "replace"), ";")
    named = _NAME.match(words[0].strip())
    if not colon or named is None:
        return None, ""
    params = [_param_of(word) for word in words[1:] if word.strip()]
    encoding = next((value.upper() for key, value in params if key == "ENCODING"), "")
    charset = next((value.strip('"') for key, value in params if key == "CHARSET"), "")
    if encoding == "QUOTED-PRINTABLE":
        rest = decodestring(rest)
    text, guessed = _decoded(rest, charset)
    gone = {"CHARSET", "ENCODING"} if encoding in _ENCODINGS else {"CHARSET"}
    kept = [pair for pair in params if pair[0] not in gone]
    if encoding == "BASE64":
        kept.insert(0, ("ENCODING", "b"))
    name = named[2].upper().replace("_", "-")
    value = text if encoding == "BASE64" else _as_three(name, text) if is_old else text
    if encoding in ("BASE64", "B"):
        value = "".join(value.split())
    return CardLine(name, value.replace("\0", ""), tuple(kept), named[1] or ""), guessed


def _parted(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Head and value at the first colon that does not stand in quotes."""
    head, colon, rest = data.partition(b":")
    if b'"' not in head:
        return head, colon, rest
    quoted = False
    for at, byte in enumerate(data):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return data[:at], b":", data[at + 1 :]
    return head, colon, rest  # a quote that is never closed


def _split_outside_quotes(text: str, sign: str) -> list[str]:
    if '"' not in text:
        return text.split(sign)
    pieces, begun, quoted = [], 0, False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == sign and not quoted:
            pieces.append(text[begun:at])
            begun = at + 1
    return [*pieces, text[begun:]]


def _param_of(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if equals:
        return key.strip().upper(), value.strip()
    # 2.1 writes types and encodings without a name.
    return ("ENCODING" if key.strip().upper() in _ENCODINGS else "TYPE"), key.strip()


def _decoded(data: bytes, charset: str) -> tuple[str, str]:
    """The text, and the encoding where neither UTF-8 nor what is named fits."""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(charset or "utf-8"), ""
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1251", "replace"), "windows-1251"


def _as_three(name: str, text: str) -> str:
    """A value of 2.1, where only semicolons are escaped, as 3.0 writes it."""
    if name in _STRUCTURED:
        return joined_fields([each.replace("\\;", ";") for each in _old_fields(text)])
    plain = text.replace("\\;", ";").replace("\r\n", "\n")
    if name in _LISTS:
        return ",".join(escaped(each.strip()) for each in re.split(r"[,;]", plain))
    return escaped(plain) if name not in ("URL", "UID", "KEY", "PHOTO", "TEL", "EMAIL") else plain


def _old_fields(text: str) -> list[str]:
    return re.split(r"(?<!\\);", text)


# --- values


def unescaped(value: str) -> str:
    """A TEXT value as text, with line ends."""
    if "\\" not in value:
        return value
    return _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    """A text as the value of a line."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def split_fields(value: str) -> list[str]:
    """The fields of N, ADR or ORG, as text."""
    return [unescaped(each).strip() for each in _split(_FIELDS, value)]


def joined_fields(fields: Iterable[str]) -> str:
    """Fields as a value."""
    return ";".join(map(escaped, fields))


def split_values(value: str) -> list[str]:
    """The texts of a list such as NICKNAME, without empty ones."""
    return [text for each in _split(_VALUES, value) if (text := unescaped(each).strip())]


def _split(pattern: re.Pattern[str], value: str) -> Iterator[str]:
    at = 0
    for _ in range(_MOST_PIECES):
        if at > len(value):
            return
        found = pattern.match(value, at)
        assert found is not None  # it matches nothing, too
        yield found[0]
        at = found.end() + 1


# --- writing


def card_text(card: Card) -> str:
    """A card's lines without folds, LF at each end: equal text is an equal card."""
    lines = [f"VERSION:{card.version}", *map(_line_text, card.lines)]
    return "\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""])


def vcards(cards: Sequence[Card]) -> bytes:
    """The cards as a file: CRLF, at most 75 octets a line, no letter cut."""
    return b"".join(
        _folded(line) + b"\r\n"
        for card in cards
        for line in card_text(card).rstrip("\n").split("\n")
    )


def _line_text(line: CardLine) -> str:
    group = f"{line.group}." if line.group else ""
    params = "".join(f";{key}={value}" for key, value in line.params)
    return f"{group}{line.name}{params}:{line.value}".replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    data = line.encode("utf-8", "replace")
    if len(data) <= _WIDTH:
        return data
    pieces, at, room = [], 0, _WIDTH
    while len(data) - at > room:
        end = at + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[at:end])
        at, room = end, _WIDTH - 1
    return b"\r\n ".join([*pieces, data[at:]])
