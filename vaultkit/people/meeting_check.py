"""What a meeting's note still lacks: agenda, fallback channel, consent, who does what by when.

Only notes that say themselves what kind of meeting they are of (``meeting_type``) are looked at:
who never wanted an agenda is not told of one. What belongs before a meeting is asked of one whose
status says that it is planned. No clock is asked: a finding must not depend on the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Note, Task
from vaultkit.model.paths import name_key
from vaultkit.model.source import Source
from vaultkit.people.actions import Action, is_open
from vaultkit.people.agenda import MeetingSection, agenda_of, find_section, items_in
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.meeting_properties import (
    DURATION_NAMES,
    FALLBACK_NAMES,
    TYPE_NAMES,
    is_online,
)
from vaultkit.people.meeting_words import SectionName, parse_duration, section_named
from vaultkit.people.meetings import is_called_off, is_planned

__all__ = [
    "LACKS",
    "agreed_tasks",
    "has_agenda",
    "has_fallback",
    "is_checked",
    "is_recorded_unasked",
    "iter_action_faults",
    "iter_meeting_faults",
]

_RECORDING_NAMES = ("recording", "запись")
_RECORDING_LINK_NAMES = ("recording_url", "recording url", "recording_link", "ссылка на запись")
_CONSENT_NAMES = ("consent", "recording_consent", "согласие", "согласие на запись")

_PARALLEL = frozenset(["conference", "конференция"])
"""Of these sessions may take place at once, so their minutes are not added up."""
_NO = re.compile(
    r"(?:no|not|none|false|never|n/a|asked|requested|pending|planned|refused|declined"
    r"|нет|ещё не|еще не|не(?! против| возра)|отказ\w*|против|запрошено|спросили|план\w*)\b"
    r"|[\W_]*\Z"
)
"""How it begins where a text says that there is no recording, or no consent to one."""
_AGENDA_LINE = re.compile(
    r"^[ \t>*_]*(?:agenda|programme|program|повестка|программа)\b[^\n\r]{0,40}:[*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BULLET = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+(?P<text>.*)")
_HELD_LINK = re.compile(r"(?:link|video|file|ссылка|видео|файл)[ \t]*:[ \t]*(?P<value>.*)", re.I)
_CONSENT_LINE = re.compile(r"(?:consent|согласие|согласия)\b[^:]*:[ \t]*(?P<value>.*)", re.I)
_ADDRESS = re.compile(r"https?://|!\[\[")

_NO_OWNER = "nobody to do it"
_NO_DAY = "no day it is due"
_NEITHER = "neither somebody to do it nor a day it is due"
LACKS = (_NO_OWNER, _NO_DAY, _NEITHER)
"""What an action may lack, in words."""


def is_checked(note: Note) -> bool:
    """Whether a meeting's note is one of those that are looked at, and the meeting not called
    off."""
    return find_property(note, TYPE_NAMES) is not None and not is_called_off(note)


def iter_meeting_faults(note: Note, read: Callable[[], Source | None]) -> Iterator[Diagnostic]:
    """What is missing in the note of a meeting, in no particular order.

    ``read`` gives the file that the note was read from, None where it is another by now; it is
    asked only where something can be found in it.
    """
    planned = is_planned(note)
    if not planned and not _may_be_recorded(note):
        return
    source = read()
    if source is None:
        return
    if planned:
        yield from _agenda_faults(note, source)
        yield from _fallback_faults(note, source)
    yield from _recording_faults(note, source)


def agreed_tasks(note: Note) -> tuple[Task, ...]:
    """The open tasks among those agreed in a meeting, in order: these stand below a heading such
    as "Actions". What is part of another task may lean on it, and is left out."""
    own = [task for task in note.tasks if task.parent is None and is_open(task)]
    if not own:
        return ()
    named = _names_of_sections(note)
    return tuple(
        task for task in own if task.section is not None and named[task.section] == "actions"
    )


def iter_action_faults(
    tasks: Iterable[Task], actions: Iterable[Action], read: Callable[[], Source | None]
) -> Iterator[Diagnostic]:
    """The tasks that say not who, or not by when; ``actions`` are those of their note."""
    by_line = {action.line: action for action in actions}
    for task in tasks:
        lack = _lack_of(by_line[task.line])
        source = read() if lack else None
        if source is not None:
            yield diagnose("meeting-action-incomplete", source, task.span, what=lack)


def _lack_of(action: Action) -> str:
    has_owner = action.owner is not None or action.claim is not None
    if has_owner and action.due is None:
        return _NO_DAY
    if not has_owner:
        return _NO_OWNER if action.due is not None else _NEITHER
    return ""


def _names_of_sections(note: Note) -> list[SectionName | None]:
    """What each heading's section is for: its own words say it, else the heading above it."""
    above: list[tuple[int, SectionName | None]] = []
    names: list[SectionName | None] = []
    for heading in note.headings:
        while above and above[-1][0] >= heading.level:
            above.pop()
        name = section_named(heading.text) or (above[-1][1] if above else None)
        above.append((heading.level, name))
        names.append(name)
    return names


