"""What a card says of a person, in the terms of a contact's note; and who it says it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from vaultkit.exchange.names import parse_email
from vaultkit.exchange.phones import international
from vaultkit.exchange.vcard import split_fields, split_values, unescaped
from vaultkit.model.card import Card, CardLine

__all__ = ["Facts", "birthday_of", "facts_of", "ids_of", "united"]


class Facts(NamedTuple):
    """What is known of a person; empty where it is not. All tuples hold each value once."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    """The preferred one first, the domain in lower case."""
    phones: tuple[str, ...] = ()
    """In E.164; as written where a number cannot be read so."""
    org: str = ""
    role: str = ""
    tz: str = ""
    """An IANA name."""
    langs: tuple[str, ...] = ()
    birthday: str = ""
    """``1984-03-08``, or ``--04-12`` without a year."""
    met: str = ""
    """ISO 8601."""
    ids: tuple[str, ...] = ()
    """``system:id``: what stays the same for ever."""
    urls: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Each on one line."""
    notes: tuple[str, ...] = ()
    """Texts, with their lines."""
    unread_phones: tuple[str, ...] = ()
    """Those that are no number, or none without a region."""


_MET = frozenset(
    ["met", "met on", "first met", "connected on", "познакомились", "знакомство", "дата знакомства"]
)
_ID_LINES = {"X-HUBSPOT-ID": "hubspot", "X-SALESFORCE-ID": "salesforce"}
_URLS = ("URL", "X-SOCIALPROFILE")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?\Z", re.DOTALL | re.ASCII)
_DAY_OF_YEAR = re.compile(r"--(\d\d)-?(\d\d)(?:[T ].*)?\Z", re.DOTALL | re.ASCII)
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}\Z")
_PROFILE = re.compile(r"/in/([^/]+)/?\Z")


def facts_of(card: Card, *, region: str) -> Facts:
    """What a card says; ``region`` as ``international`` has it."""
    name = name_of(card)
    aliases = [each for line in card.all("NICKNAME") for each in split_values(line.value)]
    written = [_dialled(line) for line in _preferred(card.all("TEL"))]
    phones = [(each, international(each, region)) for each in written if each]
    emails = [parse_email(unescaped(line.value)) for line in _preferred(card.all("EMAIL"))]
    return Facts(
        name=name,
        aliases=_once(each for each in map(_one_line, aliases) if each != name),
        emails=_once(filter(None, emails)),
        phones=_once(number or each for each, number in phones),
        org=_first_field(card, "ORG"),
        role=_one_line(unescaped(card.first("TITLE") or card.first("ROLE"))),
        tz=next((v for line in card.all("TZ") if _ZONE.match(v := unescaped(line.value))), ""),
        langs=_once(unescaped(line.value).strip().lower() for line in _preferred(card.all("LANG"))),
        birthday=birthday_of(card),
        met=next((_day(line) for line in _labelled(card, "X-ABDATE", _MET)), ""),
        ids=ids_of(card),
        urls=_once(_url(line) for line in card.lines if line.name in _URLS),
        addresses=_once(map(_address, card.all("ADR"))),
        notes=_once(unescaped(line.value).strip() for line in card.all("NOTE")),
        unread_phones=_once(each for each, number in phones if number is None),
    )


def birthday_of(card: Card) -> str:
    """``1984-03-08``, or ``--04-12`` without a year; empty where no day is said."""
    return _first(map(_day, card.all("BDAY")))


def name_of(card: Card) -> str:
    """The person's name: FN, else that of N, else the organisation or the address."""
    said = _one_line(unescaped(card.first("FN")))
    if said:
        return said
    family, given, middle, *_ = [*split_fields(card.first("N")), "", "", ""]
    built = _one_line(" ".join(filter(None, (given, middle, family))))
    org = _first_field(card, "ORG")
    return built or org or _one_line(unescaped(card.first("EMAIL")))


def ids_of(card: Card) -> tuple[str, ...]:
    """The stable ids in a card: its UID, profiles, and what CRMs call it."""
    return _once(_iter_ids(card))


