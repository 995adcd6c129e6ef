"""Long lists split by a stable key, so that an entry more moves no other to another page.

An entry is reached by steps: the letters of its name, or year, month and day. A list that is too
long is divided by the first step at which its entries differ, and each part again. Nothing is
asked of a list but its size below some steps, its first and last entry there and the next one
behind, so that a list in an index is divided without being read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from vaultkit.pages.order import collation_ranks, fold

__all__ = [
    "AFTER",
    "Before",
    "Dividing",
    "Divisible",
    "Listed",
    "Part",
    "Step",
    "Touched",
    "day_order",
    "day_steps",
    "exact_order",
    "exact_steps",
    "letter_order",
    "letter_steps",
    "named_order",
    "named_step",
    "order_of",
    "part_from",
    "plain_part",
    "split",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

AFTER = "\U0010ffff"
"""Stands after whatever an order text holds: what begins with ``x`` lies below ``x + AFTER``."""
_LOWEST = "\x01"
_PARTED = "\x1f"


class Step(NamedTuple):
    """One step towards an entry. ``label`` is for people, ``slug`` for names and comparison.

    A letter ``joins`` those before it; any other step replaces what is before it. ``order`` is
    what the steps of a list are sorted by; none of them begins another.
    """

    slug: str
    label: str
    order: str
    joins: bool = True


# No character has this slug: "Plan" and "Plan b" would share a page.
_GAP = Step("  ", " · ", _LOWEST)


class Divisible(Protocol[T_co]):
    """A list kept in the order of its entries' steps (``order_of``)."""

    def size(self, below: str) -> int:
        """How many entries have steps that begin so."""

    def first(self, below: str) -> Sequence[Step]:
        """The steps of the first of these entries; none where there is none."""

    def last(self, below: str) -> Sequence[Step]:
        """The steps of the last of them."""

    def next(self, below: str, after: str) -> Sequence[Step] | None:
        """The steps of the first of them that lies behind all that begin with ``after``."""

    def load(self, below: str) -> Sequence[T_co]:
        """These entries, as they are shown."""


class Dividing(Divisible[T_co], Protocol[T_co]):
    """A list that divides itself, and may remember how it was divided."""

    def divided(self, limit: int) -> Part[T_co]:
        """What ``split`` gives."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T_co]):
    """A list or a part of one.

    ``parts`` is empty where the entries fit on one page. ``steps`` lead to the part, none to
    the whole list.
    """

    steps: tuple[Step, ...]
    size: int
    source: Divisible[T_co]
    parts: tuple[Part[T_co], ...] = ()
    kept: bool = False
    """Whether nothing in it changed since the list was divided before."""

    @property
    def entries(self) -> Sequence[T_co]:
        """The entries in the order in which they are shown."""
        return self.source.load(order_of(self.steps))

    @property
    def slug(self) -> str:
        """What the part's page is called after; empty for the whole list."""
        return self._named([step.slug for step in self.steps], "-")

    @property
    def label(self) -> str:
        """What people call the part: ``Ан``, ``March 2026``; empty for the whole list."""
        label = self._named([step.label for step in self.steps], ", ")
        return label[:1].upper() + label[1:]

    def _named(self, words: Sequence[str], joint: str) -> str:
        letters = [index for index, step in enumerate(self.steps) if step.joins]
        first = letters[0] if letters else len(words)
        return joint.join(part for part in (*words[:first][-1:], "".join(words[first:])) if part)


class Touched:
    """Where entries of a list changed, by their orders or by what these begin with."""

    def __init__(self, orders: Iterable[str]) -> None:
        self._each = frozenset(orders)
        self._sorted = sorted(self._each)

    @property
    def is_whole(self) -> bool:
        """Whether every entry may have changed."""
        return "" in self._each

    def concerns(self, below: str) -> bool:
        """Whether an entry that begins so may have changed. Costs little, however many did."""
        at = bisect_left(self._sorted, below)
        if at < len(self._sorted) and self._sorted[at].startswith(below):
            return True
        return any(below[:end] in self._each for end in range(len(below)))

    def covers(self, below: str) -> bool:
        """Whether every entry that begins so may have changed."""
        return any(below[:end] in self._each for end in range(len(below) + 1))

    def below(self, below: str) -> Sequence[str]:
        """Those that begin so, sorted."""
        start = bisect_left(self._sorted, below)
        return self._sorted[start : bisect_left(self._sorted, below + AFTER)]


class Before(NamedTuple, Generic[T]):
    """How a list was divided for the same limit, and what changed in it since."""

    part: Part[T]
    touched: Touched


