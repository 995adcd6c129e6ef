"""The measures of the graph as tables; ``app.measures`` is loaded only when one is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Any

from vaultkit.app.graphs import MeasureName
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.language.catalog import Catalog
from vaultkit.model.links import Kind

__all__ = ["show_measure"]


def show_measure(
    graph: Any, measure: MeasureName, *, kinds: Collection[Kind], words: Catalog, as_json: bool
) -> None:
    """Prints what a measure of the graph finds, the strongest first."""
    # networkx takes a while to load; the graph's other forms do without it.
    measures = import_module("vaultkit.app.measures")
    listing: Listing[Any] = Listing(
        items=measures.find_measure(graph, measure, kinds=kinds),
        form=measures.finding_form,
        headings=_headings(measure, words),
        row=lambda finding: _row(finding, measure),
        nothing=words.text("nothing found"),
    )
    show_listing(listing, style_of(as_json=as_json, total=False))


def _headings(measure: MeasureName, words: Catalog) -> list[str]:
    match measure:
        case "linked":
            return headings(words, "Note", "Kind", "Notes", "Links")
        case "brokers":
            return headings(words, "Note", "Kind", "Share of ways", "Neighbours")
        case "communities":
            return headings(words, "Community", "Notes", "Members")
        case "bridges":
            return headings(words, "Bridge", "Parts")


def _row(finding: Any, measure: MeasureName) -> Sequence[str]:
    match measure:
        case "linked":
            return (finding.id, finding.kind, str(len(finding.notes)), str(finding.links))
        case "brokers":
            score = f"{finding.score:.4f}"
            return (finding.id, finding.kind, score, str(len(finding.neighbours)))
        case "communities":
            return (finding.name, str(len(finding.members)), "; ".join(finding.members))
        case "bridges":
            return _bridge_row(finding)


def _bridge_row(finding: Any) -> Sequence[str]:
    if hasattr(finding, "sides"):
        return (f"{finding.a} — {finding.b}", " + ".join(map(str, finding.sides)))
    return (finding.id, " + ".join(map(str, finding.parts)))
