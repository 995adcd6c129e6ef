"""A note's links and tags with how they are written, so that each can be edited by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from vaultkit.markdown.cards import Card, facts_of_text, read_cards
from vaultkit.markdown.link_text import TextEdit, find_edits
from vaultkit.markdown.links import parse_wikilink
from vaultkit.markdown.literals import Literal, replacements
from vaultkit.markdown.scalars import Scalar, read_scalars
from vaultkit.markdown.yaml_text import parse_yaml_text
from vaultkit.model.note import Link, Note, Tag
from vaultkit.model.plan import Replacement
from vaultkit.model.source import Source, Span

__all__ = ["WrittenLink", "WrittenTag", "said_tags", "written_links", "written_tags"]


class WrittenLink(NamedTuple):
    """A link of a note, or of a canvas's text card, and where it can be edited.

    ``literal`` is the string that it stands in, if it stands in a canvas; ``subpath`` the one in
    which a file card names a heading; ``scalars`` knows the scalar of a link in a property.
    """

    link: Link
    start: int
    """The byte of the file at which it begins."""
    literal: Literal | None = None
    subpath: Literal | None = None
    in_card: bool = False
    scalars: _PropertyScalars | None = None

    def find_replacements(
        self, *, target: str | None = None, subpath: str | None = None
    ) -> tuple[Replacement, ...] | None:
        """What makes the link say another target, another heading, or both.

        None where it cannot be written so, or not by editing the link alone.
        """
        if self.link.form == "canvas":
            return self._card_replacements(target, subpath)
        literal = self.literal if self.scalars is None else self.scalars.find(self.link)
        if literal is None and self.scalars is not None:
            return None
        is_scalar = literal is not None and not self.in_card
        original = literal.text if literal is not None and is_scalar else self.link.original
        edits = find_edits(self.link, original, target=target, subpath=subpath)
        if edits is None:
            return None
        if literal is None:
            return tuple(_in_body(self.start, original, edits))
        shift = self.link.span.start if self.in_card else 0
        moved = [TextEdit(start + shift, end + shift, text) for start, end, text in edits]
        return tuple(replacements(literal, moved))

    def _card_replacements(
        self, target: str | None, subpath: str | None
    ) -> tuple[Replacement, ...] | None:
        found: list[Replacement] = []
        for literal, text in ((self.literal, target), (self.subpath, subpath)):
            if text is None:
                continue
            if literal is None:
                return None
            sign = "#" if literal is self.subpath and literal.text.startswith("#") else ""
            edit = TextEdit(len(sign), len(literal.text), text)
            found += replacements(literal, [edit])
        return tuple(found)


class WrittenTag(NamedTuple):
    """A tag of a note or of a canvas's text card, and where it can be edited.

    ``literal`` is None where it stands in the body or cannot be edited.
    """

    tag: Tag
    start: int
    literal: Literal | None = None
    in_card: bool = False

    def find_replacement(self, length: int, name: str) -> Replacement | None:
        """What puts ``name`` in place of the first ``length`` characters of the tag's name."""
        literal = self.literal
        if literal is None:
            if self.tag.in_property:
                return None
            start = self.start + 1
            return Replacement(
                Span(start, start + len(self.tag.name[:length].encode())), name.encode()
            )
        first = self.tag.span.start + 1 if self.in_card else literal.text.find(self.tag.name)
        if first < 0:
            return None
        whole = literal.text[:first] + name + literal.text[first + length :]
        if literal.notation == "bare" and not _is_plain_text(whole):
            span = Span(literal.at(0), literal.at(len(literal.text)))
            return Replacement(span, f'"{whole}"'.encode())
        return next(replacements(literal, [TextEdit(first, first + length, name)]))


def written_links(source: Source, note: Note) -> tuple[WrittenLink, ...]:
    """The note's links in its own order, then those of a canvas's text cards.

    ``note`` is what reading gave of the source. Linear in the file.
    """
    if note.path.suffix == ".canvas":
        cards = () if note.error else read_cards(source)
        return (*_file_cards(note, cards), *_text_links(source, cards))
    scalars = _PropertyScalars(source, note)
    return tuple(
        WrittenLink(link, link.span.start, scalars=scalars if link.form == "property" else None)
        for link in note.links
    )


