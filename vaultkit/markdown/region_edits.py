"""Regions put into a note, replaced, taken out or given to the person: by span, byte for byte.

An edit is tried on the bytes, and the outcome is read again: what stands outside of the region
must say what it said, and the regions must be those that were meant. Else nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from vaultkit.markdown.decode import decode
from vaultkit.markdown.digest import body_digest
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.read import read
from vaultkit.markdown.regions import is_edited
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Note, Region
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source, Span

__all__ = [
    "DropRegion",
    "PutRegion",
    "RegionEdit",
    "RegionsEdited",
    "ReleaseRegion",
    "edit_regions",
]

_LINE_END = re.compile(rb"\r\n?|\n")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_MARKER = re.compile(r"(?m)^<!-- vaultkit:")
_REPLACED = str.maketrans({"\0": "\ufffd"})


class PutRegion(NamedTuple):
    """A region of this name shall stand in the note with this body: Markdown, any text.

    One that is not there yet is put at the note's end. Where ``over_edits`` is set, what a person
    made of it is overwritten.
    """

    name: str
    body: str
    over_edits: bool = False


class DropRegion(NamedTuple):
    """The region of this name shall go, markers, body and the blank line that it brought."""

    name: str
    over_edits: bool = False


class ReleaseRegion(NamedTuple):
    """The markers of this region shall go; its body becomes the person's own text."""

    name: str


RegionEdit = PutRegion | DropRegion | ReleaseRegion


class RegionsEdited(NamedTuple):
    """The note's new bytes; the edits that changed them, and those that were refused."""

    data: bytes
    refused: tuple[tuple[RegionEdit, Diagnostic], ...] = ()
    changed: tuple[RegionEdit, ...] = ()


def edit_regions(source: Source, edits: Iterable[RegionEdit]) -> RegionsEdited:
    """The note with its regions edited, one after the other; what is refused says why.

    Regions to drop or release that are not there are no fault. Any bytes are valid, and any text
    is valid as a body. Costs one reading of the note, and one more for each edit that changes it.
    """
    wanted = tuple(edits)
    reading = _Reading(source, read(source))
    refusal = find_refusal(source) or _find_broken(reading.note)
    if refusal is not None:
        return RegionsEdited(source.data, tuple((edit, refusal) for edit in wanted))
    refused: list[tuple[RegionEdit, Diagnostic]] = []
    changed: list[RegionEdit] = []
    for edit in wanted:
        outcome = _edited(reading, edit)
        if isinstance(outcome, Diagnostic):
            refused.append((edit, outcome))
        elif outcome is not reading:
            reading = outcome
            changed.append(edit)
    return RegionsEdited(reading.source.data, tuple(refused), tuple(changed))


class _Reading(NamedTuple):
    """A note's bytes with what they say."""

    source: Source
    note: Note


def _find_broken(note: Note) -> Diagnostic | None:
    return next((found for found in note.diagnostics if found.code == "region-broken"), None)


def _edited(reading: _Reading, edit: RegionEdit) -> _Reading | Diagnostic:
    """The note after one edit, itself where that changes nothing, or why it is not made."""
    source, note = reading
    region = next((each for each in note.regions if each.name == edit.name), None)
    if isinstance(edit, PutRegion):
        return _put(reading, edit) if region is None else _replaced(reading, region, edit)
    if region is None:
        return reading
    if isinstance(edit, ReleaseRegion):
        return _tried(reading, edit, _released(source, note, region))
    if not edit.over_edits and _was_edited(source, region):
        return _edited_by_person(source, region)
    gap = _gap_of(source, note, region)
    return _tried(reading, edit, (Replacement(gap, b""),))


# --- put and replace


def _put(reading: _Reading, edit: PutRegion) -> _Reading | Diagnostic:
    source, note = reading
    data = source.data
    line_end = _last_line_end(data)
    outcome: _Reading | Diagnostic = reading
    for body in _bodies(edit.body, line_end):
        glue, tail = _around(source, note, line_end)
        made = b"".join((glue, _region(edit.name, body, line_end), tail))
        at = Span(len(data), len(data))
        outcome = _tried(reading, edit, (Replacement(at, made),), body)
        if not isinstance(outcome, Diagnostic):
            break
    return outcome


