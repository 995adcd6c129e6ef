"""The agenda of a new meeting: its days, its items with their times, and who leads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from vaultkit.app.nearest import NearestNames
from vaultkit.app.new_people import Person
from vaultkit.app.new_times import Times
from vaultkit.app.people_meant import People, unlinked
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.people.directory import Named, directory_of_names
from vaultkit.people.meeting_words import AgendaItem, When

__all__ = ["AGENDA_REMARKS", "MOST_DAYS", "Owners", "days_of", "iter_agenda"]

MOST_DAYS = 31
_NEAR_OWNER = "'{name}' leads '{item}', and no contact is called so: did you mean '{proposal}'?"
_ANY_OWNER = "'{name}' leads '{item}', and may be any of {count} contacts: it is left a name"
AGENDA_REMARKS = (_NEAR_OWNER, _ANY_OWNER)
"""What may be said of who leads an item."""


class _Asked(Protocol):
    @property
    def until(self) -> date | None: ...

    @property
    def days(self) -> int: ...


class _Say(Protocol):
    def __call__(self, message: str, **values: str) -> None: ...


class Owners(NamedTuple):
    """What tells who leads an item: the contacts, and who comes."""

    directory: People
    people: Sequence[Person]
    link: Any
    say: _Say

    def shown(self, item: AgendaItem) -> Any:
        """A link to whom the name means, a name that means no one contact as it is typed.

        Among several whoever comes is meant.
        """
        if not item.owner:
            return ""
        named = Named(item.owner)
        coming = {each.path: each for each in self.people if each.path is not None}
        found = self._find_coming(named, coming) or self.directory.find(named)
        meant = [path for path in found if path in coming] if len(found) > 1 else found
        if len(meant) == 1:
            person = coming.get(meant[0])
            return self.link(meant[0], person.title if person else self.directory.title(meant[0]))
        if found:
            self.say(_ANY_OWNER, name=item.owner, item=item.text, count=str(len(found)))
        else:
            names = [*self.directory.directory.names, *(each.title for each in self.people)]
            for proposal in NearestNames.of(names).near(unlinked(item.owner), 1):
                self.say(_NEAR_OWNER, name=item.owner, item=item.text, proposal=proposal)
        return item.owner

    def _find_coming(
        self, named: Named, coming: Mapping[VaultPath, Person]
    ) -> tuple[VaultPath, ...]:
        """Those who come and are called so, some perhaps by notes that are new too."""
        names = ((path, each.title) for path, each in coming.items())
        typed = ((path, each.named.name) for path, each in coming.items() if each.named.name)
        return directory_of_names((*names, *typed)).find(named)


def days_of(asked: _Asked, when: When) -> tuple[date, ...]:
    """The days of a meeting in order, at least one. Raises UsageError for one that ends before it
    begins, or takes more than ``MOST_DAYS``."""
    last = asked.until or when.day
    if asked.days:
        number = when.day.toordinal() + asked.days - 1
        last = date.fromordinal(min(date.max.toordinal(), number))
    count = (last - when.day).days + 1
    if count < 1:
        raise UsageError(
            "the meeting ends on {until}, before it begins on {day}",
            values={"until": last.isoformat(), "day": when.day.isoformat()},
            hint="give a later day",
        )
    if count > MOST_DAYS:
        raise UsageError(
            "the meeting takes {count} days, and {most} are the most",
            values={"count": str(count), "most": str(MOST_DAYS)},
            hint="make a series of it, or several meetings",
        )
    return tuple(when.day + timedelta(days=each) for each in range(count))


def iter_agenda(
    items: Iterable[AgendaItem], days: Sequence[date], times: Times, owners: Owners
) -> Iterator[Mapping[str, Any]]:
    """The items by day, in the order given, as a template is told of them.

    Each day begins when the meeting does; an item that names no day is of the first. Raises
    UsageError for one that names a day that is none of the meeting's.
    """
    placed = [(_day_of(item, days), item) for item in items]
    for day in days:
        passed = 0
        for item in (item for at, item in placed if at == day):
            begins = times.after(passed) if item.minutes else None
            passed += item.minutes
            yield {
                "text": item.text,
                "minutes": item.minutes,
                "owner": owners.shown(item),
                "at": f"{begins:%H:%M}" if begins else "",
                "day": day.isoformat(),
            }


def _day_of(item: AgendaItem, days: Sequence[date]) -> date:
    if item.day is None:
        return days[0]
    if item.day in days:
        return item.day
    raise UsageError(
        "'{item}' is of {day}, which is none of the meeting's days",
        values={"item": item.text, "day": item.day.isoformat()},
        hint=f"give a day from {days[0].isoformat()} to {days[-1].isoformat()}",
    )
