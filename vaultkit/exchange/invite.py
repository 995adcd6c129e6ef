"""The text of an invitation as it was meant: without markup, folds and invisible marks.

Everything here is linear in the text, hostile ones too; the standard library's HTML parser is not.
"""

from __future__ import annotations

import codecs
import html
import re

__all__ = ["decoded_text", "has_markup", "plain_invite", "text_of_html"]

_TAG = re.compile(
    r"</?(?:a|b|body|br|div|em|font|h[1-6]|head|hr|html|i|li|meta|o:p|ol|p|pre|span|strong|style|"
    r"table|tbody|td|th|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"<(?:(?P<end>/?)(?P<name>[a-z][a-z0-9]*(?::[a-z0-9]+)?)(?P<rest>(?:[\s/][^<>]*)?)|[!?][^<>]*)>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
# Without its semicolon a legacy entity would eat a link's key: ``&region=`` is not ``®ion=``.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FOLD = re.compile(r"\n[ \t]")
_IN_ANGLES = re.compile(r"<([a-z][a-z0-9+.-]{1,15}://[^<>\"]{1,8000})>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([nN,;\\])")
_FOLDED_OCTETS = range(70, 77)
"""RFC 5545 3.1 folds at 75 octets; some count the line's end, some do not cut a letter."""

_LINES = frozenset(
    (
        *("br", "hr", "p", "div", "pre", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("dl", "dt", "dd", "ol", "ul", "li", "table", "tr"),
    )
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"head", "script", "style", "title"})


def decoded_text(data: bytes) -> str:
    """The text of a file: UTF-8 or, by its mark, UTF-16; what is neither becomes ``\ufffd``."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")


def plain_invite(text: str) -> str:
    """The words and links of an invitation, whatever it came in.

    HTML loses its tags but keeps where links lead, as ``<https://...>`` after their words; folded
    and escaped lines of a calendar file are put together, entities and invisible marks resolved.
    """
    text = _unfolded(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text_of_html(text) if has_markup(text) else _resolved(text)
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")
    return _IN_ANGLES.sub(lambda link: f"<{''.join(link[1].split())}>", text)


def has_markup(text: str) -> bool:
    """Whether a text is HTML."""
    return _TAG.search(text) is not None


def text_of_html(text: str) -> str:
    """What a reader of the HTML sees, with the address of each link after its words."""
    text = _without_comments(text)
    words = _Words()
    at = 0
    for token in _TOKEN.finditer(text):
        words.say(text[at : token.start()])
        at = token.end()
        if token["name"]:
            words.tag(token["name"].lower(), token["end"], token["rest"])
    words.say(text[at:])
    return words.text()


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join([*pieces, text[at:]])


def _resolved(text: str) -> str:
    """The text with its entities as characters."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


# --- folded lines


def _unfolded(text: str) -> str:
    if "BEGIN:VCALENDAR" in text or "BEGIN:VEVENT" in text:
        return _ESCAPED.sub(_unescaped, _FOLD.sub("", text))
    if "\\n" in text and "\n" not in text.strip():
        text = _ESCAPED.sub(_unescaped, text)
    return _with_long_lines(text) if _FOLD.search(text) else text


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _with_long_lines(text: str) -> str:
    """A line as long as folding makes them goes on in the next one, if that begins with a blank."""
    lines: list[str] = []
    before = ""
    for line in text.split("\n"):
        goes_on = line[:1] in (" ", "\t") and line[1:2].strip() != ""
        octets = len(before.encode("utf-8", "surrogatepass"))
        if goes_on and octets in _FOLDED_OCTETS:
            lines.append(line[1:])
        else:
            lines += ["\n", line] if lines else [line]
        before = line
    return "".join(lines)


# --- HTML


class _Words:
    """Collects words and addresses."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._unseen = 0
        self._link = ""
        self._link_from = 0

    def say(self, text: str) -> None:
        if text and not self._unseen:
            self._pieces.append(_resolved(text))

    def tag(self, name: str, end: str, rest: str) -> None:
        if name in _UNSEEN:
            self._unseen = max(0, self._unseen + (-1 if end else 1))
        elif name in _LINES:
            self._pieces.append("\n")
        elif name in _CELLS and not end:
            self._pieces.append(" ")
        elif name == "a":
            self._end_link()
            href = None if end else _HREF.search(rest)
            self._link = _resolved(href[1] or href[2] or href[3] or "") if href else ""
            self._link_from = len(self._pieces)

    def text(self) -> str:
        self._end_link()
        return "".join(self._pieces)

    def _end_link(self) -> None:
        """Puts down where the link leads; words that are an address themselves may be cut short."""
        link, self._link = self._link, ""
        if not _ADDRESS.match(link):
            return
        words = "".join(self._pieces[self._link_from :]).strip()
        if "://" in words or ("." in words and " " not in words):
            del self._pieces[self._link_from :]
        self._pieces.append(f" <{''.join(link.split())}> ")