# --- before the meeting


def _agenda_faults(note: Note, source: Source) -> Iterator[Diagnostic]:
    items = agenda_of(note, source)
    if not has_agenda(note, source):
        yield _at_section("meeting-no-agenda", find_section(note, source, "agenda"), source)
    planned, duration = sum(item.minutes for item in items), _duration_of(note)
    types = {name_key(text) for text in texts_of(find_property(note, TYPE_NAMES))}
    if duration and planned > duration and types.isdisjoint(_PARALLEL):
        yield diagnose(
            "meeting-agenda-too-long",
            source,
            items[0].section.heading.span,
            planned=str(planned),
            duration=str(duration),
        )


def has_agenda(note: Note, source: Source) -> bool:
    """Whether the note says what is to be spoken of, below a heading or a line of its own."""
    return bool(agenda_of(note, source)) or bool(_AGENDA_LINE.search(source.text))


def _duration_of(note: Note) -> int | None:
    texts = texts_of(find_property(note, DURATION_NAMES))
    return parse_duration(texts[0]) if texts else None


def _fallback_faults(note: Note, source: Source) -> Iterator[Diagnostic]:
    section = find_section(note, source, "fallbacks")
    if is_online(note) and not has_fallback(note, source):
        yield _at_section("meeting-no-fallback", section, source)


def has_fallback(note: Note, source: Source) -> bool:
    """Whether the note names another channel, in a property or below a heading."""
    section = find_section(note, source, "fallbacks")
    return find_property(note, FALLBACK_NAMES) is not None or (
        section is not None and bool(items_in(note, source, section))
    )


def _at_section(code: str, section: MeetingSection | None, source: Source) -> Diagnostic:
    if section is None:
        return Diagnostic(code, source.path)
    return diagnose(code, source, section.heading.span)


# --- the recording


def _may_be_recorded(note: Note) -> bool:
    names = (*_RECORDING_NAMES, *_RECORDING_LINK_NAMES)
    return find_property(note, names) is not None or any(
        section_named(heading.text) == "recording" for heading in note.headings
    )


def _recording_faults(note: Note, source: Source) -> Iterator[Diagnostic]:
    if is_recorded_unasked(note, source):
        section = find_section(note, source, "recording")
        yield _at_section("meeting-recording-without-consent", section, source)


def is_recorded_unasked(note: Note, source: Source) -> bool:
    """Whether the note has a recording and not the consent of all to it."""
    section = find_section(note, source, "recording")
    lines = [*_iter_bullets(section, source)] if section else []
    recorded = _is_recorded(note) or any(_is_link(text) for _, text in lines)
    return recorded and not _is_agreed(note) and not _all_agree(lines)


def _is_recorded(note: Note) -> bool:
    if find_property(note, _RECORDING_LINK_NAMES) is not None:
        return True
    value = find_property(note, _RECORDING_NAMES)
    if isinstance(value, Mapping):
        links = (value.get(key) for key in ("url", "link", "file", "ссылка", "файл"))
        return any(map(_says, links))
    return value is True or any(map(_says, texts_of(value)))


def _is_agreed(note: Note) -> bool:
    value = find_property(note, _RECORDING_NAMES)
    state = value.get("state", value.get("consent")) if isinstance(value, Mapping) else None
    consent = find_property(note, _CONSENT_NAMES)
    if isinstance(consent, Mapping):
        return all(map(_says, consent.values()))
    return any(map(_says, (state, consent)))


def _says(value: Any) -> bool:
    """Whether a value says more than no."""
    if isinstance(value, list):
        return any(map(_says, value))
    return value is True or any(not _NO.match(name_key(text)) for text in texts_of(value))


def _iter_bullets(section: MeetingSection, source: Source) -> Iterator[tuple[int, str]]:
    """Indentation and text of each item below a heading, and of other lines that are not blank."""
    text = source.data[section.span.start : section.span.end].decode("utf-8", "replace")
    for line in text.splitlines():
        found = _BULLET.match(line)
        if found is not None:
            yield len(found["indent"].expandtabs(4)), found["text"].strip()
        elif line.strip():
            yield 0, line.strip()


def _is_link(text: str) -> bool:
    held = _HELD_LINK.match(text)
    return _says(held["value"].strip()) if held else bool(_ADDRESS.search(text))


def _all_agree(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether consent is noted below the heading, and nobody's is missing."""
    for at, (indent, text) in enumerate(lines):
        consent = _CONSENT_LINE.match(text)
        if consent is None:
            continue
        answers = [consent["value"].strip()] if consent["value"].strip() else []
        for depth, below in lines[at + 1 :]:
            if depth <= indent:
                break
            answers.append(below.rpartition(":")[2].strip())
        return bool(answers) and all(map(_says, answers))
    return False
