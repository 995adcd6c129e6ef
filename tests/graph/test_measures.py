from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.notes import graph_of, link, note
from vaultkit.graph import measures
from vaultkit.graph.communities import GREEDY_TOPICS
from vaultkit.graph.findings import BridgeLink, BridgeNote, Pair, Step, Tie
from vaultkit.graph.graph import Graph
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Link, Note


def met(*names: str, about: tuple[str, ...] = ()) -> list[Link]:
    people = [link(name, property=f"people.{number}") for number, name in enumerate(names)]
    return people + [link(name, property=f"topics.{number}") for number, name in enumerate(about)]


def test_the_graph_for_networkx_keeps_parallel_links_and_all_that_is_known() -> None:
    graph = graph_of(
        note("Встречи/В.md", *met("Анна"), "Анна", link("Нет", embed=True), tags=["важно"]),
        note("Люди/Анна.md", title="Анна Иванова"),
    )
    made = measures.to_networkx(graph)
    assert isinstance(made, nx.MultiDiGraph)
    assert dict(made.nodes(data=True)) == {
        "?Нет": {
            "kind": "other",
            "title": "Нет",
            "tags": (),
            "exists": False,
            "in": 1,
            "out": 0,
        },
        "Встречи/В.md": {
            "kind": "meeting",
            "title": "В",
            "tags": ("важно",),
            "exists": True,
            "in": 0,
            "out": 3,
        },
        "Люди/Анна.md": {
            "kind": "contact",
            "title": "Анна Иванова",
            "tags": (),
            "exists": True,
            "in": 2,
            "out": 0,
        },
    }
    assert list(made.edges(keys=True, data=True)) == [
        (
            "Встречи/В.md",
            "Люди/Анна.md",
            0,
            {"relation": "attendee", "form": "property", "embed": False, "line": 1},
        ),
        (
            "Встречи/В.md",
            "Люди/Анна.md",
            1,
            {"relation": "mention", "form": "wiki", "embed": False, "line": 2},
        ),
        (
            "Встречи/В.md",
            "?Нет",
            0,
            {"relation": "embed", "form": "wiki", "embed": True, "line": 3},
        ),
    ]


def test_the_most_linked_topics_are_those_that_most_notes_link_to() -> None:
    graph = graph_of(
        note("Темы/Часто.md", "Часто", "Редко"),
        note("Темы/Редко.md", "Много"),
        note("Темы/Много.md"),
        note("Темы/Никогда.md"),
        note("а.md", "Часто", "Много", "Много", "Много"),
        note("б.md", "Часто", link("Желанная", property="topics")),
        note("Templates/Т.md", "Никогда"),
    )
    found = [(each.title, len(each.notes), each.links) for each in measures.most_linked(graph)]
    assert found == [("Много", 2, 4), ("Часто", 2, 2), ("Желанная", 1, 1), ("Редко", 1, 1)]
    assert measures.most_linked(graph)[0].notes == ("Темы/Редко.md", "а.md")
    assert measures.most_linked(graph, kinds={"contact"}) == ()


