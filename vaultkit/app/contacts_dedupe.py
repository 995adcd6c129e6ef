"""Contacts that may be one person: proposals with their reasons, and never more than that."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from vaultkit.app.contacts_fields import texts_held
from vaultkit.app.contacts_identity import contact_notes, ids_in
from vaultkit.app.forms import JsonObject
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.phones import international
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.contacts import ORG_NAMES
from vaultkit.people.directory import EMAIL_NAMES, PHONE_NAMES

__all__ = ["DOUBLE_REASONS", "Double", "Reason", "double_form", "doubles_of"]

DOUBLE_REASONS: Mapping[str, tuple[int, str]] = {
    "same-id": (100, "the same id: {value}"),
    "same-email": (95, "the same e-mail address: {value}"),
    "same-name": (80, "the same name: {value}"),
    "same-phone": (75, "the same telephone number: {value}"),
    "alike-name": (60, "names that sound alike: {value}"),
    "short-name": (40, "a short form of the name, and the same organisation: {value}"),
}
"""By code: how much a reason weighs, of 100, and its words."""

_SHARED = 5
"""What more contacts than that have in common is an office's, and no reason."""
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ"
_LATIN = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i i e g"
_LETTERS = dict(zip(_CYRILLIC, _LATIN.split(), strict=True))
_ALIKE = (("shch", "sh"), ("kh", "h"), ("x", "ks"), ("yu", "u"), ("iu", "u"), ("ju", "u"))
_ALIKE_TOO = (
    ("ya", "a"),
    ("ia", "a"),
    ("ja", "a"),
    ("ts", "c"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
)


class Reason(NamedTuple):
    """Why two contacts may be one. ``value`` is what they share."""

    code: str
    value: str


class Double(NamedTuple):
    """Two contacts that may be one, the first by path first; the strongest reason first."""

    one: VaultPath
    other: VaultPath
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """Of 100: that of the strongest reason, a little more for each further one."""
        weights = [DOUBLE_REASONS[reason.code][0] for reason in self.reasons]
        return min(100, max(weights) + 5 * (len(weights) - 1))


def doubles_of(snapshot: Snapshot, *, region: str) -> tuple[Double, ...]:
    """The contacts that may be one, the likeliest first, then by path.

    Excluded notes are left out. Linear in the contacts and their names.
    """
    shared: defaultdict[tuple[str, str], dict[VaultPath, str]] = defaultdict(dict)
    for note in contact_notes(snapshot):
        if note.path in snapshot.excluded:
            continue
        for code, key, value in _keys(note, region):
            shared[code, key].setdefault(note.path, value)
    reasons: defaultdict[tuple[VaultPath, VaultPath], dict[str, str]] = defaultdict(dict)
    for (code, _), values in sorted(shared.items()):
        if 1 < len(values) <= _SHARED:
            for pair in combinations(sorted(values), 2):
                texts = dict.fromkeys(values[path] for path in pair)
                reasons[pair].setdefault(code, ", ".join(texts))
    found = [Double(*pair, _sorted(told)) for pair, told in reasons.items()]
    return tuple(sorted(found, key=lambda double: (-double.score, double.one, double.other)))


def _sorted(told: Mapping[str, str]) -> tuple[Reason, ...]:
    weaker = {"alike-name", "short-name"} if "same-name" in told else set()
    codes = [code for code in DOUBLE_REASONS if code in told and code not in weaker]
    return tuple(Reason(code, told[code]) for code in codes)


def _keys(note: Note, region: str) -> Iterator[tuple[str, str, str]]:
    """What a contact may share with another: the code, what is compared, and what is shown."""
    yield from (("same-id", each, each) for each in ids_in(note))
    yield from (("same-email", each.casefold(), each) for each in texts_held(note, EMAIL_NAMES))
    for text in texts_held(note, PHONE_NAMES):
        number = international(text, region)
        if number is not None:
            yield "same-phone", number, number
    orgs = [_folded(text) for text in texts_held(note, ORG_NAMES)]
    for name in dict.fromkeys((note.title, note.path.stem, *note.aliases)):
        words = sorted(_folded(name).split())
        if len(words) < 2:
            continue  # every second Anna
        yield "same-name", " ".join(words), name
        yield "alike-name", " ".join(sorted(map(_sound, words))), name
        for key in _short_forms(name):
            yield from (("short-name", f"{key} {org}", name) for org in orgs if org)


def _short_forms(name: str) -> Iterable[str]:
    """The family name, taken for the last word, with the first letter of the first."""
    words = [_sound(word) for word in _folded(name).split()]
    return (f"{words[0][:1]} {words[-1]}",) if words[0] and words[-1] else ()


def _folded(text: str) -> str:
    """Small letters without accents, nothing but words: ё is е, and é is e."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"[^\W_]+", plain))


def _sound(word: str) -> str:
    """A word in Latin letters, those of a sound written as one: Ахметов is Akhmetov."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in word).replace("_", "")
    for written, said in (*_ALIKE, *_ALIKE_TOO):
        latin = latin.replace(written, said)
    return re.sub(r"(\D)\1+", r"\1", latin)


def double_form(double: Double) -> JsonObject:
    """One line of ``contacts dedupe --json``."""
    return {
        "a": double.one,
        "b": double.other,
        "score": double.score,
        "reasons": [{"code": each.code, "value": each.value} for each in double.reasons],
    }
