"""Links in plain text: found, trimmed, unwrapped, and told apart by their parsed host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from vaultkit.exchange.platforms import Form, LinkUse, forms_of_host

__all__ = ["FoundUrl", "MeetingLink", "find_meeting_link", "iter_urls", "query_pairs", "unwrapped"]

_NOT_IN_URL = r"\s<>\"\\^`{|}\[\];，。、；（）「」«»“”"
_URL = re.compile(
    rf"[a-z][a-z0-9+.-]{{1,15}}://[^{_NOT_IN_URL}]{{1,8000}}"
    # Without a scheme: a name with a dot and a path, and no piece of an address of e-mail.
    rf"|(?<![\w@./%+-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}[a-z]{{2,12}}"
    rf"/[^{_NOT_IN_URL}]{{1,8000}}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_AFTER_COMMA = re.compile(r",(?=[^\x00-\x7f]|[a-z][a-z0-9+.-]{1,15}://)", re.IGNORECASE)
_TRAILING = ".,:!?'*’…·"
_SAFE_LINKS = (".safelinks.protection.outlook.com", ".safelinks.protection.office365.us")
_GOOGLE = ("google.com", "www.google.com")
_SLACK_HUDDLE = re.compile(r"slack://join-huddle/?\?", re.IGNORECASE)


class FoundUrl(NamedTuple):
    """A link as it stands in a text. ``url`` always has a scheme."""

    url: str
    start: int
    end: int


class MeetingLink(NamedTuple):
    """A link that joins, begins or shows a meeting of a platform."""

    platform: str
    url: str
    """Unwrapped, otherwise as written."""
    meeting_id: str | None
    use: LinkUse


def iter_urls(text: str) -> Iterator[FoundUrl]:
    """The links of a text in order, without the punctuation around them."""
    at = 0
    while found := _URL.search(text, at):
        written = found[0]
        several = _AFTER_COMMA.search(written)
        if several:
            written = written[: several.start()]
        url = _trimmed(written)
        at = found.start() + len(written)
        full = url if _SCHEME.match(url) else f"https://{url}"
        yield FoundUrl(full, found.start(), found.start() + len(url))


def _trimmed(url: str) -> str:
    """Without punctuation and unpaired brackets at the end."""
    unpaired = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _TRAILING or (url[end - 1] == ")" and unpaired > 0)):
        unpaired -= url[end - 1] == ")"
        end -= 1
    return url[:end]


# --- wrappers


def unwrapped(url: str) -> str:
    """The link inside Outlook's SafeLinks and inside Google's redirect, each taken off once.

    Decoded once each: the link inside of Teams is encoded itself. Any other link comes back as
    it is.
    """
    parts = _split(url)
    if parts is not None and _host_of(parts).endswith(_SAFE_LINKS):
        url = _named_in(parts, ("url",)) or url
        parts = _split(url)
    if parts is not None and _host_of(parts) in _GOOGLE and parts.path == "/url":
        url = _named_in(parts, ("q", "url")) or url
    return url


def _named_in(parts: SplitResult, keys: tuple[str, ...]) -> str | None:
    """The link that the query holds under one of the keys."""
    values = (unquote(value) for key, value in query_pairs(parts.query) if key in keys)
    return next((value for value in values if _SCHEME.match(value)), None)


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Keys and values of a query as they are written, nothing decoded."""
    pairs = (piece.partition("=") for piece in query.split("&"))
    return [(key, value) for key, _, value in pairs if key]


# --- platforms


def find_meeting_link(url: str) -> MeetingLink | None:
    """What a link of the text leads to, None where it is no link of a known platform."""
    for written in _readings(unwrapped(url)):
        found = _classified(written)
        if found is not None:
            return found
    return None


def _readings(url: str) -> Iterator[str]:
    """The link as found, then cut at a comma that may have followed it without a blank."""
    yield url
    head, comma, _ = url.partition(",")
    if comma:
        yield _trimmed(head)


def _classified(url: str) -> MeetingLink | None:
    if _SLACK_HUDDLE.match(url):
        pairs = dict(query_pairs(url.partition("?")[2]))
        ids = (pairs.get("team"), pairs.get("id"))
        return MeetingLink("slack", url, "/".join(map(str, ids)), "join") if all(ids) else None
    parts = _split(url)
    # A name before the host is how one link is made to look like another.
    if parts is None or "@" in parts.netloc:
        return None
    for form in forms_of_host(_host_of(parts)):
        found = _as_form(form, parts, url)
        if found is not None:
            return found
    return None


def _as_form(form: Form, parts: SplitResult, url: str) -> MeetingLink | None:
    compared = parts.fragment if form.in_fragment else parts.path
    match = form.path.fullmatch(compared.rstrip("/"))
    if match is None or parts.scheme.lower() not in form.schemes:
        return None
    wanted = {key.lower() for key in form.id_keys}
    in_query = [value for key, value in query_pairs(parts.query) if key.lower() in wanted and value]
    if form.needs_id and not in_query:
        return None
    groups = match.groupdict()
    in_path = groups.get("id") or groups.get("id2")
    found = next(iter(in_query), in_path)
    return MeetingLink(form.platform, url, unquote(found) if found else None, form.use)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address
        return None


def _host_of(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".")
