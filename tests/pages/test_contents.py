"""What stands on which page, before any of it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.pages.vault import NETWORK, views
from vaultkit.model.paths import VaultPath
from vaultkit.pages.at_hand import ViewsAtHand
from vaultkit.pages.contents import (
    FIXED_HEADS,
    fixed_heads,
    head_of_list,
    iter_sheets,
    wanted_name,
)
from vaultkit.pages.lists import LISTS
from vaultkit.pages.sheets import Listing, Sheet
from vaultkit.pages.split import order_of
from vaultkit.pages.words import Words

RU = Words.of("ru")
SIZES = [1, 3, 1000]
MANY = {
    **NETWORK,
    **{f"Встречи/2026-0{n % 9 + 1}-1{n % 7} №{n}.md": "[[Zoom]] #tag/deep" for n in range(30)},
    **{f"Note {n}.md": "[[Nobody]] [[Nobody else]] #tag\n- [ ] do @Олег\n" for n in range(30)},
}


def source(max_entries: int = 1000, **settings: Any) -> ViewsAtHand:
    return ViewsAtHand(views(MANY, max_entries=max_entries, **settings), RU)


def sheets(at_hand: ViewsAtHand) -> list[Sheet]:
    heads = [*fixed_heads(at_hand), *at_hand.heads()]
    return [sheet for head in heads for sheet in iter_sheets(head, at_hand, RU)]


def leaves(listing: Listing) -> Iterator[Listing]:
    if not listing.parts:
        yield listing
    for part in listing.parts:
        yield from leaves(part)


def test_pages_of_backlinks_are_there_only_where_they_are_on() -> None:
    assert fixed_heads(source()) == FIXED_HEADS
    assert fixed_heads(source(backlinks="off")) == FIXED_HEADS[:-1]
    assert not [head for head in source(backlinks="off").heads() if head.startswith("to:")]


@pytest.mark.parametrize("head", ["tag:nobody", "to:Nobody.md", "to:Один.md"])
def test_a_page_that_is_not_wanted_any_more_is_none(head: str) -> None:
    assert [*iter_sheets(head, source(), RU)] == []


@pytest.mark.parametrize(
    ("head", "name", "rank"),
    [
        ("home", "index-home", 0),
        ("topic-map", "index-topic-map", 0),
        ("tag:встреча", "tag-встреча", 1),
        ("tag:a/b", "tag-a-b-[0-9a-f]{6}", 1),
        ("to:A/План.md", "to-План-[0-9a-f]{6}", 1),
        ("to:a/pic.PNG", "to-pic-PNG-[0-9a-f]{6}", 1),
    ],
)
def test_a_page_asks_for_a_name(head: str, name: str, rank: int) -> None:
    wanted = wanted_name(head)
    assert re.fullmatch(name, wanted.stem)
    assert wanted.rank == rank


def test_names_of_backlinks_tell_the_paths_apart() -> None:
    assert wanted_name("to:A/План.md") != wanted_name("to:B/План.md")


@pytest.mark.parametrize("max_entries", SIZES)
def test_every_page_has_the_name_that_is_known_before_it_is_made(max_entries: int) -> None:
    for sheet in sheets(source(max_entries)):
        if not sheet.head:
            assert sheet.wanted == wanted_name(sheet.identity)


@pytest.mark.parametrize("max_entries", SIZES)
def test_no_two_pages_have_one_identity(max_entries: int) -> None:
    identities = [sheet.identity for sheet in sheets(source(max_entries))]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("max_entries", SIZES)
def test_parts_come_before_the_page_that_they_belong_to(max_entries: int) -> None:
    at_hand = source(max_entries)
    for head in (*fixed_heads(at_hand), *at_hand.heads()):
        *parts, last = iter_sheets(head, at_hand, RU)
        assert (last.identity, last.head) == (head, "")
        assert {part.head for part in parts} <= {head}
        assert {part.folder for part in parts} <= {last.folder}


@pytest.mark.parametrize("max_entries", SIZES)
def test_the_pages_above_a_part_are_there_and_show_it(max_entries: int) -> None:
    made = {sheet.identity: sheet for sheet in sheets(source(max_entries))}
    for sheet in made.values():
        for (above, _), (below, _) in pairwise(sheet.up):
            assert made[below].up[-1][0] == above
        if sheet.head:
            shown = [part.identity for of in made[sheet.up[-1][0]].listings for part in of.parts]
            assert sheet.identity in shown


@pytest.mark.parametrize("max_entries", SIZES)
def test_every_entry_of_a_list_stands_on_one_page(max_entries: int) -> None:
    at_hand = source(max_entries)
    for head in (*fixed_heads(at_hand), *at_hand.heads()):
        *_, last = iter_sheets(head, at_hand, RU)
        for listing in last.listings:
            entries = [entry for leaf in leaves(listing) for entry in leaf.part.entries]
            assert len(entries) == listing.size == listing.spec.entries.size("")
            for leaf in leaves(listing):
                below = [LISTS[leaf.spec.name].order(entry, RU) for entry in leaf.part.entries]
                assert all(order.startswith(leaf.below) for order in below)


@pytest.mark.parametrize("max_entries", SIZES)
def test_lists_on_one_page_share_what_it_may_show(max_entries: int) -> None:
    for sheet in sheets(source(max_entries)):
        whole = [listing for listing in sheet.listings if not listing.parts]
        # What nothing tells apart stays together: the actions of one note, say.
        apart = [
            {LISTS[listing.spec.name].order(entry, RU) for entry in listing.part.entries}
            for listing in whole
        ]
        assert sum(map(len, apart)) <= max(max_entries, len(sheet.listings))


def test_every_list_is_known_to_stand_on_its_page() -> None:
    found = {
        listing.spec.name: sheet.identity.partition(":")[0]
        for sheet in sheets(source())
        for listing in sheet.listings
    }
    # Of these there is one for each tag or note.
    assert {found.pop("nested"), found.pop("mentions")} <= {"tag", "to"}
    assert found == {
        name: head_of_list(name) for name in LISTS if name not in ("nested", "mentions")
    }


def test_a_list_that_is_not_divided_has_the_identity_of_its_page() -> None:
    *_, page = iter_sheets("contacts", source(), RU)
    (listing,) = page.listings
    assert (listing.identity, listing.below, listing.label) == ("contacts", "", "")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", LISTS)
def test_the_order_of_an_entry_is_that_of_its_steps(name: str, language: str) -> None:
    words = Words.of(language)  # type: ignore[arg-type]
    at_hand = ViewsAtHand(views(MANY), words)
    owners = [*at_hand.heads()] if name in ("nested", "mentions") else [""]
    entries = [
        entry
        for of in owners
        if name == "mentions" or not of.startswith("to:")
        for entry in at_hand.entries(name, of).load("")
    ]
    assert entries
    for entry in entries:
        kind = LISTS[name]
        assert kind.order(entry, words) == order_of(kind.steps(entry, words))


def test_what_is_at_hand_is_found_by_its_key() -> None:
    at_hand = source()
    tag, note = at_hand.find_tag("tag/deep"), at_hand.find_backlinks(VaultPath("Темы/Zoom.md"))
    assert tag is not None
    assert (tag.name, tag.total) == ("tag/deep", 30)
    assert note is not None
    assert note.sources >= 30
    assert at_hand.find_tag("tag/no") is at_hand.find_backlinks(VaultPath("Zoom.md")) is None
