"""What a link says of the note it stands in, judged by the place where it stands.

To teach vaultkit another word, add it to ``WORDS``. Words are compared without case, blanks,
dashes and underscores, and with ё as е: ``introduced_by`` also covers ``Introduced by``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from vaultkit.model.note import Link, Note
from vaultkit.model.paths import name_key
from vaultkit.model.rows import HEADINGS, LINKS, HeadingRow

__all__ = [
    "RELATIONS",
    "WORDS",
    "Relation",
    "RelationWords",
    "relation_of",
    "relation_of_property",
    "relations_of",
]

Relation = Literal[
    "attendee",
    "organiser",
    "topic",
    "org",
    "introduced_by",
    "series",
    "previous",
    "next",
    "category",
    "related",
    "property",
    "task",
    "embed",
    "canvas",
    "mention",
]
RELATIONS: tuple[Relation, ...] = get_args(Relation)


class RelationWords(NamedTuple):
    """The names of properties, and the whole texts of headings, whose links have a relation."""

    relation: Relation
    properties: str
    """Separated by commas, as ``headings`` are."""
    headings: str = ""


WORDS: tuple[RelationWords, ...] = (
    RelationWords(
        "attendee",
        "attendees, attendee, attended by, people, persons, participants, participant, "
        "guests, guest, invitees, invited, with, with whom, "
        "участники, участник, участница, участницы, люди, персоны, гости, гость, гостья, "
        "приглашённые, приглашены, присутствующие, присутствовали, собеседники, собеседник, "
        "собеседница, с кем",
        "attendees, participants, who was there, участники, участники встречи, "
        "присутствующие, присутствовали, кто был",
    ),
    RelationWords(
        "organiser",
        "organiser, organisers, organizer, organizers, organised by, organized by, host, hosts, "
        "hosted by, chair, chaired by, moderator, moderators, facilitator, "
        "организатор, организаторы, организует, организовал, организовала, ведущий, ведущая, "
        "ведущие, ведёт, хост, хосты, модератор, модераторы, председатель, инициатор",
        "organiser, organisers, organizer, organizers, host, hosts, "
        "организатор, организаторы, ведущий, ведущая, ведущие",
    ),
    RelationWords(
        "topic",
        "topics, topic, subjects, subject, themes, theme, about, "
        "темы, тема, тематика, темы встречи, тема встречи, о чём",
        "topics, topic, topics discussed, discussed topics, meeting topics, "
        "темы, темы встречи, тема встречи, обсуждаемые темы, обсудили темы",
    ),
    RelationWords(
        "org",
        "org, orgs, organisation, organisations, organization, organizations, company, companies, "
        "employer, employers, works at, works for, workplace, "
        "организация, организации, компания, компании, фирма, фирмы, работодатель, "
        "место работы, работает в",
    ),
    RelationWords(
        "introduced_by",
        "introduced by, introducer, introduction, introduction by, intro by, intro, "
        "met through, met via, referred by, referrer, referral, recommended by, "
        "познакомил, познакомила, познакомили, кто познакомил, кто познакомила, "
        "представил, представила, представили, кто представил, кто представила, "
        "рекомендовал, рекомендовала, порекомендовал, порекомендовала, "
        "знакомство, знакомство через, через кого",
    ),
    RelationWords(
        "series",
        "series, meeting series, part of series, серия, серии, серия встреч, цикл, цикл встреч",
    ),
    RelationWords(
        "previous",
        "previous, prev, previous meeting, last meeting, "
        "предыдущая, предыдущий, предыдущее, предыдущие, предыдущая встреча, "
        "прошлая, прошлая встреча, пред",
        "previous meeting, предыдущая встреча, прошлая встреча",
    ),
    RelationWords(
        "next",
        "next, next meeting, следующая, следующий, следующее, следующие, следующая встреча, след",
        "next meeting, следующая встреча",
    ),
    RelationWords("category", "categories, category, категории, категория"),
    RelationWords(
        "related",
        "related, related to, related topics, related notes, see also, "
        "связанные, связанное, связано, связи, связанные темы, связанные заметки, "
        "похожие, похожие темы, см, см также, смотри также, смотрите также",
        "related, related topics, related topic, related notes, related links, see also, "
        "связанные, связанное, связи, связанные темы, связанная тема, связанные заметки, "
        "связанные ссылки, похожие темы, близкие темы, смежные темы, "
        "см также, смотри также, смотрите также",
    ),
)

# A heading may carry a number, an emoji or a colon around its words: "3. Участники:".
_LETTERS = re.compile(r"[^\W\d_]+")


def _word_key(text: str) -> str:
    return "".join(_LETTERS.findall(name_key(text))).replace("ё", "е")


def _table(field: Literal["properties", "headings"]) -> Mapping[str, Relation]:
    return MappingProxyType(
        {
            _word_key(word): words.relation
            for words in WORDS
            for word in getattr(words, field).split(",")
            if _word_key(word)
        }
    )


_BY_PROPERTY = _table("properties")
_BY_HEADING = _table("headings")
_BEGINNINGS = frozenset(key[:length] for key in _BY_HEADING for length in range(1, len(key) + 1))
_KEPT = 1024
_SHORT = 100


def relation_of(link: Link, note: Note) -> Relation:
    """What a link of this note says: its property decides, then its task, then its heading.

    The nearest heading above that is in the table counts, also from an outer section. A property
    that is not in the table gives ``property``; a link anywhere else ``embed``, ``canvas`` or
    ``mention``. The cost is linear in the note's headings: for all its links take
    ``relations_of``.
    """
    if link.property is not None:
        return _property_relation(link.property)
    headings = _heading_relations(note.record[HEADINGS])
    heading = headings[link.section] if link.section is not None else None
    return _body_relation(link.task, heading, link.embed, link.form)


def relations_of(note: Note) -> tuple[Relation, ...]:
    """What each of a note's links says, in their order. Linear in links and headings.

    Reads the note's rows, since an index asks this of every note of a vault.
    """
    found: list[Relation] = []
    headings: Sequence[Relation | None] | None = None
    for row in note.record[LINKS]:
        key_path, section = row[10], row[12]
        if key_path is not None:
            found.append(
                _kept_property_relation(key_path)
                if len(key_path) <= _SHORT
                else _property_relation(key_path)
            )
            continue
        heading = None
        if section is not None:
            if headings is None:
                headings = _heading_relations(note.record[HEADINGS])
            heading = headings[section]
        found.append(_body_relation(row[13], heading, row[4], row[5]))
    return tuple(found)


def _body_relation(task: int | None, heading: Relation | None, embed: bool, form: str) -> Relation:
    if task is not None:
        return "task"
    if heading is not None:
        return heading
    if embed:
        return "embed"
    return "canvas" if form == "canvas" else "mention"


def relation_of_property(key_path: str) -> Relation:
    """What a link in this property says; ``property`` where that is not in the table."""
    return _property_relation(key_path)


def _property_relation(key_path: str) -> Relation:
    """Of ``people.0.org`` the innermost name that is in the table decides: ``org``."""
    for name in reversed(key_path.split(".")):
        relation = _BY_PROPERTY.get(_word_key(name))
        if relation is not None:
            return relation
    return "property"


def _heading_relations(headings: Sequence[HeadingRow]) -> Sequence[Relation | None]:
    """For each heading its own relation, or that of the section it lies in."""
    own = [
        _kept_heading_relation(text) if len(text) <= _SHORT else _heading_relation(text)
        for _, text, *_ in headings
    ]
    if not any(own):
        return own
    found: list[Relation | None] = []
    open_above: list[tuple[int, Relation | None]] = []
    for (level, *_), relation in zip(headings, own, strict=True):
        while open_above and open_above[-1][0] >= level:
            open_above.pop()
        outer = open_above[-1][1] if open_above else None
        open_above.append((level, relation or outer))
        found.append(relation or outer)
    return found


def _heading_relation(text: str) -> Relation | None:
    """What a heading says itself. Its first word tells nearly all that say nothing."""
    key = name_key(text)
    first = _LETTERS.search(key)
    if first is None or first[0].replace("ё", "е") not in _BEGINNINGS:
        return None
    return _BY_HEADING.get(_word_key(key))


# A vault has few names of properties and sections; those of many notes are asked for once. What
# is longer than any sensible name is not kept.
_kept_property_relation = lru_cache(_KEPT)(_property_relation)
_kept_heading_relation = lru_cache(_KEPT)(_heading_relation)
