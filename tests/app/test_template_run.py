"""The bombs of shared templates: each is stopped in its own process, and soon."""

from __future__ import annotations

import json
import sys
import time

import pytest

from vaultkit.app import template_run
from vaultkit.app.template_run import run_template
from vaultkit.model.template_names import NAMES, TemplateFault, TemplateFaultError
from vaultkit.pages.finish import finish
from vaultkit.pages.marks import Ready

NESTED = "{% for i in range(99999) %}" * 3 + "{{ i }}" + "{% endfor %}" * 3
DOUBLED = "{% set a0 = 'x' * 9999 %}" + "".join(
    f"{{% set a{n + 1} = a{n} ~ a{n} %}}" for n in range(40)
)
REPLACED = "{{ 'a'" + "|replace('a', 'aaaaaaaaaa')" * 12 + "|length }}"
LISTED = (
    "{% set x = range(99999)|list %}{% for i in range(99999) %}{{ x|sort|list|length }}{% endfor %}"
)
GROWING = "{% set x = 7 %}" + "{% set x = x * x %}" * 60 + "{{ x }}"


def fault_of(template: str) -> TemplateFault:
    with pytest.raises(TemplateFaultError) as caught:
        run_template(template, NAMES)
    return caught.value.fault


@pytest.mark.needs("rlimit")
@pytest.mark.parametrize(
    "template",
    [NESTED, DOUBLED, REPLACED, LISTED, GROWING],
    ids=["loops", "doubling", "replacing", "sorting", "numbers"],
)
def test_a_bomb_is_stopped(template: str) -> None:
    started = time.monotonic()
    assert fault_of(template).code == "template-refused"
    assert time.monotonic() - started < template_run.WALL_CLOCK_S


def test_more_than_five_megabytes_are_refused() -> None:
    template = "{% for i in range(99999) %}" + "x" * 100 + "{% endfor %}"
    assert fault_of(template).args == {"reason": "it writes more than 5 MB"}


def test_a_mark_that_stands_many_times_brings_its_value_no_more_often_than_five_megabytes() -> None:
    values = {**NAMES, "title": "x" * 100_000}
    template = "{% set m %}{{ title }}{% endset %}{% for i in range(99) %}{{ m }}{% endfor %}"
    with pytest.raises(TemplateFaultError) as caught:
        run_template(template, values)
    assert caught.value.fault.args == {"reason": "it writes more than 5 MB"}


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_run, "_START", "while True: pass")
    with pytest.raises(TemplateFaultError):
        run_template("", NAMES, wall_clock_s=0.5)


@pytest.mark.parametrize("answer", ["", "nonsense", "[]", "{}", '{"text": 1}', "x" * 100])
def test_an_answer_that_is_none_is_a_refusal(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_run, "_START", f"print({answer!r}, end='')")
    with pytest.raises(TemplateFaultError):
        run_template("", NAMES)


def test_links_and_types_come_back_as_they_were() -> None:
    values = {**NAMES, "title": Ready("[A](<A.md>)", "[[A]]"), "duration": 45}
    template = "---\na: {{ title }}\nb: {{ duration }}\n---\n{{ title }}"
    made = finish(run_template(template, values))
    assert made == '---\na: "[[A]]"\nb: 45\n---\n[A](<A.md>)'


def test_the_child_has_no_environment_and_no_folder_of_the_caller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET", "canary")
    code = "import os, json; print(json.dumps({'text': str(dict(os.environ)), 'values': []}))"
    monkeypatch.setattr(template_run, "_START", code)
    assert "canary" not in run_template("", NAMES).text


def test_a_fault_is_told_with_its_line() -> None:
    fault = fault_of("a\n{{ titel }}")
    assert fault == TemplateFault(
        "template-unknown-name", 2, {"name": "titel", "proposal": "title"}
    )


def test_the_search_path_is_plain_data() -> None:
    assert json.loads(json.dumps(sys.path)) == sys.path