def split(entries: Divisible[T], limit: int, before: Before[T] | None = None) -> Part[T]:
    """The entries as one part, divided as often as needed for ``limit`` entries in each.

    Parts come in the order of their steps. Only entries with the very same steps can make a part
    longer than the limit. Costs a few questions for each part, but for those in which nothing
    changed since ``before``.
    """
    if before is None:
        return _divided(entries, limit, (), None)
    if not before.touched.concerns(""):
        return before.part
    return _divided(entries, limit, (), before)


def _divided(
    entries: Divisible[T], limit: int, taken: tuple[Step, ...], before: Before[T] | None
) -> Part[T]:
    below = order_of(taken)
    known = () if before is None else before.part.parts
    # A part that had parts is not counted: its size is theirs.
    if not (known and taken) and (size := entries.size(below)) <= limit:
        return Part(taken, size, entries)
    first = entries.first(below)
    depth = _shared_depth(first, entries.last(below), len(taken)) if first else None
    if depth is None:
        return Part(taken, entries.size(below), entries)
    if (
        before is not None
        and known
        and len(known[0].steps) == depth + 1
        # Where all that they have in common may have changed, they may be any others.
        and not before.touched.covers(order_of(first[:depth]))
    ):
        parts = _parts_again(entries, limit, taken, before)
    else:
        parts = _parts(entries, limit, taken, first[: depth + 1])
    size = sum(part.size for part in parts)
    return Part(taken, size, entries, parts if size > limit else ())


def _parts(
    entries: Divisible[T], limit: int, taken: tuple[Step, ...], first: Sequence[Step]
) -> tuple[Part[T], ...]:
    """All parts at one depth; ``first`` are the steps to the first of them."""
    parts: list[Part[T]] = []
    below, depth = order_of(taken), len(first)
    steps: Sequence[Step] | None = first
    while steps is not None:
        steps = tuple(steps[:depth])
        parts.append(_divided(entries, limit, steps, None))
        steps = entries.next(below, order_of(steps))
    return tuple(parts)


def _parts_again(
    entries: Divisible[T], limit: int, taken: tuple[Step, ...], before: Before[T]
) -> tuple[Part[T], ...]:
    """The same where parts of this depth are known: those are asked for in which entries changed.

    What came is in one of these, or makes one of its own.
    """
    parts = {order_of(part.steps): part for part in before.part.parts}
    depth, known = len(before.part.parts[0].steps), [*parts]
    for order in before.touched.below(order_of(taken)):
        at = bisect_right(known, order)
        if at and order.startswith(known[at - 1]):
            continue
        # Entries that came and went meanwhile have no steps any more.
        steps = tuple(entries.first(order)[:depth])
        if steps and order_of(steps) not in parts:
            parts[order_of(steps)] = _divided(entries, limit, steps, None)
    for order, part in parts.items():
        if part.kept and before.touched.concerns(order):
            parts[order] = _divided(entries, limit, part.steps, Before(part, before.touched))
    return tuple(parts[order] for order in sorted(parts) if parts[order].size)


def plain_part(part: Part[Any]) -> _PlainPart:
    """A divided list as plain values; ``part_from`` has it back."""
    return _plain(part, 0)


_PlainPart = tuple[tuple[Any, ...], int, tuple[Any, ...]]
"""Its steps below the part above it, its size, its parts."""


def _plain(part: Part[Any], above: int) -> _PlainPart:
    steps = tuple(
        (str(slug), str(label), order, joins) for slug, label, order, joins in part.steps[above:]
    )
    return steps, part.size, tuple(_plain(each, len(part.steps)) for each in part.parts)


def part_from(plain: _PlainPart, entries: Divisible[T]) -> Part[T]:
    """The list as it was divided, every part of it kept."""
    return _part_from(plain, entries, ())


def _part_from(plain: _PlainPart, entries: Divisible[T], above: tuple[Step, ...]) -> Part[T]:
    steps = (*above, *map(Step._make, plain[0]))
    parts = tuple(_part_from(each, entries, steps) for each in plain[2])
    return Part(steps, plain[1], entries, parts, kept=True)


def _shared_depth(low: Sequence[Step], high: Sequence[Step], depth: int) -> int | None:
    """How many steps all entries have in common; None where they have all of them."""
    while depth < min(len(low), len(high)):
        if low[depth].order != high[depth].order:
            return depth
        depth += 1
    return None


