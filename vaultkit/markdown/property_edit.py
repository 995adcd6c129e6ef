"""Edits of properties, as replacements of the bytes that have to change and of no other.

Comments, order, quotes, indentation and line ends stay, since nothing but the edit's own span is
written. What is added copies the style of its neighbours. Every edit is carried out on the bytes
in hand and read again: what does not read exactly as it was meant is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.property_block import (
    Entry,
    PropertyBlock,
    find_entry,
    read_block,
    uneditable,
)
from vaultkit.markdown.property_check import Kept, Meant, reads_as, says
from vaultkit.markdown.property_layout import (
    Change,
    after_last_entry,
    key_quoting,
    list_inline,
    list_lines,
    list_style,
    own_lines,
    put,
    quoting_beside,
    scalar_quoting,
    with_items,
    without_items,
)
from vaultkit.markdown.yaml_scalars import Scalar, scalar_text
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source, Span

__all__ = [
    "Edit",
    "Value",
    "add_to_property",
    "remove_from_property",
    "remove_property",
    "rename_property",
    "set_property",
]

Value = Scalar | tuple[Scalar, ...]
Edit = tuple[Replacement, ...] | Diagnostic
"""Replacements for ``model.plan.spliced``, none where nothing has to change; or a refusal."""

_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}?]|:(?= |\Z)| -\Z")


def set_property(source: Source, name: str, value: Value) -> Edit:
    """The edit after which the property has this value; a new one comes last.

    A property is found by its name, else by a name that differs in case alone. Raises ValueError
    for a text that is none (half a surrogate pair) and a number that is not finite.
    """
    block = _opened(source)
    if isinstance(block, Diagnostic):
        return block
    entry = find_entry(block, name)
    if isinstance(entry, Diagnostic):
        return entry
    if entry is None:
        return _appended(block, name, value)
    if _is_so(entry, value):
        return ()
    changes = _changes_to(block, entry, value)
    return _proven(block, changes, {**_meant(block), entry.name: value})


def add_to_property(source: Source, name: str, values: tuple[Scalar, ...]) -> Edit:
    """The edit after which the property is a list that also holds these values.

    A single value becomes the first of the list, an empty one a list; what the list holds
    already is not added again. Raises ValueError as ``set_property`` does.
    """
    block = _opened(source)
    if isinstance(block, Diagnostic):
        return block
    entry = find_entry(block, name)
    if isinstance(entry, Diagnostic):
        return entry
    if entry is None:
        return _appended(block, name, _each_once(values))
    if entry.form in ("block map", "flow map", "block text"):
        return _refused(block, entry, "no list")
    kept: tuple[Kept, ...] = tuple(Kept(item.value, item.node) for item in entry.items)
    if not isinstance(entry.value, list) and entry.value is not None:
        kept = (Kept(entry.value, entry.node),)
    new = _each_once(values, known=[each.value for each in kept])
    if not new:
        return ()
    changes = with_items(block, entry, new) if entry.items else _as_list(block, entry, new)
    return _proven(block, changes, {**_meant(block), entry.name: (*kept, *new)})


def remove_property(source: Source, name: str) -> Edit:
    """The edit after which the property is gone, with its own lines only.

    With the last property, the block goes too, unless a comment stands in it.
    """
    block = _opened(source)
    if isinstance(block, Diagnostic):
        return block
    entry = find_entry(block, name)
    if not isinstance(entry, Entry):
        return entry or _missing(block, name)
    rest = {key: value for key, value in _meant(block).items() if key != entry.name}
    start, end = own_lines(block, entry)
    if block.frontmatter and not (block.text[:start] + block.text[end:]).strip(" \t\r\n"):
        whole = Span(source.bom, block.frontmatter.end)
        # A body that begins with --- would become a block of properties.
        if reads_as(source, _edited(source, (Replacement(whole, b""),)), rest):
            return (Replacement(whole, b""),)
    return _proven(block, [(start, end, "")], rest)


def remove_from_property(source: Source, name: str, values: tuple[Scalar, ...]) -> Edit:
    """The edit after which the list holds none of these values; an only value leaves it empty."""
    block = _opened(source)
    if isinstance(block, Diagnostic):
        return block
    entry = find_entry(block, name)
    if not isinstance(entry, Entry):
        return entry or _missing(block, name)
    if isinstance(entry.value, list):
        return _without(block, entry, values)
    if any(_same(entry.value, value) for value in values):
        return _proven(block, put(block, entry, ""), {**_meant(block), entry.name: None})
    return _no_such_value(block, entry, values)


def rename_property(source: Source, name: str, new_name: str) -> Edit:
    """The edit after which the property has another name, in its place and with its value.

    Raises ValueError as ``set_property`` does.
    """
    block = _opened(source)
    if isinstance(block, Diagnostic):
        return block
    entry = find_entry(block, name)
    if not isinstance(entry, Entry):
        return entry or _missing(block, name)
    if entry.name == new_name:
        return ()
    taken = find_entry(block, new_name)
    if taken is not None and taken is not entry:
        if isinstance(taken, Diagnostic):
            return taken
        place = _place(block, taken)
        return diagnose("property-taken", source, place, key=taken.name)
    text = scalar_text(new_name, key_quoting(block, entry))
    meant = {new_name if key == entry.name else key: value for key, value in _meant(block).items()}
    return _proven(block, [(entry.key_start, entry.key_end, text)], meant)


def _without(block: PropertyBlock, entry: Entry, values: tuple[Scalar, ...]) -> Edit:
    gone = [
        at for at, item in enumerate(entry.items) if any(_same(item.value, one) for one in values)
    ]
    if not gone:
        return _no_such_value(block, entry, values)
    kept = tuple(
        Kept(item.value, item.node) for at, item in enumerate(entry.items) if at not in gone
    )
    changes = without_items(block, entry, gone) if kept else put(block, entry, "[]")
    if changes is None:
        return _refused(block, entry, "comment in list")
    return _proven(block, changes, {**_meant(block), entry.name: kept})


def _opened(source: Source) -> PropertyBlock | Diagnostic:
    return find_refusal(source) or read_block(source)


def _meant(block: PropertyBlock) -> dict[str, Meant]:
    """All as it is."""
    return {entry.name: Kept(entry.value, entry.node) for entry in block.entries}


def _is_so(entry: Entry, value: Value) -> bool:
    if isinstance(value, tuple):
        return (
            isinstance(entry.value, list)
            and len(value) == len(entry.value)
            and all(map(_same, entry.value, value))
            and says(entry.node, value)
        )
    return _same(entry.value, value) and says(entry.node, value)


def _same(one: object, other: object) -> bool:
    """Whether two values are one to YAML, where 1 is neither true nor 1.0."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and str(one) == str(other)
    return type(one) is type(other) and one == other