def united(facts: Iterable[Facts]) -> Facts:
    """Several tellings of one person: the first that says a thing holds, lists are joined."""
    told = list(facts)
    name = _first(each.name for each in told)
    names = (each.name for each in told)
    aliases = (alias for each in told for alias in each.aliases)
    return Facts(
        name=name,
        aliases=_once(each for each in (*names, *aliases) if each and each != name),
        emails=_once(each for one in told for each in one.emails),
        phones=_once(each for one in told for each in one.phones),
        org=_first(each.org for each in told),
        role=_first(each.role for each in told),
        tz=_first(each.tz for each in told),
        langs=_once(each for one in told for each in one.langs),
        birthday=_first(each.birthday for each in told),
        met=min((each.met for each in told if each.met), default=""),
        ids=tuple(sorted({each for one in told for each in one.ids})),
        urls=_once(each for one in told for each in one.urls),
        addresses=_once(each for one in told for each in one.addresses),
        notes=_once(each for one in told for each in one.notes),
        unread_phones=_once(each for one in told for each in one.unread_phones),
    )


def _iter_ids(card: Card) -> Iterator[str]:
    for line in card.lines:
        value = unescaped(line.value).strip()
        if not value or len(value) > 300 or not value.isprintable():
            continue
        if line.name == "UID":
            yield f"uid:{value.removeprefix('urn:uuid:')}"
        elif line.name in _ID_LINES:
            yield f"{_ID_LINES[line.name]}:{value}"
        elif line.name == "X-VAULTKIT-ID":
            yield value
        elif line.name in ("URL", "X-SOCIALPROFILE") and (profile := _profile(value)):
            yield f"linkedin:{profile}"


def _profile(url: str) -> str:
    """The name of a profile at LinkedIn, whatever stands around it; empty for another address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    found = _PROFILE.search(parts.path)
    if found is None or not (host == "linkedin.com" or host.endswith(".linkedin.com")):
        return ""
    return unquote(found[1]).lower()


def _preferred(lines: tuple[CardLine, ...]) -> list[CardLine]:
    def rank(line: CardLine) -> int:
        pref = line.param("PREF")
        if pref.isdecimal() and len(pref) < 4:
            return int(pref)
        return 0 if "pref" in line.types else 101

    return sorted(lines, key=rank)


def _dialled(line: CardLine) -> str:
    return _one_line(unescaped(line.value)).removeprefix("tel:")


def _url(line: CardLine) -> str:
    url = unescaped(line.value).strip()
    return url if url.lower().startswith(("https://", "http://")) and url.isprintable() else ""


def _address(line: CardLine) -> str:
    """``Rua do Exemplo 10, 1000-001 Lisboa, Portugal``."""
    box, more, street, town, region, code, country, *_ = [*split_fields(line.value), *[""] * 7]
    place = " ".join(filter(None, (code, town)))
    return _one_line(", ".join(filter(None, (box, more, street, place, region, country))))


def _first_field(card: Card, name: str) -> str:
    return next(filter(None, split_fields(card.first(name))), "").replace("\n", " ")


def _labelled(card: Card, name: str, labels: frozenset[str]) -> Iterator[CardLine]:
    """The lines of a name whose label, in the same group, is one of these."""
    said = {
        line.group: unescaped(line.value).removeprefix("_$!<").removesuffix(">!$_").strip().lower()
        for line in card.all("X-ABLABEL")
        if line.group
    }
    return (line for line in card.all(name) if said.get(line.group) in labels)


def _day(line: CardLine) -> str:
    """A day as ISO 8601, without its year where the card leaves it out; empty where it is none."""
    text = unescaped(line.value).strip()
    found = _DAY_OF_YEAR.match(text)
    if found is not None:
        return f"--{found[1]}-{found[2]}" if _is_day(f"2000-{found[1]}-{found[2]}") else ""
    found = _DAY.match(text)
    if found is None:
        return ""
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if line.param("X-APPLE-OMIT-YEAR") == found[1]:
        return f"--{found[2]}-{found[3]}" if _is_day(f"2000{day[4:]}") else ""
    return day if _is_day(day) else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")
