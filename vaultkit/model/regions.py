"""What regions are called: a kind, and for some kinds what it is of."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

__all__ = [
    "AUTO_BACKLINKS",
    "REGION_KINDS",
    "RegionName",
    "parse_region_name",
    "region_text",
    "written_name",
]

REGION_KINDS: Final = ("backlinks", "meetings", "actions", "tag", "brief")
"""What regions vaultkit can fill. One of another kind is another version's, and left alone."""

AUTO_BACKLINKS: Final = "backlinks:auto"
"""The region of ``[pages] backlinks = "region"``: its own name tells it from one that a person
asked for, so that it can go again whatever index there is."""

_AUTO = "auto"
_TO_ENCODE = re.compile(r"%|--|[\s\x00-\x1f\x7f-\x9f\u2028\u2029<>]")


class RegionName(NamedTuple):
    """A kind and its argument, decoded: ``tag`` and ``vip/tokyo``; empty where there is none."""

    kind: str
    argument: str = ""

    @property
    def is_known(self) -> bool:
        """Whether this version of vaultkit fills such a region."""
        if self.kind == "tag":
            return bool(self.argument)
        if self.kind == "backlinks":
            return self.argument in ("", _AUTO)
        return self.kind in REGION_KINDS and not self.argument


def parse_region_name(name: str) -> RegionName:
    """What the name in a marker says."""
    kind, _, argument = name.partition(":")
    return RegionName(kind, unquote(argument))


def written_name(text: str) -> str | None:
    """The name for the marker of a region that a person asks for; None for none of ours.

    A tag may be written with its ``#``; two hyphens in a row would end the marker's comment.
    """
    kind, _, argument = text.partition(":")
    if kind == "tag":
        argument = argument.removeprefix("#").strip("/")
    asked = RegionName(kind, argument)
    if not asked.is_known or (argument == _AUTO and kind == "backlinks"):
        return None
    encoded = _TO_ENCODE.sub(_percent_encoded, argument)
    return f"{kind}:{encoded}" if encoded else kind


def region_text(name: str) -> str:
    """The name as a person would write it: that of a tag with its signs decoded."""
    kind, argument = parse_region_name(name)
    return f"{kind}:{argument}" if argument else kind


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
