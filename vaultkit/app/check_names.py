"""File names that other systems cannot store, confuse, or that links cannot hold."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath

__all__ = ["iter_name_diagnostics", "unsafe_part"]

_LINK_BREAKING = re.compile(r"%%|\[\[|\]\]|[#|^]")
_FORBIDDEN = re.compile(r'[\\:*?"<>]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIRECTION = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])(\..*)?", re.IGNORECASE)


def iter_name_diagnostics(paths: Iterable[VaultPath]) -> Iterator[Diagnostic]:
    """Twins, decomposed and unsafe names, in no particular order."""
    ordered = sorted(paths)
    twins: defaultdict[str, list[VaultPath]] = defaultdict(list)
    for path in ordered:
        twins[path.key].append(path)
    for path in ordered:
        group = twins[path.key]
        if len(group) > 1:
            other = group[0] if group[0] != path else group[1]
            yield Diagnostic("name-twin", path, args={"other": other})
        composed = unicodedata.normalize("NFC", path.name)
        if composed != path.name:
            yield Diagnostic("name-decomposed", path, args={"proposal": composed})
        part = unsafe_part(path.name)
        if part is not None:
            yield Diagnostic("name-unsafe", path, args={"what": part})


def unsafe_part(name: str) -> str | None:
    """What is unsafe in a file's name (NM-01), in words or as the characters themselves."""
    if _CONTROL.search(name):
        return "a control character"
    if _DIRECTION.search(name):
        return "an invisible character that changes the direction of writing"
    for pattern in (_LINK_BREAKING, _FORBIDDEN):
        match = pattern.search(name)
        if match:
            return match[0]
    if _DEVICE.fullmatch(name):
        return "a word that Windows keeps for a device"
    if name.endswith((".", " ")) or name.rpartition(".")[0].endswith(" "):
        return "a blank or a dot at its end"
    return None
