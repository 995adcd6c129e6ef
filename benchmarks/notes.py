"""The text of the made notes, and of what else lies in a made vault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.chance import below, famous, one, rounded
from benchmarks.roster import LAST_DAY, Entry, Roster, Size
from benchmarks.words import ENGLISH, RUSSIAN, Words

__all__ = ["Prose", "Writer", "broken", "canvas_of"]

CIRCLE = 40
"""How many people meet one another more often than anybody else."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences of one language with their bytes, to be picked from."""

    sentences: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, words: Words) -> Prose:
        """Every lead with every clause, the tails in turn."""
        made = []
        for at, lead in enumerate(words.leads):
            for number, clause in enumerate(words.clauses):
                tail = words.tails[(at * 3 + number) % len(words.tails)]
                sentence = f"{lead} {clause}{tail}."
                if (at + number) % 11 == 0:
                    sentence = sentence.replace(clause, f"**{clause}**")
                elif (at + number) % 17 == 0:
                    sentence = sentence.replace(clause, f"*{clause}*")
                made.append((sentence, len(sentence.encode()) + 1))
        return cls(tuple(made))

    def sentence(self, chance: Random) -> str:
        """Any of them."""
        return one(chance, self.sentences)[0]

    def paragraphs(self, chance: Random, wanted: int) -> list[str]:
        """Paragraphs of up to five sentences that take about so many bytes, or none."""
        made: list[str] = []
        while wanted > 60:
            parts = []
            for _ in range(2 + below(chance, 4)):
                sentence, length = one(chance, self.sentences)
                parts.append(sentence)
                wanted -= length
                if wanted <= 60:
                    break
            wanted -= 2
            made.append(" ".join(parts))
        return made


def shown(chance: Random, entry: Entry) -> str:
    """A link to a note in one of the forms that people write."""
    name, form = entry.name, chance.random()
    if name in ("README", ENGLISH.labels["plan"], RUSSIAN.labels["plan"]):
        return f"[[{entry.folder}/{name}|{entry.folder.rpartition('/')[2]}]]"
    if form < 0.94:
        if form < 0.62:
            inner = name
        elif form < 0.84:
            inner = f"{name}|{name.split()[-1]}"
        else:
            inner = f"{entry.folder}/{name}" if form < 0.90 else f"{name}#{entry.series or name}"
        return f"[[{inner}]]"
    place = f"<{entry.path}>" if form < 0.97 else entry.path.replace(" ", "%20")
    return f"[{name}]({place})"


def quoted(entries: Sequence[Entry]) -> str:
    """A list of links as a property holds it."""
    return "[" + ", ".join(f'"[[{entry.name}]]"' for entry in entries) + "]"


def people_around(chance: Random, contacts: Sequence[Entry], count: int) -> list[Entry]:
    """People of one circle for the most part, each once."""
    centre = below(chance, len(contacts))
    found: dict[str, Entry] = {}
    while len(found) < min(count, len(contacts)):
        if chance.random() < 0.7:
            entry = contacts[(centre + below(chance, CIRCLE)) % len(contacts)]
        else:
            entry = famous(chance, contacts)
        found[entry.path] = entry
    return list(found.values())