def two_circles() -> Graph:
    """Two circles of people, each with a topic; Вера alone was with both of them."""
    return graph_of(
        note("Встречи/1.md", *met("Анна", "Борис", "Вера", about=("Сад",))),
        note("Встречи/2.md", *met("Вера", "Глеб", "Дарья", about=("Небо",))),
        *(note(f"Люди/{name}.md") for name in ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Ева")),
        note("Темы/Сад.md"),
        note("Темы/Небо.md"),
    )


def test_the_broker_is_who_alone_joins_two_circles() -> None:
    (only,) = measures.brokers(two_circles())
    assert (only.title, only.kind) == ("Вера", "contact")
    assert only.neighbours == ("Встречи/1.md", "Встречи/2.md")
    # Four others on each side make 16 of the 36 pairs of the nine other notes.
    assert only.score == round(16 / 36, 6)
    assert [each.id for each in measures.brokers(two_circles(), kinds={"meeting"})] == [
        "Встречи/1.md",
        "Встречи/2.md",
    ]


def test_a_graph_without_anybody_has_no_findings() -> None:
    empty = graph_of()
    assert measures.brokers(empty) == ()
    assert measures.communities(empty) == ()
    assert measures.most_linked(empty) == ()
    assert measures.contacts_who_met(empty) == ()
    assert measures.topics_discussed_together(empty) == ()
    assert measures.bridges(empty).notes == measures.bridges(empty).links == ()
    assert len(measures.to_networkx(empty)) == 0


def test_a_large_network_is_sampled_the_same_way_each_time() -> None:
    people = [note(f"Люди/{number}.md", str(number + 1)) for number in range(2100)]
    graph = graph_of(*people, note("Люди/2100.md"))
    found = measures.brokers(graph)
    assert found == measures.brokers(graph)
    middle = [int(each.title) for each in found[:50]]
    assert all(600 < number < 1500 for number in middle)


def test_bridges_name_the_notes_and_links_that_hold_parts_together() -> None:
    found = measures.bridges(two_circles())
    assert found.notes == (
        BridgeNote(
            "Люди/Вера.md", "Вера", "contact", (4, 4), (("Встречи/1.md",), ("Встречи/2.md",))
        ),
    )
    assert found.links == (
        BridgeLink("Встречи/1.md", "Люди/Вера.md", (4, 5), 1),
        BridgeLink("Встречи/2.md", "Люди/Вера.md", (4, 5), 1),
    )


def test_every_note_with_one_link_is_a_bridge_if_the_smallest_part_may_be_one_note() -> None:
    found = measures.bridges(two_circles(), smallest=1)
    assert [(each.title, each.parts) for each in found.notes] == [
        ("Вера", (4, 4)),
        ("1", (5, 1, 1, 1)),
        ("2", (5, 1, 1, 1)),
    ]
    assert len(found.links) == 8
    assert all(1 in each.sides for each in found.links[2:])


NAMES = [f"{number}" for number in range(9)]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)


def contacts(pairs: list[tuple[str, str]]) -> Graph:
    return graph_of(
        *(note(f"Люди/{name}.md", *(b for a, b in pairs if a == name)) for name in NAMES)
    )


@given(PAIRS)
@settings(max_examples=60)
def test_bridges_are_what_splits_the_graph_when_it_is_taken_away(
    pairs: list[tuple[str, str]],
) -> None:
    graph = contacts(pairs)
    simple = nx.Graph((edge.source, edge.target) for edge in graph.edges)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    cut_notes = {}
    for node in simple:
        home = nx.node_connected_component(simple, node) - {node}
        parts = sorted(map(len, nx.connected_components(simple.subgraph(home))), reverse=True)
        if len(parts) > 1:
            cut_notes[node] = tuple(parts)
    cut_links = {}
    for a, b in simple.edges:
        rest = simple.copy()
        rest.remove_edge(a, b)
        if not nx.has_path(rest, a, b):
            ends = (min(a, b), max(a, b))
            cut_links[ends] = tuple(len(nx.node_connected_component(rest, end)) for end in ends)
    found = measures.bridges(graph, smallest=1)
    assert {each.id: each.parts for each in found.notes} == cut_notes
    assert {(each.a, each.b): each.sides for each in found.links} == cut_links
    for each in found.notes:
        near = sorted(end for group in each.joins for end in group)
        assert near == list(graph.neighbours(each.id))
    for each in found.links:
        assert each.links == sum({e.source, e.target} == {each.a, each.b} for e in graph.edges)


def garden_and_sky() -> Graph:
    """Topics of two fields, joined by links here and by meetings there; one stands alone."""
    return graph_of(
        note("Темы/Сад.md", "Роза", "Груша"),
        note("Темы/Роза.md", "Сад"),
        note("Темы/Груша.md", "Сад", "Роза"),
        note("Темы/Небо.md"),
        note("Темы/Звезда.md"),
        note("Темы/Луна.md", "Сад"),
        note("Темы/Камень.md", "Камень"),
        note("Встречи/1.md", *met(about=("Небо", "Звезда"))),
        note("Встречи/2.md", *met(about=("Небо", "Звезда", "Луна"))),
        note("Встречи/3.md", *met(about=("Небо", "Луна"))),
    )


