"""A small vault whose notes hold regions of every kind."""

from __future__ import annotations

from collections.abc import Mapping

EMPTY = "<!-- vaultkit:begin {0} 00000000 -->\n<!-- vaultkit:end {0} -->\n"


def regions(*names: str) -> str:
    return "\n" + "\n".join(EMPTY.format(name) for name in names)


CALL = "Встречи/2026-03-12 Созвон.md"
VAULT: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n[pages]\nmax_entries = 3\n',
    "Контакты/Анна.md": "# Анна\n" + regions("backlinks", "meetings", "actions"),
    "Контакты/Борис.md": "# Борис\n" + regions("actions"),
    "Темы/Сеть.md": "# Сеть\n" + regions("meetings", "actions", "tag:vip", "tag:vip/tokyo"),
    "Темы/Чай.md": "# Чай\n\n#vip\n" + regions("backlinks", "meetings"),
    CALL: (
        "---\nattendees: ['[[Анна]]']\ntopics: ['[[Сеть]]']\n---\n# Созвон\n\n## Дела\n\n"
        "- [ ] [[Анна]] пишет письмо 📅 2026-04-01\n- [ ] ничьё\n" + regions("actions")
    ),
    "Встречи/2026-05-01 Обед.md": "---\nattendees: ['[[Анна]]', '[[Борис]]']\n---\n# Обед\n",
    "Notes/Обзор.md": "# Обзор\n\n## Люди\n\nПро [[Анна]] и [[Чай]] #vip/tokyo\n",
    "Notes/Пусто.md": "# Пусто\n",
    "Notes/Вид.md": "# Вид\n" + regions("backlinks", "tag:vip"),
}
