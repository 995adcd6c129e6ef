"""``.canvas`` files: their file cards are links (CV-01)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from vaultkit.markdown.decode import encoding_diagnostics
from vaultkit.model.diagnostic import diagnose
from vaultkit.model.note import Link, Note
from vaultkit.model.source import Source, Span

__all__ = ["read_canvas"]

_FILE_VALUE = re.compile(r'"file"\s*:\s*"((?:[^"\\]|\\.)*)"')


def read_canvas(source: Source) -> Note:
    """A canvas as a note whose links are its file cards, in document order.

    Text cards give no links and no tags, as Obsidian's backlinks leave them out. Broken JSON or a
    shape that is no canvas: ``error`` and a diagnostic.
    """
    found = encoding_diagnostics(source)
    links: tuple[Link, ...] = ()
    error = not source.readable
    try:
        nodes = _nodes_of(source.text)
        links = tuple(_links(source, nodes))
    except (ValueError, RecursionError) as problem:
        error = True
        at = getattr(problem, "pos", 0)
        start = source.bom + len(source.text[:at].encode())
        reason = getattr(problem, "msg", str(problem)) or "nested too deep"
        span = Span(start, min(start + 1, len(source.data)))
        found.append(diagnose("canvas-invalid", source, span, reason=reason))
    return Note(
        path=source.path,
        title=source.path.stem,
        title_from="name",
        digest=source.digest,
        links=links,
        error=error,
        diagnostics=tuple(found),
    )


def _nodes_of(text: str) -> list[dict[str, Any]]:
    """The cards of a canvas. An empty file is an empty canvas. Raises ValueError otherwise."""
    if not text.strip():
        return []
    root = json.loads(text)
    if not isinstance(root, dict):
        raise ValueError("it is no JSON object")
    nodes = root.get("nodes", [])
    if not isinstance(nodes, list):
        raise ValueError("'nodes' is no list")
    return [node for node in nodes if isinstance(node, dict)]


def _links(source: Source, nodes: list[dict[str, Any]]) -> Iterator[Link]:
    places = _FILE_VALUE.finditer(source.text)
    index = offset = 0
    for node in nodes:
        target = node.get("file")
        if node.get("type") != "file" or not isinstance(target, str) or not target:
            continue
        written_as, target = target, _whole(target)
        for match in places:
            if json.loads(f'"{match[1]}"', strict=False) == written_as:
                offset += len(source.text[index : match.start(1)].encode())
                index = match.start(1)
                break
        else:
            return
        written = match[1].encode()
        span = Span(source.bom + offset, source.bom + offset + len(written))
        subpath = node.get("subpath")
        heading, block = _subpath_of(_whole(subpath) if isinstance(subpath, str) else "")
        parts = [target, *([f"^{block}"] if block else (heading or "").split("#"))]
        yield Link(
            target=target,
            display=" > ".join(part for part in parts if part),
            heading=heading,
            block=block,
            embed=False,
            form="canvas",
            original=match[1],
            span=span,
            line=source.line_of(span.start),
        )


def _whole(text: str) -> str:
    """The text without halves of characters, which JSON can spell and no file's name can hold."""
    return text.encode("utf-8", "replace").decode()


def _subpath_of(subpath: str) -> tuple[str | None, str | None]:
    text = subpath.removeprefix("#").strip()
    if not text:
        return None, None
    return (None, text[1:]) if text.startswith("^") else (text, None)
