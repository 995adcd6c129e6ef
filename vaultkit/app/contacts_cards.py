"""A contact as one card: the cards that are kept with the note, and over them what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from vaultkit.app.contacts_fields import FIELDS, Field, comparing, held_key
from vaultkit.app.contacts_identity import ids_in
from vaultkit.app.contacts_store import PHOTO, attachments_of, kept_cards, ranked, read_attachment
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.card_fields import Facts, facts_of, united
from vaultkit.exchange.phones import international
from vaultkit.exchange.photos import LARGEST_PHOTO, Photo, digest_in, inlined, photo_of
from vaultkit.exchange.vcard import escaped, joined_fields, unescaped
from vaultkit.model.card import Card, CardLine
from vaultkit.model.note import Note
from vaultkit.people.fields import texts_of

__all__ = ["Told", "card_of", "told_by"]

_ONCE = frozenset(["ANNIVERSARY", "BDAY", "FN", "GENDER", "KIND", "N", "PRODID", "REV", "UID"])
"""Of these a card holds one at most: that of the newest."""
_LINES: Mapping[str, tuple[str, ...]] = {
    "org": ("ORG",),
    "role": ("TITLE", "ROLE"),
    "emails": ("EMAIL",),
    "phones": ("TEL",),
    "tz": ("TZ",),
    "birthday": ("BDAY",),
    "langs": ("LANG",),
    "aliases": ("NICKNAME",),
    "urls": ("URL", "X-SOCIALPROFILE"),
    "addresses": ("ADR",),
    "notes": ("NOTE",),
}
"""The lines that tell of a property."""


class Told(NamedTuple):
    """What a note says of a person, and what the cards kept with it say."""

    said: Facts
    cards: tuple[Card, ...]


def told_by(snapshot: Snapshot, note: Note) -> Told:
    """What a note says, its own words first; links say what they show."""
    kept = kept_cards(snapshot, note)
    cards = ranked((*kept.cards, *kept.elsewhere))
    parts: dict[str, object] = {}
    for field in FIELDS:
        key = held_key(note, field.names)
        texts = texts_of(note.properties[key]) if key else ()
        several = isinstance(getattr(Facts(), field.part), tuple)
        parts[field.part] = texts if several else ", ".join(texts)
    parts["ids"] = ids_in(note)
    return Told(Facts(name=note.title, **parts), cards)  # type: ignore[arg-type]


def card_of(snapshot: Snapshot, note: Note, *, version: str, region: str) -> Card:
    """The contact as a card of a version: every line that was imported, but where the note says
    otherwise, what it says. Without cards of its own the note alone. The same note and files give
    the same card. Raises DiskError where a file that the note links to cannot be read."""
    told = told_by(snapshot, note)
    kept = united(facts_of(card, region=region) for card in told.cards)
    lines = list(_merged(told.cards, region=region))
    for field in FIELDS:
        if field.part in _LINES:
            lines = _corrected(lines, field, told.said, kept, region=region)
    lines = _with_ids(_named(lines, note), told)
    photos = _photos(snapshot, note)
    return Card(tuple(_in_order(_as_version(lines, photos, version))), version)


# --- the cards put together


def _merged(cards: Sequence[Card], *, region: str) -> Iterator[CardLine]:
    """The lines of all cards, each once; groups get numbers of their own."""
    seen: set[object] = set()
    numbers = count(1)
    for card in cards:
        for lines in _by_group(card):
            key = _once_key(lines, region)
            if key in seen:
                continue
            seen.add(key)
            group = f"item{next(numbers)}" if lines[0].group else ""
            yield from (line._replace(group=group) for line in lines)


def _once_key(lines: Sequence[CardLine], region: str) -> object:
    """What tells lines apart: an address or a number is one whatever its label says."""
    first = lines[0]
    if first.name in _ONCE:
        return first.name
    if first.name == "TEL":
        return "TEL", international(unescaped(first.value), region) or first.value
    if first.name in ("EMAIL", "URL"):
        return first.name, first.value.casefold()
    return tuple(line._replace(group="") for line in lines)


def _by_group(card: Card) -> list[list[CardLine]]:
    """The lines, those of a group together where its first stands."""
    found: dict[object, list[CardLine]] = {}
    for at, line in enumerate(card.lines):
        found.setdefault(line.group.lower() or at, []).append(line)
    return list(found.values())


def _corrected(
    lines: list[CardLine], field: Field, said: Facts, kept: Facts, *, region: str
) -> list[CardLine]:
    """The lines of a field as the note has it; untouched where both say the same."""
    key_of = comparing(field, region)
    wanted = {key_of(value): value for value in field.values(said)}
    known = {key_of(value) for value in field.values(kept)}
    names = _LINES[field.part]
    if wanted.keys() == known:
        return _preferring(lines, names, list(wanted), key_of)
    left = [
        line
        for line in lines
        if line.name not in names
        or not _texts(line)  # what says nothing to a note is no part of it
        or any(key_of(each) in wanted for each in _texts(line))
    ]
    there = {key_of(each) for line in left if line.name in names for each in _texts(line)}
    new = [value for key, value in wanted.items() if key not in there]
    if field.part == "aliases":
        return [*left, *(CardLine(names[0], escaped(value)) for value in new)]
    return [*left, *(_line(names[0], value) for value in new)]


def _preferring(
    lines: list[CardLine],
    names: tuple[str, ...],
    order: Sequence[str],
    key_of: Callable[[str], str],
) -> list[CardLine]:
    """The lines of a field in the order of the note, which prefers the first."""
    if len(order) < 2 or len(names) > 1 or names[0] == "NICKNAME":
        return lines

    def rank(line: CardLine) -> int:
        return min((order.index(key_of(each)) for each in _texts(line)), default=len(order))

    mine = sorted((line for line in lines if line.name in names), key=rank)
    if not _is_preferred(mine[0]):
        mine = [_plain(line) for line in mine]
    following = iter(mine)
    return [next(following) if line.name in names else line for line in lines]


def _is_preferred(line: CardLine) -> bool:
    return "pref" in line.types or bool(line.param("PREF"))


def _plain(line: CardLine) -> CardLine:
    """The line without a preference."""
    params = (pair for pair in _without_pref(line) if pair[0] != "PREF")
    return line._replace(params=tuple(params))


def _texts(line: CardLine) -> tuple[str, ...]:
    """What a line says, in the terms of a property."""
    facts = facts_of(Card((line,)), region="")
    part = next(part for part, names in _LINES.items() if line.name in names)
    value: str | tuple[str, ...] = getattr(facts, part)
    return value if isinstance(value, tuple) else (value,) if value else ()


def _line(name: str, value: str) -> CardLine:
    if name == "ADR":
        return CardLine(name, joined_fields(["", "", value, "", "", "", ""]))
    return CardLine(name, joined_fields([value]) if name == "ORG" else escaped(value))


def _named(lines: list[CardLine], note: Note) -> list[CardLine]:
    """With the note's name, which is the person's."""
    stated = next((line for line in lines if line.name == "FN"), None)
    if stated is None or " ".join(unescaped(stated.value).split()) != note.title:
        rest = [line for line in lines if line.name not in ("FN", "N")]
        given, _, family = note.title.rpartition(" ")
        fields = (family, given, "", "", "") if given else ("", family, "", "", "")
        return [CardLine("FN", escaped(note.title)), CardLine("N", joined_fields(fields)), *rest]
    if all(line.name != "N" for line in lines):
        given, _, family = note.title.rpartition(" ")
        return [CardLine("N", joined_fields((family, given, "", "", ""))), *lines]
    return lines


def _with_ids(lines: list[CardLine], told: Told) -> list[CardLine]:
    """With the ids that stand in the note alone."""
    there = set(facts_of(Card(tuple(lines)), region="").ids)
    new = [each for each in told.said.ids if each not in there]
    return [*lines, *(CardLine("X-VAULTKIT-ID", escaped(each)) for each in new)]


def _photos(snapshot: Snapshot, note: Note) -> Mapping[str, Photo]:
    """The pictures that the note links to, by their digest."""
    found: dict[str, Photo] = {}
    for path in attachments_of(snapshot, note, PHOTO):
        data = read_attachment(snapshot, path)
        photo = photo_of(data) if len(data) <= LARGEST_PHOTO else None
        if photo is not None:
            found[photo.digest] = photo
    return found


# --- versions


def _as_version(
    lines: Iterable[CardLine], photos: Mapping[str, Photo], version: str
) -> Iterator[CardLine]:
    shown: set[str] = set()
    for line in lines:
        digest = digest_in(line)
        if digest:
            photo = photos.get(digest)
            if photo is not None:  # else its file is gone
                shown.add(digest)
                yield inlined(line, photo, version)
        else:
            yield from _CHANGES.get(version, _unchanged)(line)
    for digest, photo in sorted(photos.items()):
        if digest not in shown:
            yield inlined(CardLine("PHOTO", ""), photo, version)


def _unchanged(line: CardLine) -> Iterator[CardLine]:
    yield line


def _as_four(line: CardLine) -> Iterator[CardLine]:
    if line.name == "BDAY" and (day := facts_of(Card((line,)), region="").birthday):
        kept = tuple(pair for pair in line.params if pair[0] != "X-APPLE-OMIT-YEAR")
        yield line._replace(value=_basic(day), params=kept)
    elif "pref" in line.types and not line.param("PREF"):
        yield line._replace(params=(("PREF", "1"), *_without_pref(line)))
    else:
        yield line


def _as_three(line: CardLine) -> Iterator[CardLine]:
    day = facts_of(Card((line,)), region="").birthday if line.name == "BDAY" else ""
    if day.startswith("--"):
        # 3.0 has no day without its year; this is how Apple, whose 3.0 it is, says it.
        yield line._replace(value=f"1604{day[1:]}", params=(("X-APPLE-OMIT-YEAR", "1604"),))
    elif day:
        yield line._replace(value=day, params=())
    elif line.param("PREF") == "1" and "pref" not in line.types:
        kept = tuple(pair for pair in line.params if pair[0] != "PREF")
        yield line._replace(params=(*kept, ("TYPE", "pref")))
    elif line.param("VALUE").lower() == "uri" and line.name == "TEL":
        kept = tuple(pair for pair in line.params if pair[0] != "VALUE")
        yield line._replace(value=line.value.removeprefix("tel:"), params=kept)
    else:
        yield line


def _without_pref(line: CardLine) -> Iterator[tuple[str, str]]:
    for key, value in line.params:
        words = [each for each in value.strip('"').split(",") if each.lower() != "pref"]
        if key != "TYPE":
            yield key, value
        elif len(words) > 1:
            yield key, '"' + ",".join(words) + '"'
        elif words:
            yield key, words[0]


def _basic(day: str) -> str:
    """``--0412`` and ``19840308``: 4.0 takes no other form."""
    return "--" + day[2:].replace("-", "") if day.startswith("--") else day.replace("-", "")


_CHANGES: Mapping[str, Callable[[CardLine], Iterator[CardLine]]] = {
    "3.0": _as_three,
    "4.0": _as_four,
}


def _in_order(lines: Iterable[CardLine]) -> list[CardLine]:
    """FN and N first, as all programs expect; the others as they came."""
    first = {"FN": 0, "N": 1}
    return sorted(lines, key=lambda line: first.get(line.name, 2))
