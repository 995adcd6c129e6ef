"""Templates are filled with data that cannot become anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.pages import engine, kept_code
from vaultkit.pages.engine import render, templates_root
from vaultkit.pages.lists import ListKind
from vaultkit.pages.quote import Markdown, quote_block
from vaultkit.pages.sheets import Listing, ListSpec
from vaultkit.pages.split import Listed, split
from vaultkit.pages.words import Words


def _listing(*entries: object, name: str = "notes") -> Listing:
    """A list that is shown as it is given."""
    kind = ListKind(
        name,
        steps=lambda entry, words: (),
        order=lambda entry, words: "",
        sort=lambda given, words: tuple(given),
        arrange=lambda given, words: given,
    )
    spec = ListSpec(kind, "", Listed(entries, lambda _: ()))
    return Listing(spec, Words.of("en"), "x", split(spec.entries, 10))


def _values(link: object) -> dict[str, object]:
    words = Words.of("en")
    return {"list": _listing("a"), "link": link, "page": link, "n": words.plural, "t": words.text}


def test_the_templates_that_ship_are_found() -> None:
    assert (templates_root() / "pages" / "home.md.j2").is_file()


def test_every_template_is_well_formed() -> None:
    environment = engine._environment()
    names = environment.list_templates()
    assert len(names) > 25
    for name in names:
        environment.get_template(name)


def test_what_a_template_prints_is_quoted_unless_it_is_markdown() -> None:
    assert render("list-notes", _values(lambda note: "#x [[y]]")) == "- \\#x \\[\\[y\\]\\]\n"
    assert render("list-notes", _values(lambda note: Markdown("[a](<b>)"))) == "- [a](<b>)\n"


@given(st.text())
def test_template_syntax_in_a_value_is_only_text(text: str) -> None:
    for form in ("{{ %s }}", "{%% %s %%}", "{# %s #}"):
        rendered = render("list-notes", _values(lambda note, form=form: form % text))
        assert rendered.startswith("- {")
        assert rendered.count("\n") == 1


def test_a_name_that_is_not_given_is_told() -> None:
    with pytest.raises(jinja2.UndefinedError, match="link"):
        render("list-notes", {"list": _listing("a")})


def test_what_is_no_text_is_not_printed() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        render("list-notes", _values(lambda note: None))


def test_what_a_template_extends_and_includes_is_in_it_when_it_is_loaded() -> None:
    environment = engine._environment()
    for name in ("backlinks-of", "tag", "orphans", "home"):
        source, filename, _ = environment.loader.get_source(environment, f"{name}.md.j2")
        code = environment.compile(source, name, filename, raw=True)
        assert "get_template" not in code, name


def test_a_mention_may_be_quoted_already() -> None:
    words = Words.of("en")
    text = "# [[x]]\n\n- *y*"
    values = {"t": words.text, "link": lambda note: Markdown("[a](<b>)")}

    def shown(text: str) -> str:
        listing = _listing((1, [("text", "", text)]), name="mentions")
        return render("list-mentions", {"list": listing, **values})

    assert shown(quote_block(text)) == shown(text)
    assert "> \\# \\[\\[x\\]\\]\n> \\- \\*y\\*\n" in shown(text)
    assert "On the canvas." in shown(quote_block(""))


class _Shelf:
    """A place that keeps compiled templates in memory, and counts what it is asked."""

    def __init__(self, **kept: bytes) -> None:
        self.kept = kept
        self.put_names: list[str] = []

    def find(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.kept[name] = data
        self.put_names.append(name)


_NAME = "list-notes.md.j2"


def _shown_with(shelf: _Shelf) -> str:
    return render("list-notes", _values(lambda note: "#x"), compiled=shelf)


def test_a_template_is_compiled_once_for_all_runs() -> None:
    first = _Shelf()
    assert _shown_with(first) == "- \\#x\n"
    assert first.put_names == [_NAME]
    second = _Shelf(**first.kept)  # another run's: the engine has no template from it yet
    assert _shown_with(second) == "- \\#x\n"
    assert second.put_names == []


def test_what_was_compiled_is_what_is_run() -> None:
    shelf = _Shelf()
    _shown_with(shelf)
    other = _Shelf()
    render("list-tags", _tag_values(), compiled=other)
    seal = engine._environment(shelf).bytecode_cache._seal
    code = other.kept["list-tags.md.j2"][kept_code.DIGEST :]
    forged = kept_code.KeptCode(shelf, seal)._digest(_NAME, code) + code
    with pytest.raises(ValueError, match="unpack"):  # the list holds notes, and no tags
        _shown_with(_Shelf(**{_NAME: forged}))


def _tag_values() -> dict[str, object]:
    return {**_values(lambda note: note), "list": _listing(name="tags")}


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"\0" * len(data),
    ],
)
def test_anything_but_what_was_put_is_compiled_again(spoiled: Callable[[bytes], bytes]) -> None:
    first = _Shelf()
    _shown_with(first)
    shelf = _Shelf(**{_NAME: spoiled(first.kept[_NAME])})
    assert _shown_with(shelf) == "- \\#x\n"
    assert shelf.put_names == [_NAME]
    assert shelf.kept == first.kept


def test_code_of_another_template_is_not_taken() -> None:
    first = _Shelf()
    _shown_with(first)
    render("list-tags", _tag_values(), compiled=first)
    shelf = _Shelf(**{_NAME: first.kept["list-tags.md.j2"]})
    assert _shown_with(shelf) == "- \\#x\n"
    assert shelf.put_names == [_NAME]


def test_other_templates_are_not_taken_for_these(tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("a", encoding="utf-8")
    before = kept_code.seal_of(tmp_path, Path(engine.__file__))
    assert kept_code.seal_of(tmp_path, Path(engine.__file__)) == before
    (tmp_path / "a.md.j2").write_text("b", encoding="utf-8")
    assert kept_code.seal_of(tmp_path, Path(engine.__file__)) != before


def test_templates_hold_no_tags_tasks_or_days_of_their_own() -> None:
    for template in sorted((templates_root() / "pages").glob("*.j2")):
        text = re.sub(
            r"\{[{%#].*?[}%#]\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        assert not re.search(r"(?<!\S)#\w|\[ \]|today|now\(", text), template.name
