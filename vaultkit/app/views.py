"""A vault's facts to what its index pages show.

Takes plain values, so that it needs neither a disk nor a graph: what only a graph can tell
(communities, orphans, dead ends) is given in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from vaultkit.app.config import CONFIG_NAME
from vaultkit.app.tags import tag_counts
from vaultkit.markdown.plain import plain_line, plain_text
from vaultkit.model.config import Config
from vaultkit.model.links import KINDS, Ambiguous, Kind, ResolvedLink, unresolved_name
from vaultkit.model.note import CONTEXT_LIMIT, Note, Tag
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.tags import tag_key
from vaultkit.model.views import (
    ActionView,
    AmbiguousView,
    BacklinksView,
    CommunityView,
    ContactView,
    HomeView,
    IndexViews,
    MeetingView,
    Mention,
    NoteRef,
    TagView,
    TopicView,
    UnresolvedView,
)
from vaultkit.people.actions import actions_of
from vaultkit.people.contacts import contacts_of, topics_of
from vaultkit.people.meetings import Links, Meeting, meetings_of

__all__ = ["views_of"]

_TITLE_LIMIT = 200
"""Characters of a title on a page; a whole paragraph as a title would bury the list."""


def views_of(
    *,
    notes: Mapping[VaultPath, Note],
    files: Collection[VaultPath],
    kinds: Mapping[VaultPath, Kind],
    links: Links,
    unresolved: Mapping[str, Sequence[ResolvedLink]] | None = None,
    communities: Iterable[tuple[str, Sequence[VaultPath]]] = (),
    orphans: Iterable[VaultPath] = (),
    dead_ends: Iterable[VaultPath] = (),
    config: Config | None = None,
) -> IndexViews:
    """What the index pages of a vault show.

    ``notes`` are those that count, generated pages and excluded notes left out; ``files`` all
    visible files, ``links`` the notes' own, ``unresolved`` those to each missing note by its key,
    by source and place. Linear in notes, links and tags.
    """
    config = config or Config()
    refs = _Refs(notes, _titles(notes))
    meetings = meetings_of(notes, kinds, links)
    return IndexViews(
        folder=config.pages_folder,
        max_entries=config.max_entries,
        home=_home(notes, files, kinds, links, refs),
        topics=tuple(
            TopicView(refs.of(topic.path), len(topic.meetings), topic.last)
            for topic in topics_of(notes, kinds, meetings)
        ),
        communities=tuple(
            CommunityView(name, tuple(map(refs.of, sorted(members))))
            for name, members in communities
        ),
        contacts=_contacts(notes, kinds, links, meetings, refs),
        meetings=tuple(_meeting(meeting, refs) for meeting in meetings),
        tags=_tags(notes, refs),
        backlinks=_backlinks(notes, links, refs) if config.backlinks == "page" else None,
        actions=_actions(notes, kinds, links, meetings, refs),
        unresolved=_unresolved(unresolved or {}, refs),
        orphans=tuple(map(refs.of, sorted(orphans))),
        dead_ends=tuple(map(refs.of, sorted(dead_ends))),
    )


@dataclass(frozen=True, slots=True)
class _Refs:
    """How each file is called on pages."""

    notes: Mapping[VaultPath, Note]
    titles: Mapping[VaultPath, str]

    def of(self, path: VaultPath) -> NoteRef:
        return NoteRef(path, self.titles.get(path) or path.name)

    def heading(self, path: VaultPath, section: int | None) -> str | None:
        return None if section is None else self.notes[path].headings[section].text


def _titles(notes: Mapping[VaultPath, Note]) -> Mapping[VaultPath, str]:
    """Titles on one line, cut. Of notes that share one the names of their files are taken, and
    where these are the same too, the path tells them apart.
    """
    titles = {
        path: _cut(" ".join(note.title.split()), _TITLE_LIMIT) for path, note in notes.items()
    }
    for path in _sharing(titles):
        titles[path] = notes[path].link_name
    for path in _sharing(titles):
        titles[path] = f"{titles[path]} ({path.removesuffix('.md')})"
    return titles


def _sharing(titles: Mapping[VaultPath, str]) -> list[VaultPath]:
    """The notes whose title is another's too."""
    shared = Counter(map(name_key, titles.values()))
    return [path for path, title in titles.items() if shared[name_key(title)] > 1]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit].rstrip()}…"


