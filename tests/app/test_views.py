"""What a vault's facts give its index pages to show."""

from __future__ import annotations

from datetime import date

from tests.pages.vault import NETWORK, views
from vaultkit.model.note import CONTEXT_LIMIT
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import Mention, NoteRef, TagView


def _titles(*refs: NoteRef) -> list[str]:
    return [ref.title for ref in refs]


def test_home_counts_kinds_links_and_attachments() -> None:
    home = views(NETWORK).home
    assert dict(home.kinds) == {
        "topic": 3,
        "contact": 3,
        "meeting": 3,
        "template": 1,
        "other": 7,
    }
    assert home.attachments == 1
    assert _titles(*home.unreadable) == ["Сломано"]
    (ambiguous,) = home.ambiguous
    assert (ambiguous.name, _titles(*ambiguous.winners)) == ("План", ["План (A/План)"])
    assert [ref.path for ref in ambiguous.files] == ["A/План.md", "B/План.md"]


def test_an_ambiguous_name_stands_once_with_all_that_it_is_taken_for() -> None:
    folders = [f"{number:02}" for number in range(20)]
    files = {f"{folder}/README.md": "" for folder in folders}
    files |= {f"{folder}/n.md": "[[README]] [[readme]]" for folder in folders}
    (view,) = views(files).home.ambiguous
    assert (view.name, view.winners) == ("README", view.files)
    assert [ref.path for ref in view.files] == [f"{folder}/README.md" for folder in folders]


def test_notes_of_one_title_are_called_by_their_files() -> None:
    files = {"Анна.md": "# Встречи\n", "Олег.md": "# встречи\n", "C.md": "[[Анна]] [[Олег]]"}
    assert _titles(*(view.note for view in views(files).backlinks or ())) == ["Анна", "Олег"]


def test_files_of_one_name_are_told_apart_by_their_paths() -> None:
    files = {"A/План.md": "", "B/план.md": "", "План.base": "", "x.md": "[[A/План]] ![[План.base]]"}
    made = views(files)
    assert _titles(*(view.note for view in made.backlinks or ())) == ["План (A/План)", "План.base"]
    assert _titles(*made.orphans) == ["план (B/план)"]


def test_a_title_is_one_line_of_a_length_that_fits_a_list() -> None:
    files = {"a.md": f"---\ntitle: |\n  один\n  два {'я' * 300}\n---\n", "b.md": "[[a]]"}
    (view,) = views(files).backlinks or ()
    assert view.note.title.startswith("один два яяя")
    assert view.note.title.endswith("я…")
    assert len(view.note.title) == 201


def test_meetings_contacts_and_topics_know_of_each_other() -> None:
    made = views(NETWORK)
    sync = next(view for view in made.meetings if view.date == date(2026, 3, 12))
    assert (sync.time, _titles(*sync.people)) == ("15:00", ["Анна Ёлкина", "Олег"])
    assert _titles(*sync.topics) == ["Бюджет", "Zoom"]
    oleg = next(view for view in made.contacts if view.note.title == "Олег")
    assert (oleg.meetings, oleg.last_met, oleg.orgs) == (2, date(2026, 3, 12), ("ООО «Ромашка»",))
    anna = next(view for view in made.contacts if view.note.title == "Анна Ёлкина")
    assert anna.orgs == (NoteRef(VaultPath("Студия Полынь.md"), "Студия Полынь"),)
    budget = next(view for view in made.topics if view.note.title == "Бюджет")
    assert (budget.discussed, budget.last) == (2, date(2026, 3, 12))


def test_open_actions_are_plain_text_with_owner_and_due_date() -> None:
    actions = views(NETWORK).actions
    assert [
        (action.text, action.owner and action.owner.title, action.due) for action in actions
    ] == [
        ("Олег: прислать смету #срочно", "Олег", date(2026, 3, 20)),
        ("Анна позвонит", "Анна Ёлкина", date(2026, 3, 15)),
        ("1. ничья Zoom", None, None),
    ]
    assert {(action.heading, action.meeting_date) for action in actions} == {
        ("Дела", date(2026, 3, 12))
    }


