"""How to join a meeting, read from the text of an invitation in English or Russian."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from vaultkit.exchange.codes import (
    Code,
    iter_ids,
    iter_passcodes,
    iter_phones,
    names_of_secrets,
    recording_after_label,
)
from vaultkit.exchange.invite import plain_invite
from vaultkit.exchange.platforms import NAMES, PRINTS_CODES, PRINTS_PIN
from vaultkit.exchange.urls import FoundUrl, MeetingLink, find_meeting_link, iter_urls
from vaultkit.model.joining import JoinLink

__all__ = ["Field", "join_link_of", "parse_join_link"]

Field = Literal["location", "url", "description"]
"""Which field of an invitation a text stood in."""

_PRINTED_ID = frozenset({"zoom", "teams", "webex"})
"""Where the id that people type is another than the link's."""


class _Placed(NamedTuple):
    link: MeetingLink
    start: int


def parse_join_link(text: str, *, field: Field = "description") -> JoinLink:
    """What an invitation's text or HTML says; empty where it names no meeting of a known platform.

    The first link that joins is the meeting's, others are fallbacks. Codes belong to the link that
    they follow. A link is known by its host and path, SafeLinks and Google's redirect taken off.
    Any text will do; linear in its length.
    """
    text = plain_invite(text)
    urls = list(iter_urls(text))
    placed = [
        _Placed(link, url.start) for url in urls if (link := find_meeting_link(url.url)) is not None
    ]
    words = _without_urls(text, urls)
    main = _main_of(placed)
    found = (
        _of_words(words, field)
        if main is None
        else _of_link(main, _joins(placed), words, _claims(main.link, placed))
    )
    found = found._replace(recording_url=_recording(placed, urls, text))
    return found._replace(secrets=names_of_secrets(found, host_link=_is_host(main)))


def join_link_of(fields: Sequence[tuple[Field, str]]) -> JoinLink:
    """What several fields of one invitation say together, the most telling one given first.

    The first field with a link decides; what it does not say is taken from others that speak of
    the same platform, and their links are fallbacks.
    """
    found = [parse_join_link(text, field=field) for field, text in fields]
    main = next((each for each in found if each.url), None) or next(
        (each for each in found if each.platform), JoinLink()
    )
    same = [main, *(each for each in found if each.platform in (main.platform, None))]
    urls = [url for each in found for url in (each.url, *each.fallback_urls) if url]
    joined = main._replace(
        meeting_id=_printed_id(main, same),
        passcode=next((each.passcode for each in same if each.passcode), None),
        dial_in=next((each.dial_in for each in same if each.dial_in), ()),
        recording_url=next((each.recording_url for each in found if each.recording_url), None),
        fallback_urls=_others(main, urls),
    )
    host = any("host link" in each.secrets for each in found if each.url == main.url)
    return joined._replace(secrets=names_of_secrets(joined, host_link=host))


def _printed_id(main: JoinLink, same: Sequence[JoinLink]) -> str | None:
    """A printed id goes before a link's, where the two differ by nature."""
    ids = [each.meeting_id for each in same if each.meeting_id]
    if main.platform in _PRINTED_ID:
        ids = [each for each in ids if each.isdecimal()] + ids
    return next(iter(ids), None)


def _others(main: JoinLink, urls: Iterable[str]) -> tuple[str, ...]:
    """Links to other meetings than the main one, each meeting once."""
    first = find_meeting_link(main.url) if main.url else None
    seen = {_key(first)} if first is not None else set()
    others: list[str] = []
    for url in urls:
        link = find_meeting_link(url)
        if link is not None and _key(link) not in seen:
            seen.add(_key(link))
            others.append(url)
    return tuple(others)


def _key(link: MeetingLink) -> tuple[str, str]:
    """Two links with one key join one meeting."""
    return link.platform, link.meeting_id or link.url


# --- one text


def _joins(placed: Sequence[_Placed]) -> list[_Placed]:
    return [each for each in placed if each.link.use == "join"]


