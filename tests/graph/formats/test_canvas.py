from __future__ import annotations

import json
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.formats.odd import NAMES, odd_graph
from tests.graph.notes import graph_of, link, note
from vaultkit.graph.findings import Community
from vaultkit.graph.formats.canvas import canvas_of
from vaultkit.graph.graph import Graph
from vaultkit.graph.measures import communities


def canvas(graph: Graph, groups: tuple[Community, ...] = (), **more: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(canvas_of(graph, groups, **more))
    assert set(read) == {"nodes", "edges"}
    return read


def label_of(item: dict[str, Any]) -> str:
    return str(item.get("file") or item.get("text") or item.get("label"))


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def within(inner: dict[str, Any], outer: dict[str, Any]) -> bool:
    return all(
        outer[start] < inner[start] and inner[start] + inner[size] < outer[start] + outer[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def groups_and_cards(read: dict[str, Any]) -> dict[str, list[str]]:
    """Each group's label and the cards that lie within it; every card lies in exactly one."""
    groups = [item for item in read["nodes"] if item["type"] == "group"]
    cards = [item for item in read["nodes"] if item["type"] != "group"]
    assert read["nodes"] == groups + cards
    assert not any(overlap(one, other) for one, other in combinations(groups, 2))
    assert not any(overlap(one, other) for one, other in combinations(cards, 2))
    held: dict[str, list[str]] = {label_of(group): [] for group in groups}
    for card in cards:
        (home,) = [group for group in groups if within(card, group)]
        held[label_of(home)].append(label_of(card))
    return held


def vault() -> Graph:
    topics = ["Сад", "Роза", "Небо", "Луна", "Камень"]
    return graph_of(
        note("Темы/Сад.md", "Роза"),
        note("Темы/Роза.md", "Сад"),
        note("Темы/Небо.md", "Луна", "Луна"),
        note("Темы/Луна.md", "Роза"),
        note("Темы/Камень.md"),
        note("Встречи/1.md", *(link(name, property="people") for name in ("Анна", "Борис")), "Сад"),
        note("Встречи/2.md", link("Анна", property="people"), "Небо", "Луна", "Роза"),
        note("Люди/Анна.md", "Встречи/2"),
        note("Люди/Борис.md", "Нет"),
        note("Люди/Вера.md", topics[4]),
    )


def test_communities_are_groups_that_hold_their_topics_and_who_is_linked_with_them() -> None:
    read = canvas(vault(), communities(vault()), rest="Прочее")
    assert groups_and_cards(read) == {
        "Луна": ["Встречи/2.md", "Люди/Анна.md", "Темы/Луна.md", "Темы/Небо.md"],
        "Роза": ["[[Нет]]", "Встречи/1.md", "Люди/Борис.md", "Темы/Роза.md", "Темы/Сад.md"],
        "Прочее": ["Люди/Вера.md", "Темы/Камень.md"],
    }


def test_contacts_stand_left_of_the_topics_and_meetings_right_of_them() -> None:
    read = canvas(vault(), communities(vault()))
    place = {label_of(item): item["x"] for item in read["nodes"]}
    assert place["Люди/Анна.md"] < place["Темы/Луна.md"] < place["Встречи/2.md"]
    assert place["Темы/Луна.md"] == place["Темы/Небо.md"]


def test_the_links_of_two_notes_are_one_line_with_their_relations() -> None:
    read = canvas(vault())
    name = {item["id"]: label_of(item) for item in read["nodes"]}
    lines = {(name[line["fromNode"]], name[line["toNode"]]): line for line in read["edges"]}
    both = lines["Встречи/2.md", "Люди/Анна.md"]
    assert (both["label"], both["fromEnd"]) == ("attendee", "arrow")
    assert ("Люди/Анна.md", "Встречи/2.md") not in lines
    one_way = lines["Темы/Небо.md", "Темы/Луна.md"]
    assert "label" not in one_way
    assert "fromEnd" not in one_way
    assert len(lines) == len(read["edges"])


def test_lines_leave_and_reach_cards_at_the_sides_that_face_each_other() -> None:
    read = canvas(vault(), communities(vault()))
    box = {item["id"]: item for item in read["nodes"]}
    facing = {
        ("right", "left"): lambda a, b: a["x"] < b["x"],
        ("left", "right"): lambda a, b: a["x"] > b["x"],
        ("bottom", "top"): lambda a, b: a["x"] == b["x"] and a["y"] < b["y"],
        ("top", "bottom"): lambda a, b: a["x"] == b["x"] and a["y"] > b["y"],
    }
    for line in read["edges"]:
        sides = (line["fromSide"], line["toSide"])
        assert facing[sides](box[line["fromNode"]], box[line["toNode"]])


def test_without_communities_there_are_no_groups() -> None:
    assert {item["type"] for item in canvas(vault())["nodes"]} == {"file", "text"}
    assert canvas(graph_of()) == {"nodes": [], "edges": []}


def test_communities_of_the_whole_vault_serve_a_part_of_it() -> None:
    groups = communities(vault())
    held = groups_and_cards(canvas(vault().around("Люди/Борис.md", 2), groups))
    assert held == {
        "Роза": ["[[Нет]]", "Встречи/1.md", "Люди/Анна.md", "Люди/Борис.md", "Темы/Сад.md"]
    }
    near = canvas(vault().around("Люди/Борис.md", 1), groups)
    assert "group" not in {item["type"] for item in near["nodes"]}


def test_one_card_a_line_and_ids_that_stay() -> None:
    card = '{"id":"a4e1de400f24ab12","type":"file","file":"Темы/Сад.md","color":"4",'
    place = '"x":60,"y":60,"width":300,"height":100}'
    expected = '{\n\t"nodes":[\n\t\t' + card + place + '\n\t],\n\t"edges":[\n\t]\n}\n'
    assert canvas_of(graph_of(note("Темы/Сад.md", "Сад"))) == expected


def test_a_missing_name_that_no_wikilink_can_hold_is_plain_text() -> None:
    read = canvas(graph_of(note("a.md", "a]b", "x/Нет")))
    assert [item["text"] for item in read["nodes"] if item["type"] == "text"] == [
        "a]b",
        "[[x/Нет]]",
    ]


@given(
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=60),
    st.lists(st.sampled_from(["Темы", "Люди", "Встречи", "Прочее"]), min_size=25, max_size=25),
)
@settings(max_examples=40)
def test_no_two_cards_overlap_and_each_lies_in_its_group(
    pairs: list[tuple[int, int]], folders: list[str]
) -> None:
    graph = graph_of(
        *(
            note(f"{folder}/{number}.md", *(str(b) for a, b in pairs if a == number))
            for number, folder in enumerate(folders)
        )
    )
    found = communities(graph)
    read = canvas(graph, found)
    if found:
        held = groups_and_cards(read)
        for community in found:
            assert set(community.members) <= set(held[community.name])
    cards = [item for item in read["nodes"] if item["type"] != "group"]
    assert [item["file"] for item in cards] == [node.id for node in graph.nodes]
    assert not any(overlap(one, other) for one, other in combinations(cards, 2))
    ids = [item["id"] for item in (*read["nodes"], *read["edges"])]
    assert len(ids) == len(set(ids))


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.text(max_size=8))
def test_any_text_gives_valid_json(names: list[str], title: str) -> None:
    graph = odd_graph(names, title)
    read = canvas(graph)
    files = [item["file"] for item in read["nodes"] if item["type"] == "file"]
    assert files == [node.id for node in graph.nodes if node.exists]
    ids = {item["id"] for item in read["nodes"]}
    assert all({line["fromNode"], line["toNode"]} <= ids for line in read["edges"])
