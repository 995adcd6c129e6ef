"""A small vault of people who met: what a brief may show of each kind stands in it once."""

from __future__ import annotations

from collections.abc import Mapping

from tests.app.region_vault import EMPTY

COMING = "Встречи/2026-12-08 План.md"
LAST = "Встречи/2026-11-10 Итоги.md"
FIRST = "Встречи/2026-06-01 Начало.md"
SPRING = "Встречи/2026-03-01 Весна.md"
ANNA, KENJI, VERA = "Контакты/Анна.md", "Контакты/Kenji.md", "Контакты/Вера.md"
OLEG = "Контакты/Олег.md"

VAULT: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\nme = "Вера"\n',
    ANNA: (
        "---\ntz: Europe/Moscow\nrole: продюсер\nbirthday: 1988-12-10\n"
        "cadence: {ideal: 14d, max: 21d}\n---\n# Анна\n\nДружит с [[Олег]], любит [[Чай]].\n\n"
        "## Что я могу сделать\n\n- [ ] найти ей зал\n"
    ),
    KENJI: "---\naliases: [Кэндзи]\ntz: Asia/Tokyo\n---\n# Kenji\n",
    VERA: "# Вера\n",
    OLEG: "# Олег\n\nЗнаком с [[Kenji]].\n",
    "Темы/Чай.md": "# Чай\n\n[[Kenji]] пьёт зелёный.\n",
    "Темы/Сеть.md": "# Сеть\n",
    SPRING: "---\nattendees: ['[[Анна]]', '[[Олег]]']\n---\n# Весна\n",
    FIRST: (
        "---\nattendees: ['[[Анна]]', '[[Kenji]]', '[[Вера]]']\ntopics: ['[[Сеть]]']\n---\n"
        "# Начало\n\n## Отложено\n\n- бюджет\n\n## Действия\n\n"
        "- [ ] [[Kenji]]: прислать таблицу 📅 2026-12-01\n- [ ] общий документ\n"
        "- [x] [[Анна]]: готово\n"
    ),
    LAST: (
        "---\ntime: '10:00'\nattendees: ['[[Анна]]', '[[Олег]]', '[[Вера]]']\n---\n# Итоги\n\n"
        "## Повестка\n\n1. [>] второй зал\n\n## Действия\n\n- [ ] [[Анна]]: смета\n"
        "    - [ ] узнать цену\n- [ ] [[Вера]]: письмо\n- [ ] [[Олег]]: ничего нам\n"
    ),
    COMING: (
        "---\nstatus: planned\ndate: 2026-12-08\ntime: '15:00'\ntz: Europe/Stockholm\n"
        "attendees: ['[[Анна]]', '[[Kenji]]', '[[Вера]]']\n---\n# План\n\n"
        "- [ ] [[Анна]]: повестка\n\n" + EMPTY.format("brief")
    ),
    "Встречи/2027-01-15 Позже.md": (
        "---\nstatus: planned\nattendees: ['[[Анна]]', '[[Kenji]]']\n---\n# Позже\n\n"
        "- [ ] [[Анна]]: потом\n"
    ),
    "Notes/Чужое.md": "# Чужое\n",
    "Archive/2026-11-05 Тайное.md": (
        "---\nkind: meeting\nattendees: ['[[Анна]]']\n---\n- [ ] [[Анна]]: тайна\n"
    ),
}