def _home(
    notes: Mapping[VaultPath, Note],
    files: Collection[VaultPath],
    kinds: Mapping[VaultPath, Kind],
    links: Links,
    refs: _Refs,
) -> HomeView:
    counted = Counter(kinds.get(path, "other") for path in notes)
    return HomeView(
        kinds=tuple((kind, counted[kind]) for kind in KINDS if counted[kind]),
        attachments=sum(1 for path in files if path not in notes and path != CONFIG_NAME),
        links=sum(1 for resolved in links.values() for _ in _outside_regions(resolved)),
        ambiguous=_ambiguous(links, refs),
        unreadable=tuple(refs.of(path) for path in sorted(notes) if notes[path].error),
    )


def _outside_regions(resolved: Iterable[ResolvedLink]) -> Iterable[ResolvedLink]:
    """What stands in a region is vaultkit's own and makes no edge."""
    return (each for each in resolved if each.link.region is None)


def _ambiguous(links: Links, refs: _Refs) -> tuple[AmbiguousView, ...]:
    """Each name that leaves a choice, once, spelt as it is first."""
    names: dict[str, str] = {}
    candidates: dict[str, tuple[VaultPath, ...]] = {}
    winners: dict[str, set[VaultPath]] = {}
    for source in sorted(links):
        for each in _outside_regions(links[source]):
            if isinstance(each.resolution, Ambiguous):
                key = name_key(each.link.target)
                names.setdefault(key, each.link.target)
                candidates.setdefault(key, each.resolution.candidates)
                winners.setdefault(key, set()).add(each.resolution.winner)
    return tuple(
        AmbiguousView(
            names[key],
            tuple(map(refs.of, sorted(winners[key]))),
            tuple(map(refs.of, candidates[key])),
        )
        for key in sorted(names)
    )


def _contacts(
    notes: Mapping[VaultPath, Note],
    kinds: Mapping[VaultPath, Kind],
    links: Links,
    meetings: Sequence[Meeting],
    refs: _Refs,
) -> tuple[ContactView, ...]:
    return tuple(
        ContactView(
            note=refs.of(contact.path),
            orgs=tuple(refs.of(org) if isinstance(org, VaultPath) else org for org in contact.orgs),
            role=contact.role,
            meetings=len(contact.meetings),
            last_met=contact.last_met,
            due=contact.due,
            topics=tuple(map(refs.of, contact.topics)),
        )
        for contact in contacts_of(notes, kinds, links, meetings)
    )


def _meeting(meeting: Meeting, refs: _Refs) -> MeetingView:
    return MeetingView(
        note=refs.of(meeting.path),
        date=meeting.date,
        time=meeting.time,
        people=tuple(map(refs.of, meeting.attendees)),
        topics=tuple(map(refs.of, meeting.topics)),
    )


def _actions(
    notes: Mapping[VaultPath, Note],
    kinds: Mapping[VaultPath, Kind],
    links: Links,
    meetings: Iterable[Meeting],
    refs: _Refs,
) -> tuple[ActionView, ...]:
    days = {meeting.path: meeting.date for meeting in meetings}
    return tuple(
        ActionView(
            text=plain_line(action.text),
            note=refs.of(action.path),
            heading=refs.heading(action.path, action.section),
            owner=refs.of(action.owner) if action.owner else None,
            due=action.due,
            meeting_date=days.get(action.path),
        )
        for action in actions_of(notes, kinds, links)
    )


# --- tags