def test_topics_that_links_and_meetings_join_are_communities_named_by_their_centre() -> None:
    found = measures.topic_map(garden_and_sky())
    assert [(each.name, each.centre, each.members) for each in found.communities] == [
        ("Небо", "Темы/Небо.md", ("Темы/Звезда.md", "Темы/Луна.md", "Темы/Небо.md")),
        ("Сад", "Темы/Сад.md", ("Темы/Груша.md", "Темы/Роза.md", "Темы/Сад.md")),
    ]
    assert found.between == (Tie("Темы/Луна.md", "Темы/Сад.md", 1, ()),)
    assert found.alone == ("Темы/Камень.md",)
    assert found.communities[0].ties == (
        Tie("Темы/Звезда.md", "Темы/Небо.md", 0, ("Встречи/1.md", "Встречи/2.md")),
        Tie("Темы/Луна.md", "Темы/Небо.md", 0, ("Встречи/2.md", "Встречи/3.md")),
        Tie("Темы/Звезда.md", "Темы/Луна.md", 0, ("Встречи/2.md",)),
    )
    assert measures.communities(garden_and_sky()) == found.communities


def test_communities_whose_centres_share_a_title_are_told_apart() -> None:
    graph = graph_of(
        note("Темы/а/План.md", "раз", title="План"),
        note("Темы/раз.md", "Темы/а/План"),
        note("Темы/б/План.md", "два", title="План"),
        note("Темы/два.md", "Темы/б/План"),
    )
    assert [each.name for each in measures.communities(graph)] == [
        "План (Темы/а/План.md)",
        "План (Темы/б/План.md)",
    ]


@given(PAIRS)
@settings(max_examples=60)
def test_every_topic_is_in_one_community_or_alone_and_each_hangs_together(
    pairs: list[tuple[str, str]],
) -> None:
    graph = graph_of(
        *(note(f"Темы/{name}.md", *(b for a, b in pairs if a == name)) for name in NAMES)
    )
    found = measures.topic_map(graph)
    placed = [member for each in found.communities for member in each.members]
    assert sorted([*placed, *found.alone]) == [node.id for node in graph.nodes]
    for each in found.communities:
        assert len(each.members) > 1
        assert nx.is_connected(nx.Graph((tie.a, tie.b) for tie in each.ties))
        assert each.centre in each.members
    for lonely in found.alone:
        assert graph.neighbours(lonely) == ()
    inside = [tie for each in found.communities for tie in each.ties]
    assert sum(tie.links for tie in (*inside, *found.between)) == sum(
        edge.source != edge.target for edge in graph.edges
    )


def test_a_large_map_has_the_groups_that_a_small_one_would_have() -> None:
    """Above some size another method finds them, as one that is better there."""
    many = [
        note(f"Темы/{place:02}-{number}.md", *(f"{place:02}-{other}" for other in range(number)))
        for place in range(60)
        for number in range(4)
    ]
    ways = [note(f"Темы/{place:02}-путь.md", f"{place:02}-0") for place in range(60)]
    found = measures.topic_map(graph_of(*many, *ways))
    assert len(many) + len(ways) > GREEDY_TOPICS
    assert [each.members for each in found.communities] == [
        tuple(f"Темы/{place:02}-{name}.md" for name in ("0", "1", "2", "3", "путь"))
        for place in range(60)
    ]


