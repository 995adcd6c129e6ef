"""What a template of a vault may use, and what stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultkit.model.template_names import NAMES, TemplateFault, TemplateFaultError
from vaultkit.pages.finish import finish
from vaultkit.pages.marks import Ready
from vaultkit.pages.sandbox import MAX_OUTPUT, Shelf, fill, fill_shipped, iter_faults

PERSON = NAMES["attendees"][0]  # type: ignore[index]
VALUES = {
    **NAMES,
    "title": "План",
    "date": "2026-12-08",
    "duration": 45,
    "topics": ["a*b", "c"],
    "attendees": [
        {**PERSON, "name": "Анна", "link": Ready("[[Анна]]")},
        {**PERSON, "name": "[[x]]", "link": "[[x]]"},
    ],
}


def text_of(template: str) -> str:
    return finish(fill(template, VALUES))


def fault_of(template: str) -> TemplateFault:
    with pytest.raises(TemplateFaultError) as caught:
        text_of(template)
    return caught.value.fault


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("# {{ title }}\n", "# План\n"),
        ("{{ title|upper }} {{ title.lower() }}", "ПЛАН план"),
        ("{{ date|date('D MMMM YYYY', 'ru') }}", "8 декабря 2026"),
        ("{{ topics }} {{ topics|join('; ') }}", "a\\*b, c a\\*b; c"),
        (
            "{% for a in attendees %}{{ loop.index }} {{ a.link }}\n{% endfor %}",
            "1 [[Анна]]\n2 \\[\\[x\\]\\]\n",
        ),
        ("{{ attendees|map(attribute='link')|join(', ') }}", "[[Анна]], \\[\\[x\\]\\]"),
        ("{% macro m(x) %}**{{ x }}**{% endmacro %}{{ m('[[y]]') }}", "**\\[\\[y\\]\\]**"),
        ("{% set x = title ~ '!' %}{{ x }}", "План!"),
        ("{% set x %}*{{ title }}*{% endset %}{{ x }}", "\\*План\\*"),
        ("{% if nothing is defined %}x{% else %}y{% endif %}", "y"),
        ("{{ nothing|default('-') }}", "\\-"),
        ("{% raw %}{{ title }}{% endraw %}", "{{ title }}"),
        ("{{ '{{ title }}' }}", "{{ title }}"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("a\r\nb\r\n", "a\nb\n"),
    ],
)
def test_a_template_is_filled(template: str, text: str) -> None:
    assert text_of(template) == text


@pytest.mark.parametrize(
    ("template", "line", "name", "proposal"),
    [
        ("{{ titel }}", 1, "titel", "title"),
        ("a\n\n{{ attendees[0].nmae }}", 3, "nmae", "name"),
        ("{% for a in attendees %}\n{{ a.lnik }}{% endfor %}", 2, "lnik", "link"),
        ("{% if titel %}x{% endif %}", 1, "titel", "title"),
        ("{{ zzzz }}", 1, "zzzz", ""),
        ("{% macro m() %}\n{{ dat }}\n{% endmacro %}\n{{ m() }}", 2, "dat", "date"),
    ],
)
def test_an_unknown_name_is_told_with_its_line_and_the_nearest(
    template: str, line: int, name: str, proposal: str
) -> None:
    expected = TemplateFault("template-unknown-name", line, {"name": name, "proposal": proposal})
    assert fault_of(template) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ titel }}",
        "x\n{% for a in attendees %}{{ a.lnik }}{% endfor %}",
        "{{ x }}{{ y }}\n{{ x }}",
    ],
)
def test_unknown_names_are_found_without_running_anything(template: str) -> None:
    found = [*iter_faults(template)]
    assert {fault.code for fault in found} == {"template-unknown-name"}
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert {fault.args["name"] for fault in found} <= {"titel", "lnik", "x", "y"}


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\n{% if %}", 2),
        ("{{ title|nofilter }}", 1),
        ("{% endfor %}", 1),
        ("\n{% include 'x' %}", 2),
        ("{% extends 'x' %}", 1),
        ("{% from 'x' import y %}", 1),
        ("{% filter upper %}x{% endfilter %}", 1),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}", 1),
        ("{{ lipsum|indent(2) }}", 1),
        ("{{ title|attr('x') }}", 1),
        ("{{ title|safe }}", 1),
        ("{{ topics|random }}", 1),
    ],
)
def test_what_is_no_template_is_told_with_its_line(template: str, line: int) -> None:
    assert (fault_of(template).code, fault_of(template).line) == ("template-syntax", line)
    assert [(each.code, each.line) for each in iter_faults(template)] == [("template-syntax", line)]


LEAKS = [
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.format }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ title.format_map({}) }}",
    "{{ topics.append('x') }}",
    "{{ topics.__init__.__globals__ }}",
    "{{ range.__globals__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{% for x in topics %}{{ loop._iterator }}{% endfor %}",
    "{% for x in topics %}{{ loop.__init__ }}{% endfor %}",
    "{{ cycler('a').reset.__globals__ }}",
    "{{ joiner.__init__ }}",
    "{{ namespace(x=1).x }}",
    "{{ lipsum() }}",
    "{{ dict(a=1) }}",
    "{{ open('/etc/passwd') }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ title|map('attr', '__class__')|list }}",
    "{{ [title]|map(attribute='__class__')|list }}",
    "{{ ['%s']|map('format', title)|list }}",
    "{{ '%(x)s' % {'x': title} }}",
    "{{ (title|groupby('__class__'))|list }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{{ title.encode() }}",
    "{{ date.__format__('x') }}",
    "{{ 1 .to_bytes }}",
    "{{ title.translate({}) }}",
    "{{ title|sort(attribute='__class__') }}",
    "{{ note.vault.secret }}",
    "{{ note.delete() }}",
    "{{ (''|attr('format'))('x') }}",
    "{% set f = '{0.__class__}'.format %}{{ f(title) }}",
    "{% set f = title|attr('format') %}{{ f() }}",
    "{{ {'x onload': 1}|xmlattr }}",
    "{{ attendees[0].link.plain }}",
]


@pytest.mark.parametrize("template", LEAKS)
def test_nothing_but_data_is_within_reach(template: str) -> None:
    assert fault_of(template).code.startswith("template-")


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 1000000000 * [1] }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x'.center(3000000000) }}",
        "{{ 'x'|center(3000000000) }}",
        "{{ 'x'.ljust(3000000000) }}",
        "{{ 'x'|indent(2000000000) }}",
        "{{ '{:>3000000000}'.format(1) }}",
        "{{ '%3000000000s' % 'x' }}",
        "{{ [1]|slice(100000000)|list }}",
        "{{ lipsum(n=100000) }}",
        "{{ range(1000000) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "{% set n = namespace(s='a') %}{% for i in range(40) %}{% set n.s = n.s ~ n.s %}"
        "{% endfor %}{{ n.s }}",
        "{% for i in [1]|slice(100000000) %}{{ i }}{% endfor %}",
        "x" * 300_000,
    ],
    ids=lambda template: template[:30],
)
def test_a_bomb_in_one_expression_does_not_go_off(template: str) -> None:
    assert fault_of(template).code.startswith("template-")


def test_nothing_is_worked_out_when_a_template_is_only_read() -> None:
    source = "{{ 'a'" + "|replace('a', 'aaaaaaaaaa')" * 30 + " }}"
    assert [*iter_faults(source)] == []


def test_five_megabytes_are_enough() -> None:
    line = "x" * 99 + "\n"
    template = f"{{% for i in range({MAX_OUTPUT // 100 + 1}) %}}{line}{{% endfor %}}"
    assert fault_of(template).args == {"reason": "it writes more than 5 MB"}


def test_a_value_is_never_read_as_a_template() -> None:
    values = {**VALUES, "title": "{{ 7*7 }}{% for %}"}
    assert finish(fill("{{ title }}", values)) == "{{ 7\\*7 }}{% for %}"


def test_only_plain_data_is_taken() -> None:
    with pytest.raises(TypeError):
        fill("", {"title": Path()})


def test_a_library_may_be_extended(tmp_path: Path) -> None:
    (tmp_path / "base.md.j2").write_text("# {{ title }}\n{% block body %}{% endblock %}\n")
    template = "{% extends 'base.md.j2' %}{% block body %}{{ super() }}*{{ date }}*{% endblock %}"
    assert finish(fill(template, VALUES, library=tmp_path)) == "# План\n*2026-12-08*"


def test_a_template_of_a_library_keeps_nothing_of_the_values_before(tmp_path: Path) -> None:
    (tmp_path / "base.md.j2").write_text("# {{ title }}\n{% block body %}{% endblock %}\n")
    template = "{% extends 'base.md.j2' %}{% block body %}{{ date }}{% endblock %}"
    made = [
        finish(fill(template, {**VALUES, "title": title}, library=tmp_path))
        for title in ("One", "Два", "One")
    ]
    assert made == ["# One\n2026-12-08", "# Два\n2026-12-08", "# One\n2026-12-08"]


class _Place:
    """Where compiled templates are kept, in memory."""

    def __init__(self, **kept: bytes) -> None:
        self.kept = kept
        self.put_names: list[str] = []

    def find(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.kept[name] = data
        self.put_names.append(name)


def test_a_template_that_ships_is_compiled_once_for_all_runs(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "a.md.j2").write_text('{% include "_b.md.j2" %}\n', "utf-8")
    (folder / "_b.md.j2").write_text("{{ title }}", "utf-8")
    first = _Place()
    assert finish(fill_shipped("a.md.j2", VALUES, Shelf(folder, first))) == "План"
    assert first.put_names == ["notes-en-a.md.j2", "notes-en-_b.md.j2"]
    second = _Place(**first.kept)
    assert finish(fill_shipped("a.md.j2", VALUES, Shelf(folder, second))) == "План"
    assert second.put_names == []
    (folder / "_b.md.j2").write_text("# {{ title }}", "utf-8")
    third = _Place(**first.kept)
    assert finish(fill_shipped("a.md.j2", VALUES, Shelf(folder, third))) == "# План"
    assert len(third.put_names) == 2
