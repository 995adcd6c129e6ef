"""The proof of an edit: what was written is read again and compared with what was meant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from vaultkit.markdown.frontmatter import Frontmatter, read_frontmatter
from vaultkit.markdown.yaml_nodes import compose
from vaultkit.markdown.yaml_scalars import Moment, Scalar
from vaultkit.model.source import Source

__all__ = ["Kept", "Meant", "reads_as", "says"]

_TAG = "tag:yaml.org,2002:"


class Kept(NamedTuple):
    """A value that stays as it was: what YAML 1.2 reads, and where PyYAML found it."""

    value: Any
    node: yaml.Node


Meant = Kept | Scalar | tuple[Kept | Scalar, ...]


def reads_as(old: Source, new: Source, meant: Mapping[str, Meant]) -> bool:
    """Whether the new bytes have these properties and no other, in this order, and the old body.

    Both as YAML 1.2 and as YAML 1.1 reads them. No properties may mean no block.
    """
    before, after = read_frontmatter(old), read_frontmatter(new)
    if old.bom != new.bom or _body(old, before) != _body(new, after):
        return False
    if after is None:
        return not meant
    if after.error or _json(after.properties) != _json({k: _plain(v) for k, v in meant.items()}):
        return False
    root = compose(new.data[after.yaml_start : after.yaml_end].decode())
    if root is None:
        return not meant
    return isinstance(root, yaml.MappingNode) and all(
        bool(key.value == name) and says(node, value)
        for (key, node), (name, value) in zip(root.value, meant.items(), strict=True)
    )


def says(node: yaml.Node, meant: Meant) -> bool:
    """Whether YAML 1.1 reads the node as what is meant."""
    if isinstance(meant, Kept):
        return bool(_shape(node) == _shape(meant.node))
    if isinstance(meant, tuple):
        return (
            isinstance(node, yaml.SequenceNode)
            and len(node.value) == len(meant)
            and all(map(says, node.value, meant))
        )
    return isinstance(node, yaml.ScalarNode) and _scalar_says(node, meant)


def _scalar_says(node: yaml.ScalarNode, meant: Scalar) -> bool:
    if isinstance(meant, Moment):  # a date or a text, as it comes
        return bool(node.value == meant)
    if isinstance(meant, str):
        return bool(node.tag == f"{_TAG}str" and node.value == meant)
    if meant is None:
        return bool(node.tag == f"{_TAG}null")
    if isinstance(meant, bool):
        return bool(node.tag == f"{_TAG}bool" and node.value == str(meant).lower())
    if isinstance(meant, int):
        return bool(node.tag == f"{_TAG}int" and node.value == str(meant))
    return bool(node.tag == f"{_TAG}float" and float(node.value) == meant)


def _shape(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value
    if isinstance(node, yaml.MappingNode):
        return [(_shape(key), _shape(value)) for key, value in node.value]
    return [_shape(child) for child in node.value]


def _body(source: Source, block: Frontmatter | None) -> str:
    return source.text[block.length :] if block else source.text


def _plain(meant: Meant) -> Any:
    if isinstance(meant, Kept):
        return meant.value
    return list(map(_plain, meant)) if isinstance(meant, tuple) else meant


def _json(properties: Mapping[str, Any]) -> str:
    # Tells 1 from true and from 1.0, which Python takes for equal.
    return json.dumps(properties)
