"""What notes are called and what stands in them, from pools so small that everything collides."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

from hypothesis import strategies as st

DECOMPOSED = unicodedata.normalize("NFD", "Чай")

FOLDERS = (
    *("", "Notes", "notes", "Notes/Deep", "Topics", "Темы", "Contacts", "Контакты"),
    *("Meetings", "Встречи", "Встречи/2026", "Archive", "Templates", DECOMPOSED, "_index"),
    "_index/backlinks",
)

NAMES = (
    *("Plan", "plan", "PLAN", "Анна", "анна", "Чай", DECOMPOSED, "Ёлка", "Елка", "Сеть", "A b"),
    *("Zoom call", "2026-03-12 Zoom call", "2026-03-13", "index-home", "index-topics", "tag-vip"),
    *("C++ 100%", "Note #1", "Plan.md", "Чай (conflicted copy 2026-03-12)"),
)

_TITLES = ("Plan", "plan", "Анна", "Чай", "Zoom call", "*Сеть* [x](y)", "Слово " * 50)
_TAGS = (
    *("vip", "VIP", "vip/tokyo", "Vip/Tokyo/x", "a-b", "a/b", "тема", "Тема/своя", "meeting"),
    *("contact", "topic", "дневник"),
)
_DAYS = ("2026-03-12", "2026-03-12 10:30", "13.03.2026", "2026-02-30", "2025-12-31", "завтра")

_TARGETS = (
    *("Plan", "plan", "Анна", "АННА", "Чай", DECOMPOSED, "Ёлка", "Сеть", "A b", "Zoom call"),
    *("2026-03-12 Zoom call", "2026-03-13", "index-home", "index-topics", "Plan.md", "Plan.md.md"),
    *("Notes/Plan", "notes/plan", "Темы/Сеть", "../Plan", "./Plan", "/Plan", "Deep/Чай", "Аня"),
    *("Board.canvas", "photo.png", "Notes/photo.png", "Nobody", "nobody", "C++ 100%"),
)
_LINK_FORMS = (
    *("[[{}]]", "См. [[{}|показать]] и [[{}]].", "![[{}]]", "[[{}#Steps]]", "[[{}#^b1]]"),
    *("[t](<{}.md>)", "[t](<../{}>)", "%% [[{}]] %%", "> [[{}]]", "`[[{}]]`"),
    *("- [ ] позвонить [[{}]] 📅 2026-03-14 #vip", "- [ ] [[{}]] до 2026-01-02", "- [x] [[{}]]"),
    "<!-- vaultkit:begin backlinks 3f9a2c1e -->\n[[{}]] #vip\n<!-- vaultkit:end backlinks -->",
)
LINES = (
    *(form.replace("{}", target) for form in _LINK_FORMS for target in _TARGETS),
    *(f"# {title}" for title in _TITLES),
    *("## Related topics", "## Участники", "## Темы", "## Steps", "### Steps", "## Решения"),
    *(f"Про #{tag} и прочее." for tag in _TAGS),
    *("Просто текст.", "Абзац ^b1", "- [ ] ничьё", "- [-] отменено", "```", "---", "<!--", "$$"),
)

_LINK_KEYS = (
    *("attendees", "участники", "topics", "темы", "org", "introduced_by", "series", "related"),
    *("organiser", "next", "unknown"),
)
PROPERTIES = (
    *(f"title: '{title}'" for title in _TITLES),
    *(f"aliases: [{name}, Аня]" for name in ("Plan", "Чай", "Nobody", "Анна", "42")),
    *(f"tags: [{tag}]" for tag in _TAGS),
    *("tags: [vip, тема, vip/tokyo]", "tags: vip", "tags: a, b", "Tags: [VIP]", "tag: vip"),
    *(
        f"kind: {kind}"
        for kind in (
            *("meeting", "contact", "topic", "daily", "other", "template", "index", "Встреча"),
            *("человек", "standup", "'[[Meetings]]'"),
        )
    ),
    *(f"date: {day}" for day in _DAYS),
    *(f"status: {status}" for status in ("planned", "held", "отменена", "cancelled")),
    *(f"{key}: '[[{target}]]'" for key in _LINK_KEYS for target in _TARGETS[:12]),
    *(
        f"{key}: ['[[{one}]]', '[[{other}|x]]']"
        for key in _LINK_KEYS[:4]
        for one, other in (("Анна", "Plan"), ("Plan", "Сеть"), ("Чай", "Nobody"), ("анна", "A b"))
    ),
    *("org: ООО «Ромашка»", "role: ведущая", "type: созвон", "phone: +79161234567", "n: 1.5"),
    *("cadence: {ideal: 30d, max: 6w}", "cadence: monthly", "next_contact: 2027-01-11"),
    *("last_contact: 2026-10-01", "последний контакт: 12.03.2027"),
    *("topic: [[Plan]]", "a: [", "date: {{date}}", "nested: {link: '[[Plan]]'}"),
)

WRECKS = (
    b"\xff\xfe\xfa caf\xe9 [[\xd0]] #\xd1\x82\xd0",
    "# Заметка [[Plan]]".encode("utf-16"),
    "---\ntitle: Чай\n---\n[[План]] #тема".encode("cp1251"),
    b"---\na: [\n---\n[[Plan]]\n",
    b"---\na: 1\na: 2\n---\n[[Plan]] #vip\n",
    b"---\n- list\n---\n",
    b"text \0\0 [[Plan]]\n",
    b"",
    b"---\nunclosed: [[Plan]]\n",
)


def _canvas(*nodes: object) -> bytes:
    return json.dumps({"nodes": nodes, "edges": []}).encode()


OTHERS = {
    "Board.canvas": (
        _canvas(),
        _canvas({"id": "1", "type": "file", "file": "Notes/Plan.md"}),
        _canvas({"id": "1", "type": "file", "file": "Сеть.md"}, {"id": "2", "type": "text"}),
        _canvas({"id": "1", "type": "text", "text": "# Чай\n[[Plan]] #vip"}),
        b"{broken",
    ),
    "Plan.canvas": (b'{"nodes": [], "edges": []}', b"[]"),
    "Plan.base": (b"views:\n  - type: table\n", b"a: [", b""),
    "photo.png": (b"one", b"two", b""),
    "Plan.png": (b"one",),
    "Plan": (b"no note",),
    "Сеть.MD": ("# Сеть\n[[Plan]]\n".encode(),),
}
"""Files that are no plain notes, with what may stand in them."""

_LANGUAGES = ("", 'language = "en"\n', 'language = "ru"\n')
_PAGES = (
    *("max_entries = 3\n", "max_entries = 3\n", "max_entries = 4\n", "max_entries = 6\n"),
    *("", 'max_entries = 3\nbacklinks = "off"\n', 'max_entries = 3\nfolder = "Maps/Index"\n'),
)
_REST = (
    *("", "", "", '[vault]\nexclude = ["Archive/"]\n', '[vault]\nexclude = ["/plan/", "Темы/С"]\n'),
    *("[vault]\nfollow_symlinks = true\n", '[kinds.topic]\nfolders = ["Notes"]\n'),
    *('[kinds.meeting]\nvalues = ["standup"]\ntags = ["vip"]\n', '[templates]\nfolder = "Notes"\n'),
    *('[check]\nignore = ["link-unresolved"]\n', "[nonsense]\na = 1\n", "language = [broken\n"),
)
CONFIGS = st.builds(
    lambda language, pages, rest: f"{language}[pages]\n{pages}{rest}".encode(),
    *map(st.sampled_from, (_LANGUAGES, _PAGES, _REST)),
)

SETTINGS = (
    (".obsidian/app.json", b'{"userIgnoreFilters": ["Archive/"]}'),
    (".obsidian/app.json", b'{"userIgnoreFilters": ["/Plan/"]}'),
    (".obsidian/app.json", b"{broken"),
    (".obsidian/templates.json", b'{"folder": "Notes"}'),
    (".obsidian/daily-notes.json", b'{"folder": "Notes", "format": "YYYY-MM-DD"}'),
    (".obsidian/daily-notes.json", b"{}"),
)

ENVIRONS: tuple[Mapping[str, str], ...] = (
    *({}, {}, {"VAULTKIT_LANGUAGE": "ru"}, {"VAULTKIT_PAGES_BACKLINKS": "off"}),
    *({"VAULTKIT_PAGES_MAX_ENTRIES": "4"}, {"VAULTKIT_VAULT_EXCLUDE": "Notes/"}),
)


def _text_of(properties: list[str], lines: list[str]) -> bytes:
    front = "\n".join(("---", *properties, "---", "")) if properties else ""
    return "\n".join((front + "\n".join(lines[:1]), *lines[1:], "")).encode()


TEXTS = st.builds(
    _text_of,
    st.lists(st.sampled_from(PROPERTIES), max_size=3),
    st.lists(st.sampled_from(LINES), max_size=6),
)
"""Notes as people write them: a few properties, duplicates now and then, and a few lines."""
