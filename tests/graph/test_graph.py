from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.notes import graph_of, link, note
from vaultkit.graph.graph import Graph, Node
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Tag
from vaultkit.model.source import Span


def ends(graph: Graph) -> list[tuple[str, str, int]]:
    return [(edge.source, edge.target, edge.key) for edge in graph.edges]


def small() -> Graph:
    return graph_of(
        note("Встречи/В.md", "Анна", "Олег", link("Связи", property="topics.0"), "Связи"),
        note("Люди/Анна.md", "Олег"),
        note("Люди/Олег.md"),
        note("Темы/Связи.md", "Будущее", "Связи"),
        note("Темы/Остров.md", "Остров"),
        note("Темы/Скала.md"),
    )


def test_parallel_and_self_links_are_kept_and_numbered() -> None:
    assert ends(small()) == [
        ("Встречи/В.md", "Люди/Анна.md", 0),
        ("Встречи/В.md", "Люди/Олег.md", 0),
        ("Встречи/В.md", "Темы/Связи.md", 0),
        ("Встречи/В.md", "Темы/Связи.md", 1),
        ("Люди/Анна.md", "Люди/Олег.md", 0),
        ("Темы/Остров.md", "Темы/Остров.md", 0),
        ("Темы/Связи.md", "?Будущее", 0),
        ("Темы/Связи.md", "Темы/Связи.md", 0),
    ]


def test_an_edge_tells_where_it_stands() -> None:
    edge = small().out("Встречи/В.md")[2]
    assert (edge.relation, edge.form, edge.embed, edge.line) == ("topic", "property", False, 3)


def test_links_of_a_node_by_direction() -> None:
    graph = small()
    assert [edge.target for edge in graph.out("Люди/Анна.md")] == ["Люди/Олег.md"]
    assert [edge.source for edge in graph.into("Люди/Олег.md")] == ["Встречи/В.md", "Люди/Анна.md"]
    assert graph.neighbours("Темы/Связи.md") == ("?Будущее", "Встречи/В.md")
    assert graph.neighbours("Темы/Остров.md") == ()
    assert graph.out("нет.md") == graph.into("нет.md") == graph.neighbours("нет.md") == ()


def test_nodes_carry_kind_title_and_tags() -> None:
    graph = graph_of(note("Темы/a.md", "Нет", title="Связи", tags=["А", "б", "а"]))
    assert graph.nodes == (
        Node("?Нет", "other", "Нет", exists=False),
        Node("Темы/a.md", "topic", "Связи", ("А", "б")),
    )
    assert graph.find_node("Темы/a.md") == graph.get_node("Темы/a.md") == graph.nodes[1]
    assert graph.find_node("a") is None
    with pytest.raises(UsageError, match="'a' is not in the graph"):
        graph.get_node("a")


def test_orphans_and_dead_ends_do_not_count_links_to_themselves() -> None:
    graph = small()
    assert [node.id for node in graph.orphans()] == ["Темы/Остров.md", "Темы/Скала.md"]
    assert [node.id for node in graph.dead_ends()] == [
        "Люди/Олег.md",
        "Темы/Остров.md",
        "Темы/Скала.md",
    ]


def test_attachments_bases_and_missing_notes_are_neither_orphans_nor_dead_ends() -> None:
    graph = graph_of(
        note("a.md", "фото.png", "нет"), note("b.base"), note("доска.canvas"), files=["фото.png"]
    )
    assert graph.get_node("фото.png") == Node("фото.png", "other", "фото.png")
    assert [node.id for node in graph.orphans()] == ["доска.canvas"]
    assert [node.id for node in graph.dead_ends()] == ["доска.canvas"]


def test_an_attachment_without_links_is_no_node() -> None:
    assert not graph_of(note("a.md"), files=["фото.png"]).has("фото.png")


