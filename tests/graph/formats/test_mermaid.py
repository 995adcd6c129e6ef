from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.graph.formats.odd import NAMES, odd_graph
from tests.graph.notes import graph_of, link, note, paths
from vaultkit.graph.formats.mermaid import mermaid_of
from vaultkit.graph.resolve import NameIndex

NODE = re.compile(r'  (n\d+)\["([^"\n]*)"\]')
ARROW = re.compile(r"  (n\d+) -->(?:\|(\w+)\|)? (n\d+)")
CLASS_DEF = re.compile(
    r"  classDef \w+ fill:#\w{6},stroke:#\w{6},color:#\w{6}(?:,stroke-dasharray:4 3)?"
)
CLASS = re.compile(r"  class (n\d+(?:,n\d+)*) ([\w-]+)")


def test_a_small_graph_as_mermaid() -> None:
    graph = graph_of(
        note("Встречи/В.md", link("Анна", property="people.0"), "Анна", "Анна", "x/Нет"),
        note("Люди/Анна.md", title="Анна Иванова"),
    )
    assert mermaid_of(graph).splitlines() == [
        "flowchart LR",
        '  n1["x/Нет"]',
        '  n2["В"]',
        '  n3["Анна"]',
        "  n2 -->|attendee| n3",
        "  n2 --> n3",
        "  n2 --> n1",
        "  classDef contact fill:#d2ecf7,stroke:#21708f,color:#000000",
        "  class n3 contact",
        "  classDef meeting fill:#fbeec1,stroke:#96700c,color:#000000",
        "  class n2 meeting",
        "  classDef missing fill:#ffffff,stroke:#b03a3a,color:#000000,stroke-dasharray:4 3",
        "  class n1 missing",
        "  class n1,n2,n3 internal-link",
    ]


def test_the_text_of_a_box_is_the_shortest_link_in_the_vault() -> None:
    graph = graph_of(note("а/План.md", title="Большой план"), note("б/1. Раз: #2.md"))
    everything = NameIndex.of(paths("а/План.md", "б/1. Раз: #2.md", "в/План.md"))
    assert '  n1["План"]' in mermaid_of(graph)
    assert '  n1["а/План"]' in mermaid_of(graph, names=everything)
    assert '  n2["#49;. Раз#58; #35;2"]' in mermaid_of(graph)


def test_a_graph_that_is_not_drawn_says_so() -> None:
    many = [note(f"Люди/{number}.md", str(number + 1)) for number in range(501)]
    first = mermaid_of(graph_of(*many, note("Люди/501.md"))).splitlines()[0]
    assert first == (
        "%% 502 notes and 501 arrows are more than Mermaid draws: choose fewer kinds or one note"
    )
    assert mermaid_of(graph_of(*many[:400])).startswith("flowchart LR\n")


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.text(max_size=8))
def test_any_text_gives_a_flowchart_of_safe_ids_and_labels(names: list[str], title: str) -> None:
    graph = odd_graph(names, title)
    first, *lines = mermaid_of(graph).removesuffix("\n").split("\n")
    assert first == "flowchart LR"
    found = [NODE.fullmatch(line) for line in lines[: len(graph.nodes)]]
    for number, match in enumerate(found, start=1):
        assert match
        assert match[1] == f"n{number}"
        assert not re.search(r"[<>`:]|&", match[2])
        shown = html.unescape(re.sub(r"#(\d+);", r"&#\1;", match[2]))
        assert "#" not in re.sub(r"#\d+;", "", match[2])
        node = graph.nodes[number - 1]
        name = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", node.id).strip()
        assert name.removesuffix(".md").strip().endswith(shown.strip())
    rest = lines[len(graph.nodes) :]
    arrows = [match for line in rest if (match := ARROW.fullmatch(line))]
    assert len(arrows) == len({(e.source, e.target, e.relation) for e in graph.edges})
    others = rest[len(arrows) :]
    assert all(CLASS_DEF.fullmatch(line) or CLASS.fullmatch(line) for line in others)