def _each_once(values: Iterable[Scalar], known: Iterable[object] = ()) -> tuple[Scalar, ...]:
    seen = list(known)
    new: list[Scalar] = []
    for value in values:
        if not any(_same(value, other) for other in seen):
            seen.append(value)
            new.append(value)
    return tuple(new)


def _changes_to(block: PropertyBlock, entry: Entry, value: Value) -> list[Change] | None:
    if not isinstance(value, tuple):
        if value is None:
            return put(block, entry, "")
        return put(block, entry, scalar_text(value, scalar_quoting(block, entry, value)))
    if not value:
        return put(block, entry, "[]")
    style = list_style(block, entry)
    known = {
        item.value: block.text[item.start : item.end]
        for item in entry.items
        if item.form in ("'", '"', "plain") and isinstance(item.value, str)
    }
    quoting = quoting_beside(block, entry)
    texts = [
        known.get(each) or scalar_text(each, quoting, flow=style is None)
        if isinstance(each, str)
        else scalar_text(each)
        for each in value
    ]
    if style is None:
        return put(block, entry, list_inline(texts))
    return put(block, entry, "", list_lines(texts, style))


def _as_list(block: PropertyBlock, entry: Entry, new: tuple[Scalar, ...]) -> list[Change] | None:
    """An empty list, nothing, or a single value, made a list."""
    style = list_style(block, entry)
    quoting = quoting_beside(block, entry)
    written = partial(scalar_text, quoting=quoting, flow=style is None)
    texts = [written(value) for value in new]
    if entry.form != "empty" and not isinstance(entry.value, list | None):
        raw = block.text[entry.start : entry.end]
        unsafe = entry.form == "plain" and style is None and _UNSAFE_IN_FLOW.search(raw)
        if isinstance(entry.value, str) and (unsafe or "\n" in raw or "\r" in raw):
            raw = written(entry.value)
        texts = [raw, *texts]
    if style is None:
        return put(block, entry, list_inline(texts))
    return put(block, entry, "", list_lines(texts, style))


def _appended(block: PropertyBlock, name: str, value: Value) -> Edit:
    """The property behind the last one; a block at the file's start where there is none."""
    source = block.source
    indent, at, end = after_last_entry(block)
    key = scalar_text(name, key_quoting(block))
    quoting = quoting_beside(block)
    lines: list[str] = []
    inline = ""
    if isinstance(value, tuple):
        style = list_style(block)
        texts = [scalar_text(each, quoting, flow=style is None) for each in value]
        if style is None or not value:
            inline = list_inline(texts)
        else:
            lines = list_lines(texts, style)
    elif value is not None:
        inline = scalar_text(value, quoting)
    text = "".join(
        line + end for line in [f"{indent}{key}:{' ' if inline else ''}{inline}", *lines]
    )
    meant = {**_meant(block), name: value}
    if block.frontmatter is not None:
        return _proven(block, [(at, at, text)], meant)
    fenced = f"---{end}{text}---{end}".encode()
    return _proof(source, (Replacement(Span(source.bom, source.bom), fenced),), meant)


def _proven(block: PropertyBlock, changes: list[Change] | None, meant: Mapping[str, Meant]) -> Edit:
    """The changes as replacements, if they read as meant."""
    if changes is None:
        return _refused(block, None, "comment")
    replacements = tuple(
        Replacement(Span(block.offsets[start], block.offsets[end]), text.encode())
        for start, end, text in changes
        if start != end or text
    )
    return _proof(block.source, replacements, meant)


def _proof(
    source: Source, replacements: tuple[Replacement, ...], meant: Mapping[str, Meant]
) -> Edit:
    if reads_as(source, _edited(source, replacements), meant):
        return replacements
    return uneditable(source, replacements[0].span, "unsure")


def _edited(source: Source, replacements: tuple[Replacement, ...]) -> Source:
    return decode(source.path, spliced(source.data, replacements))


def _place(block: PropertyBlock, entry: Entry) -> Span:
    return Span(block.offsets[entry.key_start], block.offsets[entry.key_end])


def _refused(block: PropertyBlock, entry: Entry | None, reason: str) -> Diagnostic:
    first = block.offsets[0]
    return uneditable(block.source, _place(block, entry) if entry else Span(first, first), reason)


def _missing(block: PropertyBlock, name: str) -> Diagnostic:
    return Diagnostic("property-missing", block.source.path, args={"key": name})


def _no_such_value(block: PropertyBlock, entry: Entry, values: tuple[Scalar, ...]) -> Diagnostic:
    shown = ", ".join(re.sub(r"\s+", " ", str(value)) for value in values)
    return diagnose(
        "property-value-missing",
        block.source,
        _place(block, entry),
        key=entry.name,
        value=shown,
    )