def _main_of(placed: Sequence[_Placed]) -> _Placed | None:
    """The first link that joins, else the first that begins a meeting as its owner."""
    hosts = [each for each in placed if each.link.use == "host"]
    return next(iter([*_joins(placed), *hosts]), None)


def _is_host(main: _Placed | None) -> bool:
    return main is not None and main.link.use == "host"


def _claims(main: MeetingLink, placed: Sequence[_Placed]) -> list[tuple[int, bool]]:
    """From which place on codes belong to the main link (True) or to another one.

    A link of a platform that prints no codes claims none.
    """
    claims = [(0, True)]
    for each in placed:
        own = _key(each.link) == _key(main) and each.link.use != "recording"
        if own or each.link.use == "recording" or each.link.platform in PRINTS_CODES:
            claims.append((each.start, own))
    if main.platform in PRINTS_CODES and not claims[1][1]:
        # What stands before any link is of the first one that has codes.
        claims[0] = (0, placed[0].link.use != "recording")
    return claims


def _own(codes: Iterable[Code], claims: Sequence[tuple[int, bool]]) -> list[Code]:
    return [code for code in codes if [own for start, own in claims if start <= code.start][-1]]


def _of_link(
    main: _Placed,
    joins: Sequence[_Placed],
    words: str,
    claims: Sequence[tuple[int, bool]],
) -> JoinLink:
    link = main.link
    meeting_id = link.meeting_id
    if link.platform in _PRINTED_ID:
        printed = _own(iter_ids(words, link.platform), claims)
        meeting_id = printed[0].text if printed else meeting_id
    passcodes = _own(iter_passcodes(words, pins=link.platform in PRINTS_PIN), claims)
    found = JoinLink(
        platform=link.platform,
        url=link.url,
        meeting_id=meeting_id,
        passcode=_passcode(passcodes, meeting_id, link),
        dial_in=iter_phones(words),
    )
    return found._replace(fallback_urls=_others(found, [each.link.url for each in joins]))


def _passcode(codes: Sequence[Code], meeting_id: str | None, link: MeetingLink) -> str | None:
    """The first code that is not the id in disguise, as GoTo's and Webex's access codes are."""
    ids = {"".join(filter(str.isalnum, each)) for each in (meeting_id, link.meeting_id) if each}
    for code in codes:
        if "".join(filter(str.isalnum, code.text)) not in ids:
            return code.text
    return None


def _of_words(words: str, field: Field) -> JoinLink:
    """A meeting that is joined by what is typed: a platform's name with an id."""
    named = [
        (match.start(), platform)
        for platform, name in NAMES.items()
        if (match := name.search(words)) is not None
    ]
    if not named:
        return JoinLink()
    platform = min(named)[1]
    ids = iter_ids(words, platform)
    if ids:
        codes = iter_passcodes(words, pins=False)
        return JoinLink(
            platform=platform,
            meeting_id=ids[0].text,
            passcode=next((code.text for code in codes if code.text != ids[0].text), None),
            dial_in=iter_phones(words),
        )
    is_placeholder = field == "location" and len(words.split()) <= 5
    return JoinLink(platform=platform) if is_placeholder else JoinLink()


def _recording(placed: Sequence[_Placed], urls: Sequence[FoundUrl], text: str) -> str | None:
    """The link to a recording: by its form, else because the text before it says so."""
    known = [each.link.url for each in placed if each.link.use == "recording"]
    joining = {each.start for each in placed}
    labelled = recording_after_label(text, [url for url in urls if url.start not in joining])
    return next(iter([*known, *([labelled] if labelled else [])]), None)


def _without_urls(text: str, urls: Sequence[FoundUrl]) -> str:
    """The text with each link blanked, so that nothing in one is taken for words."""
    pieces: list[str] = []
    at = 0
    for url in urls:
        pieces += [text[at : url.start], " " * (url.end - url.start)]
        at = url.end
    return "".join([*pieces, text[at:]])