def test_contacts_who_met_and_topics_discussed_together_come_with_the_meetings() -> None:
    graph = graph_of(
        note("Встречи/1.md", *met("Анна", "Борис", about=("Сад", "Небо"))),
        note("Встречи/2.md", *met("Борис", "Анна", "Нет такой", about=("Сад",))),
        note("Встречи/3.md", link("Борис", property="organiser"), *met("Анна")),
        note("а.md", *met("Анна", "Вера")),
        *(note(f"Люди/{name}.md") for name in ("Анна", "Борис", "Вера")),
        *(note(f"Темы/{name}.md") for name in ("Сад", "Небо")),
    )
    anna, boris = "Люди/Анна.md", "Люди/Борис.md"
    assert measures.contacts_who_met(graph) == (
        Pair(anna, boris, ("Встречи/1.md", "Встречи/2.md", "Встречи/3.md")),
        Pair("?Нет такой", anna, ("Встречи/2.md",)),
        Pair("?Нет такой", boris, ("Встречи/2.md",)),
    )
    assert measures.topics_discussed_together(graph) == (
        Pair("Темы/Небо.md", "Темы/Сад.md", ("Встречи/1.md",)),
    )


@pytest.mark.parametrize("status", ["cancelled", "Отменена", "перенесена"])
def test_nobody_met_at_a_meeting_that_was_called_off(status: str) -> None:
    people = [note(f"Люди/{name}.md") for name in ("Анна", "Борис")]
    for said, pairs in ((status, 0), ("planned", 1), ("", 1)):
        graph = graph_of(
            note("Встречи/1.md", *met("Анна", "Борис"), properties={"Status": said}), *people
        )
        assert len(measures.contacts_who_met(graph)) == pairs
        assert (way(graph, "Анна", "Борис") is None) is (pairs == 0)


def test_where_nobody_is_named_as_attending_the_people_in_the_text_were_there() -> None:
    graph = graph_of(
        note("Встречи/1.md", "Анна", "Борис", link("Вера", property="автор")),
        note("Встречи/2.md", *met("Анна"), "Борис"),
        *(note(f"Люди/{name}.md") for name in ("Анна", "Борис", "Вера")),
    )
    assert measures.contacts_who_met(graph) == (
        Pair("Люди/Анна.md", "Люди/Борис.md", ("Встречи/1.md",)),
    )


def person(name: str, *links: Link | str) -> Note:
    return note(f"Люди/{name}.md", *links)


def way(graph: Graph, start: str, goal: str) -> list[tuple[str, str, tuple[str, ...]]] | None:
    found = measures.introduction_path(graph, f"Люди/{start}.md", f"Люди/{goal}.md")
    if found is None:
        return None
    return [(step.how, step.goal, step.through) for step in found.steps]


def test_people_who_met_are_nearer_than_people_who_share_a_topic() -> None:
    graph = graph_of(
        note("Встречи/1.md", *met("Анна", "Борис")),
        note("Встречи/2.md", *met("Борис", "Вера")),
        person("Анна", "Сад"),
        person("Борис"),
        person("Вера", "Сад"),
        note("Темы/Сад.md"),
    )
    assert way(graph, "Анна", "Вера") == [
        ("met", "Люди/Борис.md", ("Встречи/1.md",)),
        ("met", "Люди/Вера.md", ("Встречи/2.md",)),
    ]


def test_a_shared_topic_joins_those_whom_no_meeting_does() -> None:
    graph = graph_of(
        note("Встречи/1.md", *met("Анна", "Борис", about=("Небо",))),
        note("Встречи/2.md", *met("Вера", about=("Небо",))),
        person("Анна"),
        person("Борис", "Сад"),
        person("Вера"),
        person("Глеб"),
        person("Дарья"),
        note("Темы/Небо.md"),
        note("Темы/Сад.md", "Глеб"),
    )
    assert way(graph, "Анна", "Глеб") == [
        ("met", "Люди/Борис.md", ("Встречи/1.md",)),
        ("topic", "Люди/Глеб.md", ("Темы/Сад.md",)),
    ]
    found = measures.introduction_path(graph, "Люди/Анна.md", "Люди/Вера.md")
    assert found is not None
    assert found.steps == (
        Step(
            "Люди/Анна.md",
            "Люди/Вера.md",
            "topic",
            ("Темы/Небо.md",),
            ("Встречи/1.md", "Встречи/2.md"),
        ),
    )
    assert way(graph, "Анна", "Дарья") is None
    assert way(graph, "Анна", "Анна") == []


