"""From what a person types to a value: which type is meant, and what it makes of the text."""

from __future__ import annotations

import pytest

from vaultkit.app.property_values import ValueType, entries_of, type_meant, value_of
from vaultkit.markdown.yaml_scalars import Moment
from vaultkit.model.errors import UsageError

MEANT: list[tuple[str, list[str], object, str | None, ValueType]] = [
    # as the note has it
    ("k", ["5"], "text", "number", "text"),
    ("k", ["x"], 5, None, "number"),
    ("k", ["x"], True, None, "checkbox"),
    ("k", ["x"], "2026-03-12", None, "date"),
    ("k", ["x"], "2026-03-12T10:00", None, "datetime"),
    ("k", ["x"], ["a"], "text", "list"),
    # as the vault has it
    ("k", ["5"], None, "text", "text"),
    ("k", ["5"], None, "multitext", "list"),
    ("k", ["5"], {"a": 1}, "checkbox", "checkbox"),
    ("k", ["5"], None, "nonsense", "number"),
    # as it looks
    ("k", ["5"], None, None, "number"),
    ("k", ["-0.5e3"], None, None, "number"),
    ("k", ["+79160000000"], None, None, "text"),
    ("k", ["007"], None, None, "text"),
    ("k", ["12345678901234567"], None, None, "text"),
    ("k", ["12:30"], None, None, "text"),
    ("k", ["True"], None, None, "checkbox"),
    ("k", ["no"], None, None, "text"),
    ("k", ["2026-03-12"], None, None, "date"),
    ("k", ["2026-02-30"], None, None, "text"),
    ("k", ["2026-03-12 10:00"], None, None, "datetime"),
    ("k", ["a", "b"], None, None, "list"),
    ("Tags", ["a"], None, None, "list"),
    ("k", [], None, None, "text"),
    ("aliases", [], None, None, "list"),
]


@pytest.mark.parametrize(("key", "texts", "present", "registered", "kind"), MEANT)
def test_the_type_is_that_of_note_then_vault_then_look(
    key: str, texts: list[str], present: object, registered: str | None, kind: ValueType
) -> None:
    assert type_meant(key, texts, present=present, registered=registered) == kind


VALUES: list[tuple[list[str], ValueType, object, object]] = [
    (["5"], "text", None, "5"),
    ([""], "text", None, ""),
    ([], "text", "x", None),
    ([], "list", ["x"], ()),
    (["5"], "number", None, 5),
    (["5.0"], "number", None, 5.0),
    (["1e3"], "number", None, 1000.0),
    (["TRUE"], "checkbox", None, True),
    (["false"], "checkbox", None, False),
    (["2026-03-12"], "date", None, Moment("2026-03-12")),
    (["2026-03-12 10:00"], "datetime", None, Moment("2026-03-12T10:00")),
    (["a", "5"], "list", None, ("a", "5")),
    (["5", "a"], "list", [1, 2], (5, "a")),
    (["true"], "list", [True], ("true",)),
    (["2026-03-13"], "list", ["2026-03-12"], (Moment("2026-03-13"),)),
    (["2026-03-13"], "list", ["2026-03-12", "x"], ("2026-03-13",)),
]


@pytest.mark.parametrize(("texts", "kind", "present", "value"), VALUES)
def test_a_value_is_made_of_its_type(
    texts: list[str], kind: ValueType, present: object, value: object
) -> None:
    made = value_of(texts, kind, present=present)
    assert repr(made) == repr(value)
    assert type(made) is type(value)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["x"], "number"),
        (["0x1F"], "number"),
        (["1e999"], "number"),
        (["yes"], "checkbox"),
        (["2026-02-30"], "date"),
        (["12.03.2026"], "date"),
        (["2026-03-12T25:00"], "datetime"),
        (["a", "b"], "text"),
        (["\udcff"], "text"),
    ],
)
def test_what_is_none_of_its_type_is_refused_with_a_way_out(
    texts: list[str], kind: ValueType
) -> None:
    with pytest.raises(UsageError) as raised:
        value_of(texts, kind)
    assert raised.value.hint


def test_numbers_are_added_to_numbers_and_texts_to_all_else() -> None:
    assert entries_of(["2027"], present=[2025, 2026]) == (2027,)
    assert entries_of(["2027"], present=2026) == (2027,)
    assert entries_of(["2027"], present=["x", 2026]) == ("2027",)
    assert entries_of(["2027"], present=[]) == ("2027",)
