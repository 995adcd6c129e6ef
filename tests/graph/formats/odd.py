"""Graphs with whatever names and titles a file system and a note may hold."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.graph.notes import graph_of, link, note
from vaultkit.graph.graph import Graph

NAMES = st.one_of(
    st.sampled_from(
        [
            'say "hi"',
            "a\\",
            'a\\"b',
            "end",
            "<br>",
            "&amp;",
            "x\ny",
            "\x01",
            "\u202eобратно",
            "]]>",
            "会議 📥",
            "`code`",
            "1. раз",
            "- два",
            "#quot;",
            "%%",
            "a--b",
            "style: a#b;",
            "שלום",
        ]
    ),
    st.text(
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6
    ).filter(lambda name: name not in {".", ".."} and not name.startswith(".")),
)


def odd_graph(names: list[str], title: str) -> Graph:
    """Notes of these names that all link to the first, to themselves and to a missing one."""
    return graph_of(
        *(
            note(
                f"Люди/{name}.md",
                names[0],
                name,
                link(f"нет {name}", property=name),
                link(f"./{title}", embed=True),
                title=title,
                tags=[name, "б"],
            )
            for name in names
        )
    )
