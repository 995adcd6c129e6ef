"""Text from notes made inert, and links that hold whatever a file is called.

A page shows a note's words; it must not gain tags, tasks, links, headings or tables by them, in
Obsidian, on GitHub or in any CommonMark reader, and should still read well as plain text. So
marks are escaped by a backslash, and only where they could mean something. An escaped mark is
the one form that all readers agree on: an entity would show in a plain editor, an invisible
character would go along when the text is copied.

Every ``#`` is escaped by a backslash of its own: one that merely *follows* an escape still
begins a tag (TG-05), an escaped one never does (TG-06).
"""

from __future__ import annotations

import re

from vaultkit.model.paths import VaultPath

__all__ = [
    "Markdown",
    "destination_of",
    "fragment_of",
    "guard_start",
    "heading_fragment",
    "link_text",
    "link_to",
    "one_line",
    "percent_encoded",
    "quote_block",
    "quote_inline",
    "quote_line",
    "relative_way",
]


class Markdown(str):
    """Text that is Markdown already and is put into a page as it is."""

    __slots__ = ()


# White space and controls become one blank; marks that turn the direction of what follows them
# would reach beyond the quoted text and are dropped; lone surrogates cannot be written.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_DROPPED = re.compile(r"[\u202a-\u202e\u2066-\u2069]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# A set stands in front, so that re skips to the next mark; what it means is asked looking back.
_MARKS = re.compile(
    r"""
      [\\`*\[\]<|~$#^_=%:&@.]
      (?: (?<=[\\`*\[\]<|~$#^])              # escapes, code, emphasis, links, HTML, tables, math,
                                            # tags, ids
        | (?<=_)(?:(?![^\W_])|(?<![^\W_]_))  # emphasis; inside a word an underscore is harmless
        | (?<==)(?:(?==)|(?<===))            # ==highlight==
        | (?<=%)(?:(?=%)|(?<=%%))            # %%comment%%
        | (?<=:)(?:(?=:|//)|(?<=::))         # Dataview fields; bare addresses
        | (?<=&)(?=\#?[0-9A-Za-z]+;)         # entities
        | (?<=[\w.+-]@)(?=\w)                # bare e-mail addresses
        | (?<=[Ww][Ww][Ww]\.)                # bare addresses again
      )
    """,
    re.VERBOSE,
)
_BLOCK_START = re.compile(r"[-+>=:]|[0-9]{1,9}(?=[.)](?:\s|$))")
_LINK_MARKS = re.compile(r"[:#|^\\]|%%|\[\[|\]\]")


def quote_line(text: str) -> Markdown:
    """The text on one line, safe at the start of a line, in a list, a heading or a table cell.

    Markdown is given back as it is.
    """
    if isinstance(text, Markdown):
        return text
    return Markdown(guard_start(_quote(one_line(text))))


def quote_inline(text: str) -> Markdown:
    """The text on one line, safe within a line but not at its start."""
    return text if isinstance(text, Markdown) else Markdown(_quote(one_line(text)))


def quote_block(text: str, prefix: str = "> ") -> Markdown:
    """The text's lines, each safe and with the prefix before it; blank lines are dropped.

    Empty where the text is. Without a line end at its end. Markdown is given back as it is: a
    context that several pages show is quoted once.
    """
    if isinstance(text, Markdown):
        return text
    if text.isprintable():
        line = one_line(text)
        return Markdown(prefix + guard_start(_quote(line)) if line else "")
    lines = map(one_line, _LINE_END.split(text))
    return Markdown("\n".join(prefix + guard_start(_quote(line)) for line in lines if line))


def link_text(text: str) -> Markdown:
    """The text for use between a link's brackets; ``…`` where nothing of it would show."""
    return Markdown((text if isinstance(text, Markdown) else _quote(one_line(text))) or "…")


def link_to(text: str, destination: str) -> Markdown:
    """``[text](<destination>)``; the destination is made by ``destination_of``."""
    shown = text if isinstance(text, Markdown) else _quote(one_line(text))
    return Markdown(f"[{shown or '…'}](<{destination}>)")


def destination_of(folder: str, path: VaultPath, *, heading: str | None = None) -> str:
    """The way from a folder to a file, and to a heading in it, for use between ``<`` and ``>``.

    Obsidian and GitHub decode percent signs, so what could end the link, begin a fragment or a
    scheme, or be taken for other markup first, is written so; blanks and letters stay readable.
    """
    way = _encode(relative_way(folder, path))
    return way if heading is None else way + fragment_of(heading)


def percent_encoded(text: str) -> str:
    """The text for a destination without angle brackets: blanks and parentheses encoded too."""
    return _BARE.sub(_percent_encoded, _encode(text))


def fragment_of(heading: str) -> str:
    """What leads to a heading at the end of a destination; empty where nothing of it is left."""
    fragment = _encode(heading_fragment(heading))
    return f"#{fragment}" if fragment else ""


def heading_fragment(heading: str) -> str:
    """A heading's raw text as links write it: what has a meaning in links is a blank (HD-09)."""
    return " ".join(_LINK_MARKS.sub(" ", heading).split())


# All of ASCII that could mean something in a link, a table cell or math; and what breaks lines.
_MUST_ENCODE = re.compile(
    r"""[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"""
    r"""|["#$%&*+:<=>?\[\\\]^`{|}~]"""
)


_BARE = re.compile(r"[\s()]")


def _encode(text: str) -> str:
    return _MUST_ENCODE.sub(_percent_encoded, text)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def relative_way(folder: str, path: VaultPath) -> str:
    """The way from a folder to a file, nothing encoded.

    It begins with a dot: else a file of the same path from the root would come first (RS-03).

    ``posixpath.relpath`` asks for the working directory, which is no part of a vault.
    """
    if not folder:
        return f"./{path}"
    if not path.startswith(f"{folder.partition('/')[0]}/"):
        return "../" * (folder.count("/") + 1) + path  # nearly every link of a page
    here, there = folder.split("/"), path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([*([".."] * (len(here) - shared) or ["."]), *there[shared:]])


def one_line(text: str) -> str:
    """The text on one line, without controls and marks that turn its direction."""
    # Most texts need none of it: whatever the three look for, bar blanks in a row, is unprintable.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SURROGATES.sub("\ufffd", _BLANKS.sub(" ", _DROPPED.sub("", text)).strip())


def _quote(text: str) -> str:
    return _MARKS.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def guard_start(text: str) -> str:
    """Keeps the text from beginning a list, a quotation, an underline or a definition."""
    match = _BLOCK_START.match(text)
    if match is None:
        return text
    at = match.end() if match[0][0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"
