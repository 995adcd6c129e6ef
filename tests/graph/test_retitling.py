from __future__ import annotations

import pytest

from tests.graph.notes import note
from vaultkit.graph.retitling import Retitling, heading_link_text

HEADINGS = [(1, "Top"), (2, "Old"), (3, "Deep"), (1, "Other"), (2, "Old"), (2, "New")]


@pytest.mark.parametrize(
    ("at", "text", "subpath", "found"),
    [
        (1, "New one", "Old", "New one"),
        (1, "New one", "old!", "New one"),
        (1, "New one", "Top#Old", "Top#New one"),
        (1, "New one", "Old#Deep", "New one#Deep"),
        (1, "New one", "Deep", "Deep"),
        (1, "New one", "Other#Old", "Other#Old"),
        (4, "New one", "Other#Old", "Other#New one"),
        (4, "New one", "Old", "Old"),
        (1, "A: #b [[c]] %%d", "Old", "A b c d"),
        # a heading of that name is there: the link to it says more
        (1, "New", "New", "Other#New"),
        (1, "New", "Old", "New"),
        # and so does one to a heading that was hidden so far
        (0, "Other", "Other#Old", None),
    ],
)
def test_a_subpath_leads_where_it_led(at: int, text: str, subpath: str, found: str | None) -> None:
    texts = [heading for _, heading in HEADINGS]
    texts[at] = text
    changed = Retitling.of(note("N.md", headings=HEADINGS), tuple(texts))
    assert next(changed.iter_subpaths(subpath), None) == found
    if found is not None:
        assert changed.is_same(subpath, found)


def test_what_begins_to_answer_is_known() -> None:
    changed = Retitling.of(note("N.md", headings=[(1, "Old")]), ("New",))
    assert changed.begins_to_answer("new")
    assert not changed.begins_to_answer("Old")
    assert not changed.begins_to_answer("Other")
    assert list(changed.iter_subpaths("new")) == []


@pytest.mark.parametrize(
    ("text", "link"),
    [("A: b", "A b"), ("[[A|b]]", "A b"), ("a  #b^c\\d", "a b c d"), ("«x» – y", "«x» – y")],
)
def test_a_heading_stands_in_a_link_without_what_links_cannot_hold(text: str, link: str) -> None:
    assert heading_link_text(text) == link