def test_casings_of_a_missing_note_are_one_node_spelt_as_the_first() -> None:
    graph = graph_of(
        note("б.md", "новая Заметка", "x/Новая"), note("а.md", "Новая Заметка.md", "новая заметка")
    )
    assert [node.id for node in graph.nodes if not node.exists] == [
        "?x/Новая",
        "?Новая Заметка",
    ]
    assert graph.get_node("?x/Новая").title == "Новая"
    assert ends(graph)[:2] == [("а.md", "?Новая Заметка", 0), ("а.md", "?Новая Заметка", 1)]
    assert {key: len(links) for key, links in graph.unresolved().items()} == {
        "новая заметка": 3,
        "x/новая": 1,
    }
    assert list(graph.unresolved()) == ["новая заметка", "x/новая"]


def test_equal_demand_is_in_order_of_the_key() -> None:
    assert list(graph_of(note("a.md", "Я", "Б", "а")).unresolved()) == ["а", "б", "я"]


def test_a_missing_note_and_a_file_of_that_id_stay_apart() -> None:
    graph = graph_of(note("a.md", "?x.png", "x.png"), files=["?x.png"])
    assert [(node.id, node.exists) for node in graph.nodes] == [
        ("??x.png", False),
        ("?x.png", True),
        ("a.md", True),
    ]


def test_a_missing_note_is_of_the_kind_that_is_asked_for() -> None:
    graph = graph_of(
        note(
            "Встречи/В.md",
            link("Анна", property="people.0"),
            link("Связи", property="topics.0"),
            link("Фирма", property="org"),
            "Текст",
        ),
        note("Templates/В.md", link("Образец", property="people.0")),
    )
    assert {node.id: node.kind for node in graph.nodes if not node.exists} == {
        "?Анна": "contact",
        "?Связи": "topic",
        "?Фирма": "other",
        "?Текст": "other",
        "?Образец": "other",
    }


def test_links_in_regions_make_no_edge_and_links_in_comments_do() -> None:
    graph = graph_of(
        note("a.md", link("b", region="backlinks"), link("нет", region="x")),
        note("b.md", link("a", in_comment=True)),
    )
    assert ends(graph) == [("b.md", "a.md", 0)]
    assert not graph.has("?нет")


def test_tags_in_regions_are_no_tags_of_the_node() -> None:
    own = note("a.md", tags=["своя"])
    foreign = Tag("чужая", Span(9, 10), 2, region="backlinks")
    graph = graph_of(own._replace(tags=(*own.tags, foreign)))
    assert graph.get_node("a.md").tags == ("своя",)


def test_excluded_notes_are_left_out_but_links_to_them_are_not_unresolved() -> None:
    graph = graph_of(
        note("a.md", "b", "нет"), note("Архив/b.md", "a", "тоже нет"), excluded=["Архив/b.md"]
    )
    assert [node.id for node in graph.nodes] == ["?нет", "a.md"]
    assert ends(graph) == [("a.md", "?нет", 0)]


def test_an_ambiguous_link_is_an_edge_to_its_winner() -> None:
    graph = graph_of(note("a.md", "b"), note("x/b.md"), note("yy/b.md"))
    assert ends(graph) == [("a.md", "x/b.md", 0)]


def chain() -> Graph:
    """Анна - meeting - Олег - topic - Вера, and a note that all of them link to."""
    return graph_of(
        note("Встречи/1.md", "Анна", "Олег", "Все"),
        note("Люди/Анна.md", "Все"),
        note("Люди/Олег.md", "Связи", "Связи"),
        note("Люди/Вера.md", "Связи"),
        note("Темы/Связи.md"),
        note("Все.md"),
        note("Один.md"),
    )


@pytest.mark.parametrize(
    ("depth", "ids"),
    [
        (0, ["Люди/Вера.md"]),
        (1, ["Люди/Вера.md", "Темы/Связи.md"]),
        (2, ["Люди/Вера.md", "Люди/Олег.md", "Темы/Связи.md"]),
        (3, ["Встречи/1.md", "Люди/Вера.md", "Люди/Олег.md", "Темы/Связи.md"]),
    ],
)
def test_around_a_note_goes_so_many_links_either_way(depth: int, ids: list[str]) -> None:
    part = chain().around("Люди/Вера.md", depth)
    assert [node.id for node in part.nodes] == ids
    assert ends(part) == [edge for edge in ends(chain()) if edge[0] in ids and edge[1] in ids]