def _replaced(reading: _Reading, region: Region, edit: PutRegion) -> _Reading | Diagnostic:
    source = reading.source
    data = source.data
    if not edit.over_edits and _was_edited(source, region):
        return _edited_by_person(source, region)
    match = _LINE_END.match(data, data.index(b"-->", region.span.start) + 3)
    line_end = _last_line_end(data) if match is None else match[0]
    digest_at = data.index(b" -->", region.span.start) - 8
    outcome: _Reading | Diagnostic = reading
    for body in _bodies(edit.body, line_end):
        digest = Replacement(Span(digest_at, digest_at + 8), _digest_of(body))
        outcome = _tried(reading, edit, (digest, Replacement(region.body, body)), body)
        if not isinstance(outcome, Diagnostic):
            break
    return outcome


def _bodies(text: str, line_end: bytes) -> Iterator[bytes]:
    """The body's bytes; then, for a text that would spoil the note, as a block of code.

    What looks like a marker is escaped. A blank line on either side keeps the markers apart from
    what is between them, in every reader.
    """
    plain = _LINE_ENDS.sub("\n", text).translate(_REPLACED).strip("\n")
    plain = plain.encode("utf-8", "replace").decode()
    yield _body(_MARKER.sub(r"\\<!-- vaultkit:", plain), line_end)
    yield _body("".join(f"    {line}\n" for line in plain.split("\n")).strip("\n"), line_end)


def _body(text: str, line_end: bytes) -> bytes:
    if not text.strip():
        return line_end
    return f"\n{text}\n\n".encode().replace(b"\n", line_end)


def _region(name: str, body: bytes, line_end: bytes) -> bytes:
    spelled = name.encode()
    begin = b"<!-- vaultkit:begin " + spelled + b" " + _digest_of(body) + b" -->"
    return b"".join((begin, line_end, body, b"<!-- vaultkit:end ", spelled, b" -->"))


def _digest_of(body: bytes) -> bytes:
    return body_digest(body.decode()).encode()


def _around(source: Source, note: Note, line_end: bytes) -> tuple[bytes, bytes]:
    """What comes before a region at the note's end, and after it.

    A blank line before, unless there is no text at all; a line end after, if the note had one.
    """
    data = source.data
    begins = source.bom if note.frontmatter is None else note.frontmatter.end
    ended = len(data) == source.bom or data.endswith((b"\n", b"\r"))
    if begins == len(data):
        return (b"", line_end) if ended else (line_end, b"")
    return (line_end, line_end) if ended else (line_end * 2, b"")


def _last_line_end(data: bytes) -> bytes:
    """How the note's last ended line ends; LF where there is none."""
    end = max(data.rfind(b"\n"), data.rfind(b"\r"))
    if end < 0:
        return b"\n"
    return b"\r\n" if data[end - 1 : end + 1] == b"\r\n" else data[end : end + 1]


def _was_edited(source: Source, region: Region) -> bool:
    return is_edited(region.digest, source.data[slice(*region.body)].decode())


def _edited_by_person(source: Source, region: Region) -> Diagnostic:
    span = Span(region.span.start, region.body.start)
    return diagnose("region-edited", source, span, name=region.name)


# --- drop and release


def _gap_of(source: Source, note: Note, region: Region) -> Span:
    """What goes with a region: its lines, and a blank one where two would be left."""
    data, floor = source.data, source.bom
    begins = floor if note.frontmatter is None else note.frontmatter.end
    start, end = region.span
    after = _past_line_end(data, end)
    blank_before = _ends_in_blank_line(data, begins, start)
    if after == len(data):
        if after == end:  # the note's last line had no end before either
            start = _before_line_end(data, floor, start)
        return Span(_before_line_end(data, floor, start) if blank_before else start, after)
    blank_after = data[after : after + 1] in (b"\n", b"\r")
    if blank_before and blank_after:
        return Span(_before_line_end(data, begins, start), after)
    if blank_before or blank_after or start == begins:
        return Span(start, after)
    return Span(start, end)  # an empty line stays, else two paragraphs would be one


