"""What a page costs to render, to write and to read, over what is plainly needed.

The floor of rendering drains pyromark's events of the page that is made, as reading's does; that
of writing and reading opens each file by its whole path. A made-up vault of notes in Russian and
English that link to each other: each has a page of its backlinks with ten mentions in eight
notes; long lists have a thousand entries. Every kind of work runs in turn with its floor, round by
round; the ratio's median is the figure to quote, since the speed of a shared machine drifts.

    python benchmarks/pages.py [--rounds N] [--notes N]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pyromark

from vaultkit.disk.apply import apply
from vaultkit.disk.read import reading
from vaultkit.markdown.events import OPTIONS
from vaultkit.markdown.plain import plain_text
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.model.views import (
    ActionView,
    BacklinksView,
    ContactView,
    IndexViews,
    MeetingView,
    Mention,
    NoteRef,
    TopicView,
)
from vaultkit.pages import index
from vaultkit.pages.contents import iter_sheets
from vaultkit.pages.page import Page
from vaultkit.pages.quote import quote_block
from vaultkit.pages.sheets import Sheet
from vaultkit.pages.words import Words

SEED = 20260312
ENTRIES = 1000
FOLDERS = ("Темы", "Topics", "Контакты", "Встречи/2026", "Projects/Long running")
RUSSIAN = """бюджет партнёр выставка договор смета анонс редактура подрядчик съёмка площадка
обсудили решили перенесли согласовать прислать позвонить встретиться к пятнице"""
ENGLISH = """budget partner exhibition contract estimate launch review supplier footage venue
discussed agreed moved confirm send call meet by Friday (draft) next-step"""
HEADINGS = ("Решения", "Дела", "Next steps", "Ход встречи", "Notes", "План: итоги", "Open *ends*")


def words_of(chance: random.Random, count: int) -> str:
    """So many words of one language."""
    return " ".join(chance.choices(chance.choice((RUSSIAN, ENGLISH)).split(), k=count))


def refs_of(chance: random.Random, count: int) -> list[NoteRef]:
    """Notes with titles of two to four words, all different."""
    refs = []
    for number in range(count):
        title = f"{words_of(chance, chance.randint(2, 4)).capitalize()} {number}"
        refs.append(NoteRef(VaultPath(f"{chance.choice(FOLDERS)}/{title}.md"), title))
    return refs


def context_of(chance: random.Random, refs: Sequence[NoteRef]) -> str:
    """A paragraph with two links in it, as it stands in the note."""
    one, other = chance.choices(refs, k=2)
    text = f"{words_of(chance, 6)} [[{one.title}]], {words_of(chance, 5)} "
    return text + f"[[{other.path.stem}|{words_of(chance, 2)}]] {words_of(chance, 4)}."


def backlinks_of(
    chance: random.Random, refs: Sequence[NoteRef], contexts: Sequence[str]
) -> tuple[BacklinksView, ...]:
    """Ten mentions in eight notes for each note."""
    views = []
    for ref in refs:
        sources = chance.sample(refs, 8)
        mentions = tuple(
            Mention(source, chance.choice(HEADINGS), chance.choice(contexts))
            for source in (*sources, *sources[:2])
        )
        views.append(BacklinksView(ref, 8, 10, mentions))
    return tuple(views)


def views_of(count: int) -> IndexViews:
    """The vault as its pages show it."""
    chance = random.Random(SEED)
    refs = refs_of(chance, count)
    listed = refs_of(chance, ENTRIES)
    # Several pages show one context, so it is quoted once and not by the page.
    contexts = [quote_block(plain_text(context_of(chance, refs))) for _ in range(2 * count)]
    days = [date(2024, 1, 1) + timedelta(chance.randrange(900)) for _ in listed]
    some = [tuple(chance.sample(listed[:200], 3)) for _ in listed]
    return IndexViews(
        max_entries=ENTRIES,
        backlinks=backlinks_of(chance, refs, contexts),
        orphans=tuple(listed),
        topics=tuple(map(TopicView, listed, range(ENTRIES), days)),
        contacts=tuple(
            ContactView(ref, (near[0],), "продюсер", 3, day, near)
            for ref, day, near in zip(listed, days, some, strict=True)
        ),
        meetings=tuple(
            MeetingView(ref, day, "10:00", near, near)
            for ref, day, near in zip(listed, days, some, strict=True)
        ),
        actions=tuple(
            ActionView(words_of(chance, 5), ref, "Дела", near[0], day, day)
            for ref, day, near in zip(listed[: ENTRIES // 2], days, some, strict=False)
        ),
    )


def kinds_of_sheets(sheets: Sequence[Sheet]) -> Mapping[str, tuple[Sheet, ...]]:
    """The sheets by the kind of page they make; short ones that tell nothing are left out."""
    kinds: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        kinds[sheet.template].append(sheet)
    told = ("backlinks-of", "orphans", "topics", "contacts", "meetings", "actions")
    return {name: tuple(kinds[name]) for name in told}


def seconds(work: Callable[[], object]) -> float:
    """How long it took, by the clock: writing waits for the disk."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def parse_plainly(pages: Sequence[Page]) -> None:
    """The floor of rendering."""
    for page in pages:
        for _ in pyromark.events_with_range(page.data.decode(), options=OPTIONS):
            pass


