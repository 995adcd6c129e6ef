"""A small vault in memory, read and joined as a real one, for the pages' tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vaultkit.app.views import views_of
from vaultkit.graph.graph import Graph
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.resolve import NameIndex, resolve_links
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import IndexViews
from vaultkit.pages.index import render_pages

NETWORK: Mapping[str, str] = {
    "Контакты/Анна Ёлкина.md": (
        "---\norg: '[[Студия Полынь]]'\nrole: продюсер | ведущая\ntags: [контакт/коллега]\n"
        "cadence: {ideal: 30d, max: 45d}\n---\n"
        "Познакомил [[Олег]]. Интересуется темой [[Бюджет]].\n"
    ),
    "Контакты/Олег.md": "---\naliases: [О.]\ncompany: ООО «Ромашка»\n---\n# Олег\n",
    "People/محمد.md": "Met at [[2026-03-12 Синхронизация]].\n",
    "Студия Полынь.md": "Студия.\n",
    "Темы/Бюджет.md": "# Бюджет\n\n## Связанные темы\n\n- [[Zoom]]\n- [[Нет такой темы|тема]]\n",
    "Темы/Zoom.md": "Платформа #инструмент/видео для [[Бюджет|бюджета]].\n",
    "Темы/Ёмкость.md": "Пока без встреч. [[Нет такой темы]] #1984 `#код`\n",
    "Встречи/2026-03-12 Синхронизация.md": (
        "---\ndate: 2026-03-12T15:00\nattendees: ['[[Анна Ёлкина]]', '[[Олег]]']\n"
        "topics: ['[[Бюджет]]']\ntags: [встреча]\n---\n"
        "# Синхронизация *по* партнёрам #1\n\n"
        "## Решения: [[Бюджет]] & <b>сроки</b>\n\n"
        "Сошлись на 50% и ==цене== $5; см. [[Бюджет#Связанные темы]]\n"
        "и [[Zoom]] %%тихо%%. #итоги\n\n"
        "## Дела\n\n"
        "- [ ] [[Олег]]: прислать **смету** 📅 2026-03-20 #срочно\n"
        "- [ ] [[Анна Ёлкина|Анна]] позвонит до 2026-03-15\n"
        "- [x] сделано\n- [-] отменено\n- [ ] 1. ничья [[Zoom]]\n"
    ),
    "Встречи/2026-02-28 Вебинар.md": (
        "---\npeople: ['[[Олег]]']\n---\n# Вебинар\n\nО [[Zoom]] и [[Бюджет]]. [[План]]\n"
    ),
    "Встречи/Без даты.md": "С [[محمد]] о [[Нет ТАКОЙ темы]].\n",
    "A/План.md": "# План\n[[Zoom]]\n",
    "B/План.md": "# План\n\n\\[#хитрый тег\n",
    "Странные # [[имена]] %%, 50%?.md": "[[Олег]]\n",
    "Один.md": "> [!note] #цитата\n",
    "Сломано.md": "---\na: [\n---\n",
    "Доска.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "Темы/Zoom.md"}], "edges": []}',
    "Шаблоны/Встреча.md": "---\nkind: meeting\n---\n- [ ] повестка\n",
    "Вложения/схема.png": "",
}
"""Topics, contacts, meetings, and what goes wrong in a vault."""


def views(
    files: Mapping[str, str],
    *,
    max_entries: int = 1000,
    folder: str = "_index",
    backlinks: Literal["page", "off"] = "page",
) -> IndexViews:
    """What the pages of this vault show."""
    paths = {VaultPath(path): text for path, text in files.items()}
    notes = {
        path: read(decode(path, text.encode()))
        for path, text in paths.items()
        if path.suffix in (".md", ".canvas", ".base")
    }
    rules = KindRules.of(Config(), ObsidianSettings())
    kinds = {path: kind_of(note, rules) for path, note in notes.items()}
    links = resolve_links(notes, NameIndex.of(paths))
    graph = Graph.of(notes, kinds, links)
    topics = [path for path in sorted(notes) if kinds[path] == "topic"]
    return views_of(
        notes=notes,
        files=frozenset(paths),
        kinds=kinds,
        links=links,
        unresolved=graph.unresolved(),
        communities=[("Бюджет", topics)] if topics else [],
        orphans=[VaultPath(node.id) for node in graph.orphans()],
        dead_ends=[VaultPath(node.id) for node in graph.dead_ends()],
        config=Config(pages_folder=folder, max_entries=max_entries, backlinks=backlinks),
    )


def pages(
    files: Mapping[str, str], language: Literal["en", "ru"] = "ru", *, max_entries: int = 1000
) -> dict[str, str]:
    """The texts of this vault's pages by path."""
    rendered = render_pages(views(files, max_entries=max_entries), language)
    return {page.path: page.data.decode() for page in rendered}
