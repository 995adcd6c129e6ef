"""Names of pages are safe, told apart, and the same for the same thing."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.paths import name_key
from vaultkit.pages.names import WantedName, distinct_names, page_stem, slug_of

FORBIDDEN = re.compile(r'[#|^:\\/*?"<>\[\]%\x00-\x1f\x7f\s]')
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}
PIECES = st.lists(
    st.sampled_from(
        [
            *'aAбБёй/-_. #|^:\\*?"<>%[]»—\n\t\x00',
            *(
                "CON",
                "nul",
                "..",
                "é",
                "e\u0301",
                "й",
                "и\u0306",
                "日本語",
                "🚀",
                "👩\u200d💻",
                "שלום",
            ),
            *(
                "я" * 130,
                "a" * 250,
                "\u202e",
                "\ufeff",
                "\u1680",
                "\ue000",
                "\ud800",
                "ﬁ",
                "ſ",
                "K",
            ),
        ]
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "slug", "lossless"),
    [
        ("встречи", "встречи", True),
        ("a-b_c", "a-b_c", True),
        ("日本語", "日本語", True),
        ("🚀", "🚀", True),
        ("a/b", "a-b", False),
        ("тег»", "тег", False),
        ("Анна Петрова", "Анна-Петрова", False),
        ("и\u0306", "й", False),
        ("-a-", "a", False),
        ("a..b", "a-b", False),
        ("///", "", False),
        ("", "", True),
    ],
)
def test_a_slug_keeps_letters_and_says_whether_it_lost_something(
    text: str, slug: str, lossless: bool
) -> None:
    assert slug_of(text) == (slug, lossless)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        (page_stem("tag-", "встречи"), "tag-встречи"),
        (page_stem("tag-", "a/b"), "tag-a-b-c14cdd"),
        (page_stem("tag-", "»"), "tag-b6f9dd"),
        (page_stem("to-", "Анна", digest_of="Контакты/Анна.md"), "to-Анна-fba3cb"),
        (page_stem("index-", "topics", part="а"), "index-topics-а"),
        (page_stem("index-", "meetings", part="2026-03"), "index-meetings-2026-03"),
        (page_stem("index-", "topics", part="а "), "index-topics-а-b4e4a5"),
        (page_stem("index-home", "", part="unreadable-b"), "index-home-unreadable-b"),
    ],
)
def test_a_digest_stands_wherever_the_slug_lost_something(stem: str, name: str) -> None:
    assert re.sub(r"[0-9a-f]{6}$", "#", stem) == re.sub(r"[0-9a-f]{6}$", "#", name)


@given(PIECES, PIECES, st.none() | PIECES)
def test_every_name_is_legal_everywhere(text: str, part: str, digest_of: str | None) -> None:
    for prefix in ("tag-", "to-", "index-home"):
        text = text or "x"
        name = page_stem(prefix, text, digest_of=digest_of, part=part) + ".md"
        assert len(name.encode()) <= 255
        assert not FORBIDDEN.search(name)
        assert unicodedata.is_normalized("NFC", name)
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") for char in name)
        assert name.split(".")[0].lower() not in DEVICES
        assert not name.startswith(".")
        assert not name.removesuffix(".md").endswith((".", " ", "-"))
        assert name == page_stem(prefix, text, digest_of=digest_of, part=part) + ".md"


@given(st.lists(PIECES, unique_by=name_key, max_size=12))
def test_different_tags_have_different_names(tags: list[str]) -> None:
    keys = [name_key(tag) for tag in tags]
    names = distinct_names({key: WantedName(page_stem("tag-", key), 1) for key in keys})
    assert len({name_key(name) for name in names.values()}) == len(keys)


@given(st.lists(st.tuples(PIECES, st.integers(0, 2)), max_size=12))
def test_names_are_distinct_whatever_is_asked_for(wishes: list[tuple[str, int]]) -> None:
    wanted = {
        f"{n}": WantedName(page_stem("to-", text), rank) for n, (text, rank) in enumerate(wishes)
    }
    names = distinct_names(wanted)
    assert names.keys() == wanted.keys()
    assert len({name_key(name) for name in names.values()}) == len(wanted)
    assert all(len(name.encode()) <= 252 for name in names.values())
    assert names == distinct_names(dict(reversed(wanted.items())))


def test_of_two_that_ask_for_a_name_the_lower_rank_keeps_it() -> None:
    wanted = {"page": WantedName("index-a", 0), "part": WantedName("INDEX-A", 2)}
    names = distinct_names(wanted)
    assert names["page"] == "index-a"
    assert re.fullmatch(r"INDEX-A-[0-9a-f]{6}", names["part"])


def test_equals_that_ask_for_a_name_are_told_apart_by_their_identity() -> None:
    names = distinct_names({"x": WantedName("a"), "y": WantedName("a"), "z": WantedName("b")})
    assert names["z"] == "b"
    assert all(re.fullmatch(r"a-[0-9a-f]{6}", names[identity]) for identity in "xy")


def test_many_notes_of_one_name_get_names_of_their_own() -> None:
    paths = [f"{n}/Индекс.md" for n in range(6000)]
    wanted = {path: WantedName(page_stem("to-", "Индекс", digest_of=path), 1) for path in paths}
    assert len({wish.stem for wish in wanted.values()}) < len(paths)
    assert len(set(distinct_names(wanted).values())) == len(paths)


def test_a_name_is_cut_between_characters_with_their_marks() -> None:
    # Not composable: the mark is a character of its own in NFC too.
    stem = page_stem("tag-", "x\u0331" * 100)
    body = stem.removeprefix("tag-").rsplit("-", 1)[0]
    assert len(stem.encode()) <= 252
    assert body == "x\u0331" * (len(body) // 2)
