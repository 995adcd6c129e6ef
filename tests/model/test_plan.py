"""Splicing: outside of the spans nothing changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove, Replacement, moved_path, spliced
from vaultkit.model.source import Span


def _put(start: int, end: int, data: bytes) -> Replacement:
    return Replacement(Span(start, end), data)


@pytest.mark.parametrize(
    ("replacements", "wanted"),
    [
        ((), b"abcdef"),
        ((_put(0, 0, b"<"),), b"<abcdef"),
        ((_put(6, 6, b">"),), b"abcdef>"),
        ((_put(4, 5, b"E"), _put(1, 2, b"")), b"acdEf"),
        ((_put(2, 4, b""), _put(4, 4, b"x")), b"abxef"),
    ],
)
def test_spans_are_replaced_in_any_order(
    replacements: tuple[Replacement, ...], wanted: bytes
) -> None:
    assert spliced(b"abcdef", replacements) == wanted


@pytest.mark.parametrize("spans", [((1, 3), (2, 4)), ((3, 9),), ((-1, 2),), ((4, 2),)])
def test_spans_that_overlap_or_lie_outside_are_refused(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        spliced(b"abcdef", [_put(start, end, b"x") for start, end in spans])


@given(st.binary(), st.lists(st.tuples(st.integers(0, 40), st.binary(max_size=4)), max_size=8))
def test_what_lies_between_the_spans_stays_byte_for_byte(
    data: bytes, cuts: list[tuple[int, bytes]]
) -> None:
    places = sorted({min(at, len(data)) for at, _ in cuts})
    pieces = [piece for _, piece in cuts[: len(places)]]
    made = spliced(data, [_put(at, at, piece) for at, piece in zip(places, pieces, strict=True)])
    for at, piece in reversed(list(zip(places, pieces, strict=True))):
        before = sum(len(each) for place, each in zip(places, pieces, strict=True) if place < at)
        assert made[at + before : at + before + len(piece)] == piece
        made = made[: at + before] + made[at + before + len(piece) :]
    assert made == data


@pytest.mark.parametrize(
    ("path", "after"),
    [("x/a.md", "y/a.md"), ("x/z/a.md", "y/z/a.md"), ("x", "y"), ("xa.md", "xa.md"), ("b", "y/c")],
)
def test_a_folder_that_moves_takes_along_what_lies_in_it(path: str, after: str) -> None:
    moves = [
        FileMove(VaultPath("b"), VaultPath("x/c"), None, "renamed"),
        FileMove(VaultPath("x"), VaultPath("y"), None, "renamed"),
    ]
    assert moved_path(VaultPath(path), moves) == after