def test_around_a_note_walks_only_through_the_kinds_asked_for() -> None:
    part = chain().around("Встречи/1.md", 5, kinds={"contact"})
    assert [node.id for node in part.nodes] == ["Встречи/1.md", "Люди/Анна.md", "Люди/Олег.md"]
    with pytest.raises(UsageError):
        chain().around("нет.md", 1)


def test_filtered_keeps_the_kinds_and_the_links_between_them() -> None:
    part = chain().filtered({"contact", "topic"})
    assert ends(part) == [
        ("Люди/Вера.md", "Темы/Связи.md", 0),
        ("Люди/Олег.md", "Темы/Связи.md", 0),
        ("Люди/Олег.md", "Темы/Связи.md", 1),
    ]
    assert {node.kind for node in part.nodes} == {"contact", "topic"}
    assert chain().filtered(()).nodes == ()


def steps(graph: Graph, start: str, goal: str) -> list[tuple[str, str, int]] | None:
    way = graph.path(start, goal)
    return None if way is None else [(edge.source, edge.target, edge.key) for edge in way]


def test_the_shortest_way_follows_links_in_both_directions() -> None:
    assert steps(chain(), "Люди/Анна.md", "Люди/Вера.md") == [
        ("Встречи/1.md", "Люди/Анна.md", 0),
        ("Встречи/1.md", "Люди/Олег.md", 0),
        ("Люди/Олег.md", "Темы/Связи.md", 0),
        ("Люди/Вера.md", "Темы/Связи.md", 0),
    ]
    assert steps(chain(), "Люди/Анна.md", "Люди/Анна.md") == []
    assert steps(chain(), "Люди/Анна.md", "Один.md") is None
    for pair in (("нет.md", "Один.md"), ("Один.md", "нет.md")):
        with pytest.raises(UsageError):
            chain().path(*pair)


def test_of_equally_short_ways_the_first_by_id_is_taken_and_forward_links_first() -> None:
    graph = graph_of(
        note("а.md", "я", "б", "б"), note("б.md", "а", "ю"), note("я.md", "ю"), note("ю.md")
    )
    assert steps(graph, "а.md", "ю.md") == [("а.md", "б.md", 0), ("б.md", "ю.md", 0)]
    assert steps(graph, "ю.md", "а.md") == [("б.md", "ю.md", 0), ("б.md", "а.md", 0)]


NAMES = ["а", "б", "в", "г", "д", "е"]
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, "Нет"])), max_size=14)


def random_graph(pairs: list[tuple[str, str]]) -> Graph:
    return graph_of(
        *(note(f"{name}.md", *(end for start, end in pairs if start == name)) for name in NAMES)
    )


@given(LINKS)
def test_every_link_leaves_one_node_and_reaches_one(pairs: list[tuple[str, str]]) -> None:
    graph = random_graph(pairs)
    ids = [node.id for node in graph.nodes]
    assert ids == sorted(set(ids))
    assert sorted(e for node in ids for e in ends_of(graph, node)) == sorted(ends(graph))
    assert len(set(ends(graph))) == len(graph.edges) == len(pairs)
    assert sum(len(graph.into(node)) for node in ids) == len(pairs)


def ends_of(graph: Graph, node_id: str) -> list[tuple[str, str, int]]:
    return [(edge.source, edge.target, edge.key) for edge in graph.out(node_id)]


@given(LINKS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_way_is_as_long_as_the_distance_at_which_the_goal_appears(
    pairs: list[tuple[str, str]], start: str, goal: str
) -> None:
    graph = random_graph(pairs)
    way = graph.path(f"{start}.md", f"{goal}.md")
    depths = [depth for depth in range(8) if graph.around(f"{start}.md", depth).has(f"{goal}.md")]
    assert (len(way) if way is not None else None) == (depths[0] if depths else None)
