"""Options asked of the person at the terminal, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import click

from vaultkit.cli.ask import ask
from vaultkit.cli.errors import show_error
from vaultkit.cli.show import at_terminal
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["Question", "asked", "asked_title", "questions_of", "refuse_no_terminal"]

_NOBODY = "no contact answers to '{name}'"
"""What ``new_meeting`` raises for a person without a note."""


class Question(NamedTuple):
    """An option and the words that ask for it; ``many`` may be given again and again."""

    key: str
    text: str
    many: bool = False


def refuse_no_terminal() -> None:
    """Raises UsageError where nobody can be asked."""
    if not (at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        raise UsageError(
            "--interactive asks a person, and there is no terminal",
            hint="give the options, or those of a meeting in a file: --from FILE",
        )


def questions_of(what: str, words: Catalog) -> tuple[Question, ...]:
    """What may be asked of a note, in order."""
    when = Question("at", words.text("Day, or day and time, such as 2026-12-08 15:00 (today)"))
    topic = Question("topic", words.text("A topic"), many=True)
    alias = Question("alias", words.text("Another name"), many=True)
    zone = Question("tz", words.text("Time zone, such as Europe/Stockholm"))
    if what == "daily":
        return (when,)
    if what == "meeting":
        return (
            Question(
                "type",
                words.text("one-on-one, group, webinar, conference or social (group)"),
            ),
            when,
            zone,
            Question("duration", words.text("How long, such as 45m, 1h30m or 3d")),
            Question("with", words.text("Who comes: name or e-mail, NAME[:ROLE[:REPLY]]"), True),
            topic,
            Question("platform", words.text("Platform: zoom, teams, meet, webex, slack, other")),
            Question("link", words.text("Where to join, a link")),
            Question("fallback", words.text("Another channel, a link or a phone number"), True),
            Question("series", words.text("The series it belongs to")),
            Question("goal", words.text("What it is for")),
            Question("agenda", words.text("Item of the agenda, TEXT[:MINUTES[:OWNER]]"), True),
        )
    if what == "contact":
        return (
            alias,
            Question("email", words.text("E-mail address")),
            Question("phone", words.text("Phone number")),
            Question("org", words.text("Where they work")),
            Question("role", words.text("What they do there")),
            zone,
            topic,
            when,
        )
    return (alias, topic, when) if what in ("topic", "series") else (when,)


def asked(
    questions: tuple[Question, ...],
    given: Mapping[str, Any],
    *,
    words: Catalog,
    tried: Callable[[Mapping[str, Any]], object],
) -> dict[str, Any]:
    """The options with the answers to those questions that are not answered by them.

    ``tried`` raises UsageError for options that the command would refuse: that is shown, and the
    question asked again. An empty answer leaves an option out, and ends those that come often.
    Raises click's Abort where the person ends the program or the input.
    """
    values = dict(given)
    for question in questions:
        if question.key in values:
            continue
        while text := prompted(question.text):
            held = values.get(question.key, ())
            answered = {**values, question.key: (*held, text) if question.many else text}
            accepted = _accepted(answered, words, tried)
            values = accepted or values
            if accepted and not question.many:
                break
    return values


def asked_title(text: str, *, words: Catalog, tried: Callable[[str], object]) -> str:
    """A title that ``tried`` does not refuse; see ``asked``."""
    while True:
        title = prompted(text)
        if title and _is_taken(partial(tried, title), words):
            return title


def prompted(text: str) -> str:
    """What is typed on a line, empty where nothing is."""
    answer: str = click.prompt(text, default="", show_default=False, err=True)
    return answer.strip()


def _accepted(
    values: Mapping[str, Any], words: Catalog, tried: Callable[[Mapping[str, Any]], object]
) -> dict[str, Any] | None:
    """The options if they can be used, with leave to make notes of people if that is missing."""
    try:
        tried(values)
    except UsageError as error:
        show_error(error, words)
        if error.message_template != _NOBODY or not ask(words.text("Make a note of them?"), words):
            return None
        allowed = {**values, "create_contacts": True}
        return allowed if _is_taken(partial(tried, allowed), words) else None
    return dict(values)


def _is_taken(attempt: Callable[[], object], words: Catalog) -> bool:
    try:
        attempt()
    except UsageError as error:
        show_error(error, words)
        return False
    return True
