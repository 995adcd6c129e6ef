from __future__ import annotations

import io
from xml.etree import ElementTree

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.formats.odd import NAMES, odd_graph
from tests.graph.notes import graph_of, link, note
from vaultkit.graph.formats.graphml import graphml_of
from vaultkit.graph.measures import to_networkx

NS = "{http://graphml.graphdrawing.org/xmlns}"


def test_networkx_reads_back_what_the_graph_is() -> None:
    graph = graph_of(
        note("Встречи/В.md", link("Анна", property="people.0"), "Анна", "Нет", tags=["а", "б/в"]),
        note("Люди/Анна.md", title='«Анна» & "Co" <x>\nвторая'),
    )
    read = nx.read_graphml(io.BytesIO(graphml_of(graph).encode()))
    own = to_networkx(graph)
    assert isinstance(read, nx.MultiDiGraph)
    assert dict(read.nodes(data=True)) == {
        node_id: data | {"tags": ",".join(data["tags"])} for node_id, data in own.nodes(data=True)
    }
    assert list(read.edges(keys=True, data=True)) == [
        (source, target, f"e{number}", data)
        for number, (source, target, data) in enumerate(own.edges(data=True))
    ]


def test_every_key_has_a_type_and_every_value_a_key() -> None:
    root = ElementTree.fromstring(graphml_of(odd_graph(["a"], "b")))
    keys = {key.get("id"): key.get("attr.type") for key in root.iter(f"{NS}key")}
    assert set(keys.values()) == {"string", "boolean", "int"}
    assert {data.get("key") for data in root.iter(f"{NS}data")} == set(keys)


def test_an_empty_graph_is_a_file_too() -> None:
    assert len(nx.read_graphml(io.BytesIO(graphml_of(graph_of()).encode()))) == 0


def test_ids_that_differ_only_in_what_xml_cannot_hold_stay_apart() -> None:
    graph = graph_of(note("a\x01.md", "b"), note("a\x02.md", "b"), note("a.md"), note("b.md"))
    root = ElementTree.fromstring(graphml_of(graph))
    ids = [node.get("id") for node in root.iter(f"{NS}node")]
    assert ids == ["a.md (2)", "a.md (3)", "a.md", "b.md"]
    assert [edge.get("source") for edge in root.iter(f"{NS}edge")] == ["a.md (2)", "a.md (3)"]


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.text(max_size=8))
def test_any_text_gives_a_well_formed_file(names: list[str], title: str) -> None:
    graph = odd_graph(names, title)
    root = ElementTree.fromstring(graphml_of(graph).encode())
    ids = [node.get("id") for node in root.iter(f"{NS}node")]
    assert len(ids) == len(set(ids)) == len(graph.nodes)
    edges = list(root.iter(f"{NS}edge"))
    assert len(edges) == len(graph.edges)
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(ids)
