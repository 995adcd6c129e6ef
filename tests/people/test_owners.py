"""Who is to do a task."""

from __future__ import annotations

import pytest

from tests.people.made import link
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.actions import without_owner_field
from vaultkit.people.directory import directory_of_names
from vaultkit.people.owners import Claim, NamedHere, claimed_by, owner_in, owner_words

MEET = VaultPath("М.md")
ANNA, OLEG, ANN = map(VaultPath, ("Люди/Анна Ёлкина.md", "Люди/Олег.md", "People/Ann Lee.md"))
TOPIC = VaultPath("Темы/Итог.md")
KINDS: dict[VaultPath, Kind] = {ANNA: "contact", OLEG: "contact", ANN: "contact", TOPIC: "topic"}


def here(*targets: VaultPath, of_task: int | None = None) -> NamedHere:
    around = [link(MEET, target, prop="attendees.0") for target in (ANNA, ANN, TOPIC)]
    inside = [link(MEET, target, of_task=of_task) for target in targets]
    return NamedHere(KINDS, [*around, *inside])


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("@Анна пришлёт смету", ANNA),
        ("смета @анна", ANNA),
        ("смета (@Ann_Lee)", ANN),
        ("смета @Анна Ёлкина позвонит", ANNA),
        ("Анна: смета", ANNA),
        ("**Анна Ёлкина**: смета", ANNA),
        ("**Ann:** the budget", ANN),
        ("смета [owner:: Анна]", ANNA),
        ("смета (ответственный:: @Анна)", ANNA),
        ("the budget [Owner:: [[Ann Lee]]]", ANN),
        ("Итог: смета", None),
        ("смета для Анна", None),
        ("anna@example.org пришлёт", None),
        ("https://example.org/@Анна", None),
        ("Анна:10 пунктов", None),
        ("", None),
    ],
)
def test_a_name_is_that_of_a_contact_whom_the_note_links_to(
    text: str, owner: VaultPath | None
) -> None:
    assert owner_in(text, 0, here())[0] == owner


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("[[Олег]] и @Анна", OLEG),
        ("@Анна и [[Олег]]", ANNA),
        ("Анна: познакомить с [[Олег]]", ANNA),
        ("Бюджет: [[Олег]] принесёт", OLEG),
        ("@home позвонить [[Олег]]", OLEG),
        ("[[Олег]]: смета [owner:: Анна]", ANNA),
        ("[[Олег]]: смета [owner:: ]", OLEG),
        ("см. ниже", OLEG),
    ],
)
def test_who_is_named_first_does_it_unless_a_field_says_who(text: str, owner: VaultPath) -> None:
    assert owner_in(text, 0, here(OLEG, of_task=0))[0] == owner


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("смета @Пётр", Claim("Пётр", "mention")),
        ("смета @Пётр Лузин", Claim("Пётр", "mention", "Пётр Лузин")),
        ("Пётр: смета", Claim("Пётр", "before")),
        ("Пётр: смета для @Ким", Claim("Ким", "mention")),
        ("смета [owner:: Пётр]", Claim("Пётр", "field")),
        ("смета", None),
    ],
)
def test_a_name_that_the_note_does_not_know_is_told(text: str, claim: Claim | None) -> None:
    assert owner_in(text, 0, here()) == (None, claim)


def test_a_field_with_an_unknown_name_puts_the_linked_contact_aside() -> None:
    found = owner_in("позвонить [[Олег]] [owner:: Пётр]", 0, here(OLEG, of_task=0))
    assert found == (None, Claim("Пётр", "field"))


def test_a_name_that_two_bear_is_nobody_s_until_the_word_after_it_tells_them_apart() -> None:
    other = VaultPath("Люди/Анна Кравцова.md")
    links = [link(MEET, path, prop="attendees.0") for path in (ANNA, other)]
    named = NamedHere({**KINDS, other: "contact"}, links)
    assert owner_in("@Анна позвонит", 0, named)[0] is None
    assert owner_in("@Анна Кравцова позвонит", 0, named)[0] == other
    directory = directory_of_names([(ANNA, "Анна Ёлкина"), (other, "Анна Кравцова")])
    assert claimed_by(Claim("Анна", "mention", "Анна Кравцова"), directory) == (other,)
    assert claimed_by(Claim("Анна", "mention", "Анна позвонит"), directory) == (ANNA, other)


def test_links_in_regions_name_nobody() -> None:
    named = NamedHere(KINDS, [link(MEET, ANNA, region="actions")])
    assert owner_in("Анна: смета", 0, named)[0] is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Олег: send the budget", "send the budget"),
        ("**Олег:** send", "send"),
        ("@Аня позвонить", "@Аня позвонить"),
        ("@Олег позвонить", "позвонить"),
        ("@Олег Ли: позвонить", "позвонить"),
        ("[[People/Li|Лёха]]: send", "send"),
        ("[[People/Li|Лёха]] — send", "send"),
        ("[[People/Li|Лёха]] will send", "[[People/Li|Лёха]] will send"),
        ("Budget: Олег", "Budget: Олег"),
        ("send to Олег: all", "send to Олег: all"),
    ],
)
def test_the_words_at_the_beginning_that_say_no_more_than_whose_it_is(text: str, left: str) -> None:
    directory = directory_of_names([(OLEG, "Олег Ли"), (OLEG, "Олежка")])
    assert text[owner_words(text, ["[[People/Li|Лёха]]"], directory) :] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("half done [owner:: Олег Ли]", "half done"),
        ("(owner:: [[Олег]]), half done", "half done"),
        ("[owner:: ] half", "[owner:: ] half"),
        ("[owner:: Олег]", "[owner:: Олег]"),
    ],
)
def test_a_field_that_says_whose_it_is_is_no_part_of_what_is_to_be_done(
    text: str, left: str
) -> None:
    assert without_owner_field(text) == left
