from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.formats.odd import NAMES, odd_graph
from tests.graph.notes import graph_of, link, note
from vaultkit.graph.formats.dot import dot_of

# The tokens of the DOT language that we write, and nothing else.
TOKEN = re.compile(r'\s+|"(?:[^"\\\n]|\\.)*"|->|[{}\[\];=,]|[A-Za-z_]+|[0-9]+')


def tokens(text: str) -> list[str]:
    found = []
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match, text[at : at + 40]
        at = match.end()
        if not match[0].isspace():
            found.append(match[0])
    return found


def statements(text: str) -> list[list[str]]:
    """Each statement's tokens before its attributes, those about the defaults left out."""
    words = tokens(text)
    assert words[:3] == ["digraph", "vault", "{"]
    assert words[-1] == "}"
    found: list[list[str]] = [[]]
    inside = False
    for word in words[3:-1]:
        if word in {"[", "]"}:
            inside = word == "["
        elif word == ";":
            found.append([])
        elif not inside:
            found[-1].append(word)
    assert found.pop() == []
    return [each for each in found if each[0] not in {"graph", "node", "edge"}]


def test_a_small_graph_as_dot() -> None:
    graph = graph_of(
        note("Встречи/В.md", link("Анна", property="people.0"), "Нет"),
        note("Люди/Анна.md", title='Анна "Энн" \\N'),
    )
    assert dot_of(graph).splitlines()[4:] == [
        '  "?Нет" [label="Нет", class="other", fillcolor="#ffffff", color="#b03a3a",'
        ' style="rounded,filled,dashed"];',
        '  "Встречи/В.md" [label="В", class="meeting", fillcolor="#fbeec1", color="#96700c"];',
        '  "Люди/Анна.md" [label="Анна \\"Энн\\" \\\\N", class="contact",'
        ' fillcolor="#d2ecf7", color="#21708f"];',
        '  "Встречи/В.md" -> "Люди/Анна.md" [label="attendee"];',
        '  "Встречи/В.md" -> "?Нет";',
        "}",
    ]


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.text(max_size=8))
def test_any_text_gives_nodes_and_edges_in_quotes(names: list[str], title: str) -> None:
    graph = odd_graph(names, title)
    found = statements(dot_of(graph))
    assert len(found) == len(graph.nodes) + len(graph.edges)
    nodes = [each[0] for each in found[: len(graph.nodes)]]
    assert all(len(each) == 1 for each in found[: len(graph.nodes)])
    for source, arrow, target in found[len(graph.nodes) :]:
        assert arrow == "->"
        assert {source, target} <= set(nodes)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    text = dot_of(odd_graph(['say "hi"', "a\\", "x\ny", "<br>", "会議 📥"], 'a\\"\n'))
    subprocess.run(["dot", "-Tcanon"], input=text.encode(), check=True, capture_output=True)
