"""The texts among a note's properties, each with the place at which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from vaultkit.markdown.frontmatter import find_block
from vaultkit.markdown.literals import Literal, yaml_literal
from vaultkit.markdown.yaml_nodes import compose
from vaultkit.model.source import Source

__all__ = ["Scalar", "read_scalars"]


class Scalar(NamedTuple):
    """One value below a top-level key. ``literal`` is None where it is not written in one piece."""

    key: str
    value: str
    literal: Literal | None


def read_scalars(source: Source) -> tuple[Scalar, ...]:
    """Every scalar value in the frontmatter, in document order; keys are none of them.

    Empty where there is no block or PyYAML cannot read it. What stands behind a YAML alias is
    given once, where it is written.
    """
    block = find_block(source.text)
    if block is None:
        return ()
    text = source.text[block.yaml_start : block.yaml_end]
    root = compose(text)
    if not isinstance(root, yaml.MappingNode):
        return ()
    base = source.bom + len(source.text[: block.yaml_start].encode())
    return tuple(
        Scalar(str(key.value), node.value, _literal_of(node, text, base))
        for key, value in root.value
        for node in _scalars_of(value)
    )


def _scalars_of(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Values only, in document order. Frontmatter is guarded against depth before it is read."""
    pending = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            pending += [value for _, value in reversed(node.value)]


def _literal_of(node: yaml.ScalarNode, text: str, base: int) -> Literal | None:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif node.style in ("|", ">"):
        found = text.find(node.value.rstrip("\n"), start, end)
        if found < 0:
            return None
        start, end = found, found + len(node.value.rstrip("\n"))
    literal = yaml_literal(text[start:end], base + len(text[:start].encode()), node.style)
    return literal if literal is not None and literal.text == node.value.rstrip("\n") else None
