"""Where things stand in YAML: PyYAML's node tree, which py-yaml12 does not give.

Values are never taken from it, since it reads them as YAML 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

__all__ = ["children_of", "compose", "iter_nodes"]


def compose(text: str) -> yaml.Node | None:
    """The root node; None for an empty text and where PyYAML cannot read it."""
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def iter_nodes(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every node in document order, keys before values, each alias's node once."""
    pending = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            pending += reversed([part for pair in node.value for part in pair])


def children_of(node: yaml.Node | None, count: int) -> Sequence[yaml.Node | None]:
    """The nodes of a collection's values; ``count`` times None where they do not go along."""
    children: Sequence[yaml.Node | None] = ()
    if isinstance(node, yaml.SequenceNode):
        children = node.value
    elif isinstance(node, yaml.MappingNode):
        children = [value for _, value in node.value]
    return children if len(children) == count else (None,) * count
