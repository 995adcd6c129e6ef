"""What stands on which page: the views sorted, named and made into sheets.

Each page has a function of its own here and a template of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultkit.model.views import BacklinksView, IndexViews, TagView
from vaultkit.pages import lists
from vaultkit.pages.names import WantedName, page_stem
from vaultkit.pages.quote import Markdown
from vaultkit.pages.sheets import ListSpec, Sheet, sheets_of
from vaultkit.pages.words import Words

__all__ = ["iter_sheets"]


def iter_sheets(views: IndexViews, words: Words) -> Iterator[Sheet]:
    """Every page of the index, those of long lists' parts among them."""
    for builder in (_home, _topics, _topic_map, _contacts, _meetings, _tags, _actions):
        yield from builder(views, words)
    yield from _unresolved(views, words)
    yield from _orphans(views, words)
    if views.backlinks is not None:
        yield from _backlinks(views, views.backlinks, words)


def _home(views: IndexViews, words: Words) -> Iterator[Sheet]:
    home = views.home
    title = words.text("Vault index")
    head = Sheet(
        identity="home",
        wanted=WantedName("index-home"),
        title=title,
        template="home",
        name_parts=("index-home", "", None),
        values={
            "home": home,
            "views": views,
            "pages_of_kind": {"topic": "topics", "contact": "contacts", "meeting": "meetings"},
            "unresolved_links": sum(view.links for view in views.unresolved),
        },
    )
    ambiguous = ListSpec(
        "ambiguous",
        words.text("Names that fit several files"),
        lists.choices_of(home.ambiguous, words),
        lists.choice_steps,
        lists.grouped_by_name,
    )
    title = words.text("Properties that cannot be read")
    unreadable = lists.notes_list("unreadable", title, home.unreadable, words)
    yield from sheets_of(head, (ambiguous, unreadable), views.max_entries)


def _topics(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Topics")
    topics = ListSpec(
        "topics",
        title,
        lists.by_title(views.topics, words),
        lists.title_steps,
        tuple,
    )
    yield from sheets_of(_fixed("topics", title, words), (topics,), views.max_entries)


def _topic_map(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Topic map")
    communities = ListSpec(
        "communities",
        title,
        lists.members_of(views.communities, words),
        lists.member_steps,
        lists.communities,
    )
    yield from sheets_of(_fixed("topic-map", title, words), (communities,), views.max_entries)


def _contacts(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Contacts")
    contacts = ListSpec(
        "contacts",
        title,
        lists.by_title(views.contacts, words),
        lists.title_steps,
        tuple,
    )
    yield from sheets_of(_fixed("contacts", title, words), (contacts,), views.max_entries)


def _meetings(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Meetings")
    meetings = ListSpec(
        "meetings",
        title,
        lists.newest_first(views.meetings, words),
        lambda view: lists.dated_steps(view.date, view.note, words),
        lambda entries: lists.by_month(entries, words),
    )
    yield from sheets_of(_fixed("meetings", title, words), (meetings,), views.max_entries)


def _tags(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Tags")
    children: dict[str, list[TagView]] = {}
    tags = lists.sorted_tags(views.tags, words)
    for tag in tags:
        children.setdefault(tag.key.rpartition("/")[0], []).append(tag)
    tree = ListSpec("tags", title, tags, lists.tag_steps, lists.tag_tree)
    overview = _fixed("tags", title, words)
    yield from sheets_of(overview, (tree,), views.max_entries)
    for tag in tags:
        yield from _tag(tag, children.get(tag.key, ()), overview, views.max_entries, words)


def _tag(
    tag: TagView, nested: Sequence[TagView], overview: Sheet, max_entries: int, words: Words
) -> Iterator[Sheet]:
    title = words.text("Tag {tag}", tag=f"#{tag.name}")
    head = Sheet(
        identity=f"tag:{tag.key}",
        wanted=WantedName(page_stem("tag-", tag.key), 1),
        title=title,
        template="tag",
        folder="tags",
        name_parts=("tag-", tag.key, None),
        values={"tag": tag},
        up=(*overview.up, (overview.identity, overview.title)),
    )
    below = ListSpec("nested", words.text("Nested tags"), nested, lists.tag_steps, tuple)
    yield from sheets_of(
        head, (below, lists.mentions_list(title, tag.mentions, words)), max_entries
    )


def _backlinks(
    views: IndexViews, backlinks: Sequence[BacklinksView], words: Words
) -> Iterator[Sheet]:
    title = words.text("Backlinks")
    linked = ListSpec(
        "backlinks",
        title,
        lists.by_title(backlinks, words),
        lists.title_steps,
        lists.most_linked_first,
    )
    overview = _fixed("backlinks", title, words)
    yield from sheets_of(overview, (linked,), views.max_entries)
    for view in backlinks:
        name = view.note.path.stem if view.note.path.suffix == ".md" else view.note.path.name
        title = words.text("Backlinks: {title}", title=view.note.title)
        head = Sheet(
            identity=f"to:{view.note.path}",
            wanted=WantedName(page_stem("to-", name, digest_of=view.note.path), 1),
            title=title,
            template="backlinks-of",
            folder="backlinks",
            name_parts=("to-", name, view.note.path),
            values={"view": view},
            up=(*overview.up, (overview.identity, overview.title)),
        )
        yield from sheets_of(
            head, (lists.mentions_list(title, view.mentions, words),), views.max_entries
        )


def _actions(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Open actions")
    by_note = ListSpec(
        "by-note",
        words.text("By meeting and note"),
        lists.actions_by_note(views.actions, words),
        lambda view: lists.dated_steps(view.meeting_date, view.note, words),
        lists.grouped_by_note,
    )
    by_owner = ListSpec(
        "by-owner",
        words.text("By owner"),
        lists.actions_by_owner(views.actions, words),
        lambda view: lists.owner_steps(view, words),
        lists.grouped_by_owner,
    )
    yield from sheets_of(_fixed("actions", title, words), (by_note, by_owner), views.max_entries)


def _unresolved(views: IndexViews, words: Words) -> Iterator[Sheet]:
    title = words.text("Unresolved links")
    wanted = ListSpec(
        "unresolved",
        title,
        lists.wishes_of(views.unresolved, words),
        lists.wish_steps,
        lambda entries: lists.by_demand(entries, words),
    )
    yield from sheets_of(_fixed("unresolved", title, words), (wanted,), views.max_entries)


def _orphans(views: IndexViews, words: Words) -> Iterator[Sheet]:
    orphans = lists.notes_list("orphans", words.text("Orphans"), views.orphans, words)
    dead_ends = lists.notes_list("dead-ends", words.text("Dead ends"), views.dead_ends, words)
    head = _fixed("orphans", words.text("Orphans and dead ends"), words)
    yield from sheets_of(head, (orphans, dead_ends), views.max_entries)


def _fixed(name: str, title: Markdown, words: Words) -> Sheet:
    """A page whose name is the same in every vault and language."""
    return Sheet(
        identity=name,
        wanted=WantedName(f"index-{name}"),
        title=title,
        template=name,
        name_parts=("index-", name, None),
        up=(("home", words.text("Vault index")),),
    )