def write_plainly(folder: Path, pages: Sequence[Page]) -> None:
    """The floor of writing."""
    for page in pages:
        with open(folder / page.path.name, "wb") as file:  # noqa: PTH123 - what anyone writes
            file.write(page.data)


def read_plainly(folder: Path, pages: Sequence[Page]) -> None:
    """The floor of reading."""
    for page in pages:
        with open(folder / page.path.name, "rb") as file:  # noqa: PTH123
            file.read()


def plan_of(pages: Sequence[Page]) -> Plan:
    """All of them new."""
    return Plan(tuple(FileEdit(page.path, None, page.data, "benchmark") for page in pages))


def read_ours(root: Path, pages: Sequence[Page]) -> None:
    """Each file through the door that follows no link."""
    with reading(root) as files:
        for page in pages:
            files.read(page.path)


def measure(views: IndexViews, scratch: Path) -> Mapping[str, tuple[float, float]]:
    """Seconds of each kind of work for one page, and of the floor beside it."""
    words = Words.of("ru")
    sheets = tuple(iter_sheets(views, words))
    places = index._places_of(sheets, views)
    taken: dict[str, tuple[float, float]] = {}
    pages: list[Page] = []

    plain, ours = scratch / "plain", scratch / "ours"
    plain.mkdir()
    ours.mkdir()
    for name, of in kinds_of_sheets(sheets).items():
        made: list[Page] = []
        spent = seconds(lambda of=of, made=made: made.extend(index._iter_pages(of, places, words)))
        low = seconds(lambda made=made: parse_plainly(made))
        taken[f"render {name}"] = spent / len(of), low / len(of)
        if name == "backlinks-of":
            pages = made
    low = seconds(lambda: write_plainly(plain, pages))
    taken["write"] = seconds(lambda: apply(ours, plan_of(pages))) / len(pages), low / len(pages)
    low = seconds(lambda: read_plainly(plain, pages))
    taken["read"] = seconds(lambda: read_ours(ours, pages)) / len(pages), low / len(pages)
    return taken


def main() -> None:
    """Measures and prints a line for each kind of work."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7, help="of each, in turn")
    parser.add_argument("--notes", type=int, default=400, help="pages of backlinks")
    options = parser.parse_args()
    views = views_of(options.notes)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(options.rounds):
        scratch = Path(tempfile.mkdtemp(prefix="pages-", dir=os.environ.get("TMPDIR")))
        try:
            for name, pair in measure(views, scratch).items():
                found[name].append(pair)
        finally:
            shutil.rmtree(scratch)
    for name, pairs in found.items():
        ratios = sorted(ours / plain for ours, plain in pairs)
        best = min(ours for ours, _ in pairs)
        sys.stdout.write(
            f"{name:<22} best {best * 1e6:>9.1f} us   ratio {statistics.median(ratios):>6.2f} "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})\n"
        )


if __name__ == "__main__":
    main()