def _released(source: Source, note: Note, region: Region) -> tuple[Replacement, ...]:
    """The marker lines, each with the blank line between it and the body where one stays."""
    data = source.data
    begins = source.bom if note.frontmatter is None else note.frontmatter.end
    start, opened = region.span.start, region.body.start
    if start == begins or _ends_in_blank_line(data, begins, start):
        opened = min(_past_line_end(data, opened), region.body.end)
    closing, end = region.body.end, _past_line_end(data, region.span.end)
    at_end = end == len(data)
    follows_blank = at_end or data[end : end + 1] in (b"\n", b"\r")
    if follows_blank and _ends_in_blank_line(data, opened, closing):
        closing = _before_line_end(data, opened, closing)
    if at_end and end == region.span.end:
        closing = _before_line_end(data, opened, closing)
    return Replacement(Span(start, opened), b""), Replacement(Span(closing, end), b"")


def _past_line_end(data: bytes, at: int) -> int:
    match = _LINE_END.match(data, at)
    return at if match is None else match.end()


def _before_line_end(data: bytes, floor: int, at: int) -> int:
    """Where the line end begins that ends at an offset; the offset itself where there is none."""
    if at - 2 >= floor and data[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if at - 1 >= floor and data[at - 1] in b"\r\n" else at


def _ends_in_blank_line(data: bytes, floor: int, at: int) -> bool:
    """Whether an empty line lies right before an offset, at which a line begins."""
    above = _before_line_end(data, floor, at)
    return above < at and (above == floor or data[above - 1 : above] in (b"\n", b"\r"))


# --- read again


def _tried(
    reading: _Reading,
    edit: RegionEdit,
    replacements: Sequence[Replacement],
    body: bytes | None = None,
) -> _Reading | Diagnostic:
    """The note with the replacements, if they mean what they should."""
    source, note = reading
    data = spliced(source.data, replacements)
    if data == source.data:
        return reading
    tried = decode(source.path, data)
    after = read(tried)
    first, last = replacements[0].span.start, replacements[-1].span.end
    moved = len(data) - len(source.data)
    outside = _facts(note, first, last, 0) == _facts(after, first, last + moved, moved)
    if outside and _regions_fit(note, after, edit, data, body):
        return _Reading(tried, after)
    region = next((each for each in note.regions if each.name == edit.name), None)
    span = Span(len(source.data), len(source.data)) if region is None else region.span
    return diagnose("region-no-place", source, span, name=edit.name)


def _regions_fit(
    before: Note, after: Note, edit: RegionEdit, data: bytes, body: bytes | None
) -> bool:
    names = [region.name for region in after.regions]
    wanted = [region.name for region in before.regions]
    if body is None:
        return names == [name for name in wanted if name != edit.name]
    if edit.name not in wanted:
        wanted.append(edit.name)
    if names != wanted:
        return False
    region = after.regions[names.index(edit.name)]
    if data[slice(*region.body)] != body or region.digest.encode() != _digest_of(body):
        return False
    return not any(
        span.start <= place < span.end
        for _, span, _ in after.comments
        for place in (region.span.start, region.body.end)
    )


def _facts(note: Note, first: int, last: int, moved: int) -> object:
    """What a note says outside of a range, with offsets as they were before the edit."""

    def placed(rows: Iterable[tuple[Span, object]]) -> list[tuple[int, object]]:
        return [
            (span.start - (moved if span.start >= last else 0), told)
            for span, told in rows
            if span.end <= first or span.start >= last
        ]

    return (
        note.error,
        note.properties,
        note.frontmatter is None,
        placed((each.span, (each.level, each.text)) for each in note.headings),
        placed((each.span, (each.original, each.form, each.in_comment)) for each in note.links),
        placed((each.span, (each.name, each.in_comment)) for each in note.tags),
        # A list item's end goes with the blank lines behind it, so only its start is compared.
        placed((Span(*[each.span.start] * 2), (each.status, each.text)) for each in note.tasks),
        placed((each.span, each.id) for each in note.blocks),
        placed((Span(*[each.span.start] * 2), (each.type, each.title)) for each in note.callouts),
        placed((Span(*[each.span.start] * 2), (each.id, each.form)) for each in note.footnotes),
        placed((each.span, each.block) for each in note.comments),
        placed((each.span, (each.name, each.digest)) for each in note.regions),
    )