def _tags(notes: Mapping[VaultPath, Note], refs: _Refs) -> tuple[TagView, ...]:
    """Every tag and every parent of one, with the places of those that have it (TG-03)."""
    mentions: dict[str, list[Mention]] = {}
    for path in sorted(notes):
        texts = _Texts(notes[path])
        for tag in notes[path].tags:
            if tag.region is None:
                places = mentions.setdefault(tag_key(tag.name), [])
                places.append(_tag_mention(tag, texts, refs))
    return tuple(
        TagView(tag.key, tag.name, tag.own, tag.count, _each_once(mentions.get(tag.key, ())))
        for tag in tag_counts(notes[path] for path in sorted(notes))
    )


def _tag_mention(tag: Tag, texts: _Texts, refs: _Refs) -> Mention:
    path = texts.note.path
    if tag.in_property:
        return Mention(refs.of(path), property="tags")
    heading, text = refs.heading(path, tag.section), texts.of(tag.context)
    return Mention(refs.of(path), heading, text, is_heading=_says(heading, text))


# --- links


@dataclass(slots=True)
class _Incoming:
    """What leads to one note."""

    sources: set[VaultPath]
    links: int
    mentions: list[Mention]


def _backlinks(
    notes: Mapping[VaultPath, Note], links: Links, refs: _Refs
) -> tuple[BacklinksView, ...]:
    """The notes that others link to; a note's links to itself are left out (MN-01)."""
    incoming: dict[VaultPath, _Incoming] = {}
    for source in sorted(links):
        texts = _Texts(notes[source])
        for each in _outside_regions(links[source]):
            target = each.path
            if target is None or target == source or target not in notes:
                continue
            found = incoming.setdefault(target, _Incoming(set(), 0, []))
            found.sources.add(source)
            found.links += 1
            found.mentions.append(_mention(each, texts, refs))
    return tuple(
        BacklinksView(refs.of(path), len(found.sources), found.links, _each_once(found.mentions))
        for path, found in sorted(incoming.items())
    )


def _mention(each: ResolvedLink, texts: _Texts, refs: _Refs) -> Mention:
    if each.link.property is not None:
        return Mention(refs.of(each.source), property=each.link.property.split(".")[0])
    heading = refs.heading(each.source, each.link.section)
    text = texts.of(each.link.context)
    return Mention(refs.of(each.source), heading, text, is_heading=_says(heading, text))


def _says(heading: str | None, text: str) -> bool:
    """Whether a place is the heading itself."""
    return heading is not None and text == plain_line(heading)


def _each_once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Several links in one paragraph make one place."""
    return tuple(dict.fromkeys(mentions))


@dataclass(slots=True)
class _Texts:
    """The plain texts of a note's contexts, each made once."""

    note: Note
    made: dict[int, str]

    def __init__(self, note: Note) -> None:
        self.note = note
        self.made = {}

    def of(self, context: int | None) -> str:
        if context is None:
            return ""
        if context not in self.made:
            source = self.note.contexts[context].text
            cut = "…" if len(source) >= CONTEXT_LIMIT else ""
            self.made[context] = plain_text(source) + cut
        return self.made[context]


def _unresolved(
    unresolved: Mapping[str, Sequence[ResolvedLink]], refs: _Refs
) -> tuple[UnresolvedView, ...]:
    """The names that no file bears, casings merged under the first spelling (RS-16)."""
    return tuple(
        UnresolvedView(
            key=key,
            name=unresolved_name(links[0].link.target),
            links=len(links),
            wanted_by=_counted(links, refs),
        )
        for key, links in sorted(unresolved.items())
    )


def _counted(links: Iterable[ResolvedLink], refs: _Refs) -> tuple[tuple[NoteRef, int], ...]:
    """The notes that the links stand in, in path order, with the number of their links."""
    counted = Counter(each.source for each in links)
    return tuple((refs.of(path), counted[path]) for path in sorted(counted))