def test_a_step_names_all_meetings_that_two_people_share() -> None:
    graph = graph_of(
        note("Встречи/2.md", *met("Анна", "Борис")),
        note("Встречи/1.md", *met("Анна", "Борис", about=("Сад",))),
        person("Анна"),
        person("Борис"),
        note("Темы/Сад.md"),
    )
    found = measures.introduction_path(graph, "Люди/Борис.md", "Люди/Анна.md")
    assert found is not None
    both = ("Встречи/1.md", "Встречи/2.md")
    assert found.steps == (Step("Люди/Борис.md", "Люди/Анна.md", "met", both, both),)
    assert found.cost == 4


def test_an_introduction_or_a_mention_joins_two_people_directly() -> None:
    graph = graph_of(
        person("Анна", link("Борис", property="introduced_by"), "Борис"),
        person("Борис", "Вера"),
        person("Вера"),
    )
    found = measures.introduction_path(graph, "Люди/Вера.md", "Люди/Анна.md")
    assert found is not None
    assert found.steps == (
        Step("Люди/Вера.md", "Люди/Борис.md", "linked", (), ("Люди/Борис.md",)),
        Step("Люди/Борис.md", "Люди/Анна.md", "introduced", (), ("Люди/Анна.md",)),
    )


@pytest.mark.parametrize("other", ["Темы/Сад.md", "нет.md"])
def test_only_contacts_can_be_introduced(other: str) -> None:
    graph = graph_of(person("Анна"), note("Темы/Сад.md"))
    for pair in (("Люди/Анна.md", other), (other, "Люди/Анна.md")):
        with pytest.raises(UsageError):
            measures.introduction_path(graph, *pair)


EVERYTHING = """
import sys
from tests.graph.notes import graph_of, link, note
from vaultkit.graph import measures
from vaultkit.graph.formats.canvas import canvas_of
from vaultkit.graph.formats.dot import dot_of
from vaultkit.graph.formats.graphml import graphml_of
from vaultkit.graph.formats.mermaid import mermaid_of

names = [chr(0x430 + number) * 2 for number in range(30)]
topics = [f"тема {name}" for name in names]
notes = [note(f"Люди/{name}.md", names[(7 * i + 3) % 30]) for i, name in enumerate(names)]
notes += [note(f"Темы/{name}.md", topics[(5 * i + 1) % 30]) for i, name in enumerate(topics)]
for i in range(25):
    there = [link(names[(i * k + k) % 30], property="people") for k in range(3)]
    about = [link(topics[(i + k * 11) % 30], property="topics") for k in range(2)]
    notes.append(note(f"Встречи/{i}.md", *there, *about, f"нет {i % 4}"))
graph = graph_of(*notes)
ends = (f"Люди/{names[0]}.md", f"Люди/{names[17]}.md")
groups = measures.communities(graph)
for value in (
    measures.most_linked(graph),
    measures.brokers(graph),
    measures.topic_map(graph),
    measures.bridges(graph, smallest=1),
    measures.introduction_path(graph, *ends),
    measures.contacts_who_met(graph),
    measures.topics_discussed_together(graph),
    graph.path(*ends),
    graph.around(ends[0], 2).nodes,
    list(measures.to_networkx(graph).edges(keys=True)),
    canvas_of(graph, groups),
    dot_of(graph),
    graphml_of(graph),
    mermaid_of(graph),
):
    sys.stdout.buffer.write(repr(value).encode() + b"\\n")
"""


def test_every_finding_and_format_is_the_same_in_every_process() -> None:
    root = Path(__file__).parents[2]
    seen = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", EVERYTHING],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            cwd=root,
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert len(run.stdout) > 10_000
        seen.add(run.stdout)
    assert len(seen) == 1