def tags_of(chance: Random, words: Words, roster: Roster) -> str:
    """One or two of everybody's tags, and often one of a single project."""
    found = [famous(chance, words.tags) for _ in range(1 + below(chance, 2))]
    if chance.random() < 0.6:
        number = below(chance, 1 + len(roster.meetings) // 20)
        root = "проект" if words is RUSSIAN else "project"
        found.append(f"{root}/{number % 50}/{number}/{one(chance, 'abc')}")
    return "[" + ", ".join(dict.fromkeys(found)) + "]"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the notes of a roster."""

    size: Size
    roster: Roster
    prose: Mapping[str, Prose]

    def note(self, chance: Random, entry: Entry, kind: str) -> str:
        """The text of a note: properties, title, then its kind's body, filled with prose."""
        properties, head, tail = getattr(self, f"_{kind}")(chance, entry)
        if chance.random() < 0.5:
            properties["tags"] = tags_of(chance, entry.words, self.roster)
        block = "".join(f"{key}: {value}\n" for key, value in properties.items())
        fixed = f"---\n{block}---\n\n# {entry.series or entry.name}\n\n{head}"
        wanted = int(2048 * (0.55 + 0.9 * chance.random())) - len((fixed + tail).encode())
        prose = self.prose[entry.words.labels["plan"]]
        if self.size.kb > 2:
            wanted += (self.size.kb - 2) * 1024
        filled = self._extra(chance, entry) + prose.paragraphs(chance, wanted)
        return "\n".join((fixed, *(f"{part}\n" for part in filled), tail))

    def _extra(self, chance: Random, entry: Entry) -> list[str]:
        """Now and then a table, a quote, code, a picture, or a name that nobody wrote of yet."""
        kind, words, roster = chance.random(), entry.words, self.roster
        missing = famous(chance, roster.missing)
        rows = "\n".join(
            f"| {one(chance, words.firsts[0])} | {one(chance, words.todos)} | {hour}:00 |"
            for hour in (10, 12, 15)
        )
        shares = (
            (0.22, f"{words.labels['waiting']} [[{missing}]]."),
            (0.06, f"{words.labels['table']}\n| --- | --- | --- |\n{rows}"),
            (0.06, f"> [!note] {words.headings[0]}\n> {one(chance, words.clauses)}."),
            (0.04, f"```text\n{one(chance, words.todos)}: [[not a link]]\n```"),
            (0.03, f"![[{one(chance, roster.attachments).rpartition('/')[2]}]]"),
            (0.03, f"`vault.open()` #code/inline %%[[{missing}]]%%"),
        )
        for share, extra in shares:
            kind -= share
            if kind < 0:
                return [extra]
        return []

    def _tasks(self, chance: Random, words: Words, owners: Sequence[Entry]) -> str:
        lines = []
        for owner in owners:
            day = LAST_DAY + timedelta(days=below(chance, 90) - 60)
            box = "x" if chance.random() < 0.4 else " "
            due = f"due:: {day}" if words is ENGLISH and chance.random() < 0.5 else f"📅 {day}"
            lines.append(f"- [{box}] [[{owner.name}]]: {one(chance, words.todos)} {due}\n")
        return f"## {words.labels['actions']}\n\n{''.join(lines)}" if lines else ""

    def _bullets(self, chance: Random, heading: str, entries: Sequence[Entry]) -> str:
        return f"## {heading}\n\n" + "".join(f"- {shown(chance, each)}\n" for each in entries)

    def _meeting(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        people = people_around(chance, roster.contacts, 5)
        guests = people[: 2 + below(chance, 4)]
        topics = [famous(chance, roster.topics) for _ in range(rounded(chance, 1))]
        russian = words is RUSSIAN and chance.random() < 0.4
        properties = {
            "kind": "meeting",
            "date": entry.day.isoformat(),
            "time": f'"{9 + below(chance, 9)}:{one(chance, ("00", "15", "30"))}"',
            "platform": one(chance, ("Zoom", "Jitsi", "Slack", "office")),
            "организатор" if russian else "organiser": f'"[[{people[0].name}]]"',
            "участники" if russian else "attendees": quoted(guests),
            "темы" if russian else "topics": quoted(topics),
        }
        if entry.series:
            properties["series"] = f'"[[{entry.series}]]"'
            if entry.path in roster.before:
                properties["previous"] = f'"[[{roster.before[entry.path].name}]]"'
        prose = self.prose[words.labels["plan"]]
        head = (
            f"{prose.sentence(chance)} {shown(chance, people[-1])}: {one(chance, words.todos)}. "
            f"{words.labels['about']} {shown(chance, famous(chance, roster.topics))}.\n\n"
            f"{prose.sentence(chance)} {words.labels['knows']} {shown(chance, people[0])}.\n\n"
            f"## {one(chance, words.headings)}\n"
        )
        tail = self._tasks(chance, words, people[: rounded(chance, 1)])
        if chance.random() < 0.4:
            met = [famous(chance, roster.topics)]
            tail += ("\n" if tail else "") + self._bullets(chance, words.labels["topics"], met)
        return properties, head, tail

    def _contact(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        known = people_around(chance, roster.contacts, 4)
        topics = [famous(chance, roster.topics) for _ in range(2)]
        met = [one(chance, roster.meetings) for _ in range(1 + rounded(chance, 0.5))]
        properties = {
            "kind": "contact",
            "aliases": f"[{one(chance, words.firsts[0])} {below(chance, 10_000)}]",
            "org": f'"[[{famous(chance, roster.companies).name}]]"',
            "email": f"guest{below(chance, 10**6)}@example.org",
            "phone": f'"+46 70 {below(chance, 900) + 100} {below(chance, 90) + 10}"',
            "introduced_by": f'"[[{known[0].name}]]"',
            "topics": quoted(topics),
        }
        prose = self.prose[words.labels["plan"]]
        head = (
            f"{words.labels['met']} {', '.join(shown(chance, each) for each in met)}. "
            f"{prose.sentence(chance)} {words.labels['knows']} {shown(chance, known[1])}, "
            f"{shown(chance, known[2])}. {prose.sentence(chance)} "
            f"{words.labels['about']} {shown(chance, famous(chance, roster.topics))}.\n"
        )
        tail = self._bullets(chance, words.labels["see"], [known[3]])
        if chance.random() < 0.5:
            tail += "\n" + self._tasks(chance, words, known[:1])
        return properties, head, tail

    def _topic(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        related = [famous(chance, roster.topics) for _ in range(4)]
        people = people_around(chance, roster.contacts, 3)
        met = [one(chance, roster.meetings) for _ in range(2)]
        properties = {
            "kind": "topic",
            "aliases": f"[{entry.name.split()[-1]} {below(chance, 10_000)}]",
        }
        head = (
            f"{shown(chance, people[0])} {words.labels['with']} {shown(chance, people[1])}. "
            f"{words.labels['met']} {', '.join(shown(chance, each) for each in met)}.\n\n"
            f"## {words.headings[0]}\n\n### {one(chance, words.headings)}\n"
        )
        tail = self._bullets(chance, words.labels["related"], related)
        return properties, head, tail + "\n" + self._tasks(chance, words, people[2:])

    def _day(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        people = people_around(chance, roster.contacts, 6)
        met = roster.by_day.get(entry.day, ())[:2]
        yesterday = (entry.day - timedelta(days=1)).isoformat()
        head = f"[[{yesterday}]]\n\n"
        head += self._bullets(chance, words.labels["attendees"], people[:2])
        head += "".join(f"- {one(chance, words.todos)}: {shown(chance, each)}\n" for each in met)
        head += f"\n{words.labels['about']} {shown(chance, famous(chance, roster.topics))}.\n"
        return {"energy": str(1 + below(chance, 9))}, head, self._tasks(chance, words, people[2:])

    def _company(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        people = people_around(chance, roster.contacts, 5)
        properties = {
            "people": quoted(people[:3]),
            "city": one(chance, ("Oslo", "Казань", "Porto")),
        }
        head = f"{words.labels['knows']} {shown(chance, people[3])}.\n"
        topics = [famous(chance, roster.topics) for _ in range(3)]
        return properties, head, self._bullets(chance, words.labels["topics"], topics)

    def _project(self, chance: Random, entry: Entry) -> tuple[dict[str, str], str, str]:
        words, roster = entry.words, self.roster
        people = people_around(chance, roster.contacts, 3)
        near = [one(chance, roster.projects) for _ in range(2)]
        properties = {
            "title": f'"{entry.folder.rpartition("/")[2]}"',
            "related": f'\n  - "[[{famous(chance, roster.topics).name}]]"',
        }
        head = self._bullets(chance, words.labels["see"], near)
        # A bare name that many bear, as people write it inside a project's folder.
        head += f"- [[{words.labels['plan']}]]\n"
        return properties, head, self._tasks(chance, words, people)


def broken(text: str, number: int) -> bytes:
    """The bytes of a note: of every 1,000 notes 25 have something about them."""
    match number % 200:
        case 31:
            return text.encode().replace(b"\nkind:", b'\nkind: [one, "two\nkind:', 1)
        case 77 if number % 400 == 77:
            return text.encode("cp1251", "replace")
        case 13 | 113:
            return text.replace("\n", "\r\n").encode()
        case 57:
            return b"\xef\xbb\xbf" + text.encode()
    return text.encode()


def canvas_of(chance: Random, roster: Roster) -> bytes:
    """A board of twelve notes with arrows between them and a card of text."""
    shown_notes = [famous(chance, roster.topics) for _ in range(12)]
    nodes: list[dict[str, object]] = [
        {
            "id": f"n{at}",
            "type": "file",
            "file": entry.path,
            "x": at % 4 * 300,
            "y": at // 4 * 200,
            "width": 250,
            "height": 120,
        }
        for at, entry in enumerate(shown_notes)
    ]
    card = {"id": "card", "type": "text", "text": "# 1\n#status/open", "x": 0, "y": -200}
    nodes.append({**card, "width": 250, "height": 60})
    edges = [{"id": f"e{at}", "fromNode": f"n{at}", "toNode": f"n{at + 1}"} for at in range(11)]
    board = {"nodes": nodes, "edges": edges}
    return json.dumps(board, ensure_ascii=False, indent="\t").encode()
