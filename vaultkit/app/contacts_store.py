"""The cards kept with a contact's note: each as it came, in a ``.vcf`` that the note links to.

What no property of a note tells of lives there, so that an export gives it back, and so does what
an earlier import said: a property that still says that is nobody's own, and may follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.exchange.vcard import CardLimits, card_text, read_cards, vcards
from vaultkit.model.card import Card
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

__all__ = [
    "CARDS",
    "PHOTO",
    "KeptCards",
    "attachments_of",
    "kept_bytes",
    "kept_cards",
    "ranked",
    "read_attachment",
    "revision_of",
]

CARDS = "vcard"
"""The property that links to the cards."""
PHOTO = "photo"
"""The property that links to pictures."""
_ALL = CardLimits(50_000_000, 1_000_000)


class KeptCards(NamedTuple):
    """The cards kept with a note. ``path`` and ``data`` are those of the first file, which is
    the one written to; None where there is none."""

    cards: tuple[Card, ...] = ()
    path: VaultPath | None = None
    data: bytes | None = None
    elsewhere: tuple[Card, ...] = ()
    """Those of further files, which a merge of contacts leaves."""
    is_whole: bool = True
    """Whether all of the first file could be read, so that it may be written anew."""


def kept_cards(snapshot: Snapshot, note: Note) -> KeptCards:
    """The cards kept with a note; a file that is gone counts as none.

    Raises DiskError where one cannot be read.
    """
    kept = KeptCards()
    for path in attachments_of(snapshot, note, CARDS):
        if path.suffix != ".vcf":
            continue
        data = read_attachment(snapshot, path)
        found = read_cards(data, limits=_ALL)
        cards = tuple(each.card for each in found if each.card is not None)
        if kept.path is None:
            is_whole = not data.strip() or not any(each.remarks for each in found)
            kept = KeptCards(cards, path, data, is_whole=is_whole)
        else:
            kept = kept._replace(elsewhere=(*kept.elsewhere, *cards))
    return kept


def read_attachment(snapshot: Snapshot, path: VaultPath) -> bytes:
    """The bytes of a file of the vault. Raises DiskError where it cannot be read."""
    return read_bytes(snapshot.root, path, follow_symlinks=snapshot.config.follow_symlinks)


def attachments_of(snapshot: Snapshot, note: Note, key: str) -> tuple[VaultPath, ...]:
    """The files that a property of a note links to, each once, in its order."""
    if key not in note.properties:
        return ()
    links = snapshot.links.get(note.path, ())
    paths = (each.path for each in links if (each.link.property or "").split(".")[0] == key)
    return tuple(dict.fromkeys(path for path in paths if path in snapshot.files and path))


def ranked(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards, each once, the newest first, else by their text: whatever order they came in.

    Of several with one UID and a day of revision only the newest is left.
    """
    by_text = {card_text(card): card for card in cards}
    newest: defaultdict[str, str] = defaultdict(str)
    for card in by_text.values():
        newest[card.first("UID")] = max(newest[card.first("UID")], revision_of(card))
    left = {text: card for text, card in by_text.items() if not _is_old(card, newest)}
    order = sorted(left)
    order.sort(key=lambda text: revision_of(left[text]), reverse=True)
    return tuple(left[text] for text in order)


def _is_old(card: Card, newest: defaultdict[str, str]) -> bool:
    uid, revision = card.first("UID"), revision_of(card)
    return bool(uid and revision) and revision < newest[uid]


def revision_of(card: Card) -> str:
    """When the card was changed last, comparable as text; empty where it does not say."""
    return "".join(letter for letter in card.first("REV") if letter.isdecimal())[:14]


def kept_bytes(cards: Iterable[Card]) -> bytes:
    """The file of a note's cards."""
    return vcards(tuple(cards))