def order_of(steps: Iterable[Step]) -> str:
    """The text by which entries are sorted, and found below their first steps."""
    return "".join([step.order for step in steps])


# --- steps


def letter_steps(text: str, language: str) -> tuple[Step, ...]:
    """A step for each letter of a text as it is sorted, and one for its end."""
    folded = fold(text)
    ranks = folded.translate(collation_ranks(language))
    steps = [Step(char, char, rank) for char, rank in zip(folded, ranks, strict=True)]
    return (*steps, _GAP)


def exact_steps(*texts: str) -> tuple[Step, ...]:
    """A step for each character of texts that part what is called the same.

    A path may differ from another in case only.
    """
    steps: list[Step] = []
    for text in texts:
        for char in text:
            order = char if _LOWEST < char < AFTER else "\x02"
            steps.append(Step(order, char, order))
        steps.append(_GAP)
    return tuple(steps)


def letter_order(text: str, language: str) -> str:
    """``order_of(letter_steps(...))``, which a list of thousands need not make step by step."""
    return fold(text).translate(collation_ranks(language)) + _LOWEST


def exact_order(*texts: str) -> str:
    """``order_of(exact_steps(...))``."""
    if not all(map(str.isprintable, texts)):
        return order_of(exact_steps(*texts))
    return _LOWEST.join(texts) + _LOWEST


def day_order(day: date) -> str:
    """``order_of(day_steps(...))``, whatever the labels."""
    iso = day.isoformat().translate(_NEWEST_FIRST)
    return f"{iso[:4]}{_PARTED}{iso[:7]}{_PARTED}{iso}{_PARTED}"


def named_order(order: str) -> str:
    """The order of a ``named_step``."""
    return order + _PARTED


def named_step(slug: str, label: str, order: str) -> Step:
    """A step that is a word of its own."""
    return Step(slug, label, order + _PARTED, False)


_NEWEST_FIRST = str.maketrans("0123456789", "9876543210")


def day_steps(day: date, labels: Sequence[str]) -> tuple[Step, ...]:
    """Steps for year, month and day, with a label for each; the newest come first."""
    iso = day.isoformat()
    slugs = (iso[:4], iso[:7], iso)
    return tuple(
        named_step(slug, label, slug.translate(_NEWEST_FIRST))
        for slug, label in zip(slugs, labels, strict=True)
    )


# --- lists in memory


@dataclass(slots=True)
class Listed(Generic[T]):
    """A list at hand. ``steps_of`` is not called for one that is short enough.

    ``order_by`` gives ``order_of`` an entry's steps at once, for lists of thousands.
    """

    entries: Sequence[T]
    steps_of: Callable[[T], Sequence[Step]]
    order_by: Callable[[T], str] | None = None
    _sorted: list[tuple[str, int]] = field(default_factory=list)
    """The entries' orders with their places, once they are needed."""

    def size(self, below: str) -> int:
        """How many entries have steps that begin so."""
        return len(self.entries) if not below else self._end(below) - self._start(below)

    def first(self, below: str) -> Sequence[Step]:
        """The steps of the first of these entries; none where there is none."""
        at = self._start(below)
        return self._steps_at(at) if at < self._end(below) else ()

    def last(self, below: str) -> Sequence[Step]:
        """The steps of the last of them."""
        return self._steps_at(self._end(below) - 1)

    def next(self, below: str, after: str) -> Sequence[Step] | None:
        """The steps of the first of them behind all that begin with ``after``."""
        at = self._end(after)
        return self._steps_at(at) if at < self._end(below) else None

    def divided(self, limit: int) -> Part[T]:
        """What ``split`` gives."""
        return split(self, limit)

    def load(self, below: str) -> Sequence[T]:
        """These entries, in the order given."""
        if not below:
            return self.entries
        places = sorted(place for _, place in self._orders()[self._start(below) : self._end(below)])
        return [self.entries[place] for place in places]

    def _orders(self) -> list[tuple[str, int]]:
        if not self._sorted:
            order_by = self.order_by or self._order_of_steps
            self._sorted = sorted(
                (order_by(entry), place) for place, entry in enumerate(self.entries)
            )
        return self._sorted

    def _order_of_steps(self, entry: T) -> str:
        return order_of(self.steps_of(entry))

    def _steps_at(self, at: int) -> Sequence[Step]:
        return self.steps_of(self.entries[self._orders()[at][1]])

    def _start(self, below: str) -> int:
        return bisect_left(self._orders(), (below, -1))

    def _end(self, below: str) -> int:
        return bisect_left(self._orders(), (below + AFTER, -1))
