"""The graph as ``Vault`` gives it out: the view, and the measures that load networkx on demand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaultkit.graph.findings import Bridges, Broker, Community, Introduction, Linked
from vaultkit.graph.graph import Edge, Graph, Node
from vaultkit.model.links import Kind

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["VaultGraph"]

_TOPIC: tuple[Kind, ...] = ("topic",)
_JOINING: tuple[Kind, ...] = ("contact", "topic")


@dataclass(frozen=True, slots=True)
class VaultGraph:
    """Notes, files they link to, and missing notes, with every single link between them.

    A node's id is its path; of a missing note ``?`` and its first spelling.
    """

    view: Graph

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Sorted by id."""
        return self.view.nodes

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Sorted by source and place; parallel links are edges of their own."""
        return self.view.edges

    def out(self, node_id: str) -> tuple[Edge, ...]:
        """The links that stand in a note, in document order."""
        return self.view.out(node_id)

    def into(self, node_id: str) -> tuple[Edge, ...]:
        """The links that lead to a node, by source and place."""
        return self.view.into(node_id)

    def neighbours(self, node_id: str) -> tuple[str, ...]:
        """The ids a link joins a node with, either way: sorted, unique, without itself."""
        return self.view.neighbours(node_id)

    def path(self, start: str, goal: str) -> tuple[Edge, ...] | None:
        """The links of a shortest way between two nodes, whichever way each points, or None."""
        return self.view.path(start, goal)

    def around(
        self, node_id: str, depth: int, *, kinds: Collection[Kind] | None = None
    ) -> VaultGraph:
        """What is at most ``depth`` links away from a node, of these kinds if any are named."""
        return VaultGraph(self.view.around(node_id, depth, kinds=kinds))

    def filtered(self, kinds: Collection[Kind]) -> VaultGraph:
        """The nodes of these kinds with all links between them."""
        return VaultGraph(self.view.filtered(kinds))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph for networkx.

        Nodes have ``kind``, ``title``, ``tags``, ``exists``, ``in`` and ``out``; edges
        ``relation``, ``form``, ``embed`` and ``line``; parallel links are kept.
        """
        from vaultkit.graph.measures import to_networkx  # noqa: PLC0415

        return to_networkx(self.view)

    def most_linked(self, *, kinds: Collection[Kind] = _TOPIC) -> tuple[Linked, ...]:
        """The notes of these kinds that most other notes link to, first."""
        from vaultkit.graph.measures import most_linked  # noqa: PLC0415

        return most_linked(self.view, kinds=kinds)

    def brokers(self, *, kinds: Collection[Kind] = _JOINING) -> tuple[Broker, ...]:
        """The contacts and topics that most shortest ways lead through, the strongest first."""
        from vaultkit.graph.measures import brokers  # noqa: PLC0415

        return brokers(self.view, kinds=kinds)

    def communities(self) -> tuple[Community, ...]:
        """The topics that belong together, each community under a name, the largest first."""
        from vaultkit.graph.measures import communities  # noqa: PLC0415

        return communities(self.view)

    def bridges(self) -> Bridges:
        """The single notes and links that hold parts of the network together."""
        from vaultkit.graph.measures import bridges  # noqa: PLC0415

        return bridges(self.view)

    def introduction_path(self, start: str, goal: str) -> Introduction | None:
        """The nearest way from one contact to another, over people who can introduce them.

        None where there is no way. Raises UsageError where one of the two is no contact.
        """
        from vaultkit.graph.measures import introduction_path  # noqa: PLC0415

        return introduction_path(self.view, start, goal)