def _tags(files: dict[str, str]) -> dict[str, TagView]:
    return {tag.key: tag for tag in views(files).tags}


def test_a_parent_tag_counts_the_notes_below_it_once() -> None:
    tags = _tags({"a.md": "#Проект/Альфа #проект/Бета", "b.md": "#проект", "c.md": "#проект/альфа"})
    assert list(tags) == ["проект", "проект/альфа", "проект/бета"]
    assert [(tag.name, tag.notes, tag.total) for tag in tags.values()] == [
        ("Проект", 1, 3),
        ("Проект/Альфа", 2, 2),
        ("проект/Бета", 1, 1),
    ]


def test_empty_segments_and_forms_of_a_letter_make_no_further_tags() -> None:
    tags = _tags({"a.md": "#a//b #a/ #/x #a/b/ #\u00e9 #e\u0301"})
    assert [(tag.key, tag.name, tag.notes, tag.total) for tag in tags.values()] == [
        ("a", "a", 1, 1),
        ("a/b", "a/b", 1, 1),
        ("x", "x", 1, 1),
        ("\u00e9", "\u00e9", 1, 1),
    ]


def test_a_tag_knows_the_text_or_the_property_where_it_stands() -> None:
    text = "---\ntags: [t]\n---\n# Дела\n\nодин **#t** #t\n\n- два #t\n"
    (tag,) = views({"a.md": text}).tags
    note = NoteRef(tag.mentions[0].note.path, "Дела")
    assert tag.mentions == (
        Mention(note, property="tags"),
        Mention(note, "Дела", "один #t #t"),
        Mention(note, "Дела", "два #t"),
    )


def test_backlinks_hold_each_place_once_and_count_every_link() -> None:
    files = {
        "Цель.md": "[[Цель]]",
        "a.md": (
            "---\nx: ['[[Цель]]', '[[Цель]]']\n---\n"
            "[[Цель]] и [[Цель|она]]\n\n## Раздел\n\n- [[Цель]]\n"
        ),
        "b.md": "[[Цель]] [[нет]]",
    }
    (view,) = views(files).backlinks or ()
    assert (view.sources, view.links) == (2, 6)
    a, b = NoteRef(view.mentions[0].note.path, "a"), NoteRef(view.mentions[-1].note.path, "b")
    assert view.mentions == (
        Mention(a, property="x"),
        Mention(a, None, "Цель и она"),
        Mention(a, "Раздел", "Цель"),
        Mention(b, None, "Цель нет"),
    )


def test_a_long_paragraph_says_that_it_was_cut() -> None:
    (view,) = views({"a.md": "[[b]] " + "слово " * 200, "b.md": ""}).backlinks or ()
    assert view.mentions[0].text.endswith("…")
    assert len(view.mentions[0].text) <= CONTEXT_LIMIT + 1


def test_what_stands_in_a_region_is_neither_link_nor_tag() -> None:
    region = (
        "<!-- vaultkit:begin backlinks 00000000 -->\n[[b]] [[нет]] #t\n"
        "<!-- vaultkit:end backlinks -->\n"
    )
    made = views({"a.md": region, "b.md": ""})
    assert (made.backlinks, made.unresolved, made.tags, made.home.links) == ((), (), (), 0)


def test_spellings_of_one_unresolved_name_are_counted_together() -> None:
    (view,) = views({"a.md": "[[Нет Такой]]", "b.md": "[[нет такой]] [[нет такой.md]]"}).unresolved
    assert (view.name, view.links) == ("Нет Такой", 3)
    assert [(ref.path, n) for ref, n in view.wanted_by] == [("a.md", 1), ("b.md", 2)]


def test_backlinks_that_are_off_are_not_gathered() -> None:
    assert views(NETWORK, backlinks="off").backlinks is None
