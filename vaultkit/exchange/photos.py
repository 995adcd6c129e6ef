"""Pictures in cards, taken out of them: what a note links to lies in a file of its own."""

from __future__ import annotations

import binascii
from base64 import b64decode
from hashlib import sha256
from typing import NamedTuple

from vaultkit.model.calendar import Remark
from vaultkit.model.card import Card, CardLine

__all__ = ["LARGEST_PHOTO", "Photo", "Pictured", "digest_in", "inlined", "photo_of", "pictured"]

LARGEST_PHOTO = 2_000_000
"""Bytes."""
_DIGEST = "sha256:"
_FORMS = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"GIF8", ".gif"))
_NAMES = {".jpg": "JPEG", ".png": "PNG", ".gif": "GIF", ".webp": "WEBP"}


class Photo(NamedTuple):
    """A picture; ``suffix`` is that of its form, with a dot."""

    digest: str
    suffix: str
    data: bytes


class Pictured(NamedTuple):
    """A card with digests in the place of its pictures, and these."""

    card: Card
    photos: tuple[Photo, ...] = ()
    remarks: tuple[Remark, ...] = ()


def pictured(card: Card) -> Pictured:
    """The card and the pictures in it. One that is none, or too large, is named and left out.

    Only what the bytes are counts: JPEG, PNG, GIF or WebP. An address of a picture stays as it
    is and is never fetched.
    """
    lines: list[CardLine] = []
    photos: list[Photo] = []
    remarks: list[Remark] = []
    for line in card.lines:
        coded = _coded(line) if line.name == "PHOTO" else None
        if coded is None:
            lines.append(line)
            continue
        photo = _photo(coded)
        if isinstance(photo, Remark):
            remarks.append(photo)
            continue
        photos.append(photo)
        kept = tuple(pair for pair in line.params if pair[0] not in ("ENCODING", "VALUE", "TYPE"))
        params = (("VALUE", "uri"), *kept)
        lines.append(line._replace(value=_DIGEST + photo.digest, params=params))
    if len(lines) == len(card.lines) and not photos:
        return Pictured(card)
    return Pictured(card._replace(lines=tuple(lines)), tuple(photos), tuple(remarks))


def inlined(line: CardLine, photo: Photo, version: str) -> CardLine:
    """The line of a picture that it stands in, as a version writes it."""
    text = binascii.b2a_base64(photo.data, newline=False).decode("ascii")
    kept = tuple(pair for pair in line.params if pair[0] != "VALUE")
    kind = _NAMES[photo.suffix]
    if version == "4.0":
        return line._replace(value=f"data:image/{kind.lower()};base64,{text}", params=kept)
    return line._replace(value=text, params=(("ENCODING", "b"), ("TYPE", kind), *kept))


def digest_in(line: CardLine) -> str:
    """The digest of the picture that a stored line stands for, empty for any other line."""
    if line.name != "PHOTO" or not line.value.startswith(_DIGEST):
        return ""
    return line.value.removeprefix(_DIGEST)


def _suffix_of(data: bytes) -> str:
    for begin, suffix in _FORMS:
        if data.startswith(begin):
            return suffix
    return ".webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _coded(line: CardLine) -> str | None:
    """The base64 of a picture that stands in its line."""
    if line.param("ENCODING").upper() in ("B", "BASE64"):
        return line.value
    if line.value[:5].lower() == "data:":
        # 3.0 and some of 4.0 escape the comma.
        return line.value.replace("\\,", ",").partition(",")[2]
    return None


def _photo(text: str) -> Photo | Remark:
    if len(text) > LARGEST_PHOTO // 3 * 4 + 4:
        return Remark("photo-too-large", {"limit": str(LARGEST_PHOTO)})
    try:
        data = b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    return photo_of(data) or Remark("photo-invalid")


def photo_of(data: bytes) -> Photo | None:
    """The picture that these bytes are, None where they are none of the four."""
    suffix = _suffix_of(data)
    return Photo(sha256(data).hexdigest(), suffix, data) if suffix else None