def written_tags(source: Source, note: Note) -> tuple[WrittenTag, ...]:
    """The note's tags in its own order, then those of a canvas's text cards."""
    if note.path.suffix == ".canvas":
        cards = () if note.error else read_cards(source)
        return tuple(
            WrittenTag(tag, literal.at(tag.span.start), literal, in_card=True)
            for card in cards
            if (literal := _text_of(card)) is not None
            for tag in facts_of_text(source, literal.text).tags
        )
    listed = [tag for tag in note.tags if tag.in_property]
    literals = _tag_literals(read_scalars(source), listed) if listed else iter(())
    return tuple(
        WrittenTag(tag, tag.span.start, next(literals, None) if tag.in_property else None)
        for tag in note.tags
    )


def said_tags(source: Source, note: Note) -> tuple[Tag, ...]:
    """The tags alone, in the order of ``written_tags``."""
    if note.path.suffix == ".canvas":
        return tuple(written.tag for written in written_tags(source, note))
    return note.tags


# --- bodies


def _in_body(start: int, original: str, edits: Sequence[TextEdit]) -> Iterator[Replacement]:
    for first, last, text in edits:
        at = start + len(original[:first].encode())
        yield Replacement(Span(at, at + len(original[first:last].encode())), text.encode())


# --- properties


class _PropertyScalars:
    """The scalars that a note's property links are; looked for when one is to be edited."""

    def __init__(self, source: Source, note: Note) -> None:
        self._source = source
        self._note = note

    def find(self, link: Link) -> Literal | None:
        """The scalar that a link is; None for all where the two readings disagree."""
        return self._literals.get(link.span)

    @cached_property
    def _literals(self) -> Mapping[Span, Literal | None]:
        links = [link for link in self._note.links if link.form == "property"]
        scalars = [
            (parts, scalar.literal)
            for scalar in read_scalars(self._source)
            if scalar.value.startswith("[[") and (parts := parse_wikilink(scalar.value)) is not None
        ]
        wanted = [(link.target, link.display, link.heading, link.block) for link in links]
        if [parts for parts, _ in scalars] != wanted:
            return {}
        return {link.span: literal for link, (_, literal) in zip(links, scalars, strict=True)}


def _tag_literals(scalars: Sequence[Scalar], tags: Sequence[Tag]) -> Iterator[Literal | None]:
    """For each tag of the properties the scalar that it is."""
    values = (scalar for scalar in scalars if scalar.key.lower() == "tags")
    for tag in tags:
        found = (
            scalar.literal
            for scalar in values
            if scalar.value.strip().removeprefix("#") == tag.name
        )
        yield next(found, None)


def _is_plain_text(text: str) -> bool:
    """Whether YAML reads an unquoted value as this very text, in a list too."""
    try:
        found = parse_yaml_text(f"[{text}]"), parse_yaml_text(f"- {text}")
    except ValueError:
        return False
    return found == ([text], [text])


# --- canvases


def _file_cards(note: Note, cards: Sequence[Card]) -> Iterator[WrittenLink]:
    files = [card for card in cards if card.type == "file" and card.file and card.file.text]
    places = {card.file.start: card for card in files if card.file is not None}
    for link in note.links:
        card = places.get(link.span.start, Card())
        yield WrittenLink(link, link.span.start, card.file, card.subpath)


def _text_links(source: Source, cards: Sequence[Card]) -> Iterator[WrittenLink]:
    for card in cards:
        literal = _text_of(card)
        if literal is not None:
            for link in facts_of_text(source, literal.text).links:
                yield WrittenLink(link, literal.at(link.span.start), literal, in_card=True)


def _text_of(card: Card) -> Literal | None:
    """The text of a text card."""
    return card.text if card.type == "text" else None
