"""What a watcher has to do and when: what it heard, put together until it is quiet. Pure.

Nothing here is the truth about a vault. What was heard only says where to look; a look at the whole
vault follows every doubt, and comes by itself from time to time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from vaultkit.disk.watch import Heard, Reason

__all__ = ["Agenda", "Job", "Moment", "Timing", "WholeReason"]

WholeReason = Literal["start", "time", "clock", "root", "many", "again", Reason]
"""Why the whole vault is looked at."""

_MANY = 1000
"""So many paths cost more to look at one by one than a look at all."""
_DRIFT_S = 2.0
"""The wall clock was set, or the system slept, where it is so far from the steady one."""
_CALM = 1 / 6
"""What the whole graph decides waits until nothing changed for this part of ``Timing.every``,"""
_PATIENCE = 5
"""but is made so many times ``Timing.every`` after it came to be owed, whatever changes."""
_PUT_OFF = 0.1
"""A look at all that comes by itself lets paths that are due go first, for this part of the time
between two such looks: somebody may wait for them."""
_AFTER_HEARD_S = 5.0
"""After something failed a change may have set it right: it is tried again so soon after one."""
_LATE_S = 5.0
"""This process was stopped where a wait took so much longer than it should."""


class Moment(NamedTuple):
    """A time, by a clock that never goes back and by the one on the wall. In seconds."""

    steady: float
    wall: float


class Timing(NamedTuple):
    """In seconds."""

    quiet: float = 0.3
    """Nothing may be heard for so long before what was heard is looked at,"""
    longest: float = 3.0
    """but nothing waits longer than this."""
    empty: float = 1.0
    """A file that became empty is believed after so long: many programs write in two steps."""
    every: float = 60.0
    """The whole vault is looked at so often; what the whole graph decides is made no more often."""


class Job(NamedTuple):
    """A look at the vault. ``paths`` is None for all of it."""

    paths: frozenset[str] | None
    reasons: frozenset[WholeReason]
    whole_graph: bool
    """Whether what depends on the whole graph may be made again."""


class _Mark(NamedTuple):
    first: float
    last: float

    def due(self, timing: Timing) -> float:
        return min(self.last + timing.quiet, self.first + timing.longest)


_NO_MARKS: Mapping[str, _Mark] = MappingProxyType({})
_NO_REASONS: frozenset[WholeReason] = frozenset()
_LONG_AGO = float("-inf")


class Agenda(NamedTuple):
    """What is to be looked at. Every method that is told of something gives a new one."""

    timing: Timing = Timing()
    marks: Mapping[str, _Mark] = _NO_MARKS
    """Paths with the times at which they were first and last heard of."""
    later: Mapping[str, float] = MappingProxyType({})
    """Paths to be looked at once more, and when."""
    reasons: frozenset[WholeReason] = _NO_REASONS
    doubt: _Mark | None = None
    """When the reasons came up."""
    heard_last: float = _LONG_AGO
    changed_last: float = _LONG_AGO
    """When a look found something to be otherwise, heard or not."""
    looked: float = _LONG_AGO
    """When all was looked at."""
    mapped: float = _LONG_AGO
    """When what depends on the whole graph was made."""
    owes_from: float | None = None
    """Since when that is behind."""
    every: float = 60.0
    """How often the whole vault is looked at: more often where not all of it is heard."""
    failures: int = 0
    not_before: float = _LONG_AGO

    # --- told

    def heard(self, heard: Heard, now: float) -> Agenda:
        """Paths that may have changed, and reasons to look at everything."""
        if not heard:
            return self
        told = self
        if heard.paths:
            marks = dict(self.marks)
            for path in heard.paths:
                known = marks.get(path)
                marks[path] = _Mark(now if known is None else known.first, now)
            told = self._replace(marks=MappingProxyType(marks))
            if len(marks) > _MANY:
                told = told._replace(marks=_NO_MARKS).doubted(["many"], now)
        not_before = min(self.not_before, now + _AFTER_HEARD_S)
        return told.doubted(heard.reasons, now)._replace(heard_last=now, not_before=not_before)

    def doubted(self, reasons: Iterable[WholeReason], now: float) -> Agenda:
        """Reasons to look at everything."""
        new = self.reasons.union(reasons)
        if not new:
            return self
        first = now if self.doubt is None else self.doubt.first
        return self._replace(reasons=new, doubt=_Mark(first, now))

    def waited(self, began: Moment, ended: Moment, asked_s: float) -> Agenda:
        """A wait is over that was to last so long at most."""
        steady, wall = ended.steady - began.steady, ended.wall - began.wall
        if abs(wall - steady) > _DRIFT_S or steady > asked_s + _LATE_S:
            return self.doubted(["clock"], ended.steady)
        return self

    # --- asked

    def find_job(self, now: float) -> Job | None:
        """What is to be done now, if anything.

        What the whole graph decides takes long, so it is never made with what somebody waits for,
        nor while somebody is at work who would wait for it to end.
        """
        if now < self.not_before or not self._is_quiet(now):
            return None
        late = now - self.looked - self.every
        doubtful = self.doubt is not None and now >= self.doubt.due(self.timing)
        whole = Job(None, self.reasons or frozenset({"time"}), whole_graph=False)
        if doubtful or late >= self.every * _PUT_OFF:
            return whole
        if due := self._due_paths(now):
            return Job(due, _NO_REASONS, whole_graph=False)
        if late >= 0:
            return whole
        if now >= self._graph_due():
            return Job(frozenset(), _NO_REASONS, whole_graph=True)
        return None

    def wait_s(self, now: float) -> float:
        """For how long nothing has to be done, if nothing is heard."""
        times = [self.looked + self.every, self._graph_due(), *self.later.values()]
        times += [mark.due(self.timing) for mark in self._waiting()]
        return max(0.0, max(min(times), self.not_before, self._quiet_from()) - now)

    def _waiting(self) -> Iterator[_Mark]:
        yield from self.marks.values()
        if self.doubt is not None:
            yield self.doubt

    def _quiet_from(self) -> float:
        """When it is quiet, if nothing more is heard, or has been loud for too long."""
        first = min((mark.first for mark in self._waiting()), default=_LONG_AGO)
        return min(self.heard_last + self.timing.quiet, first + self.timing.longest)

    def _graph_due(self) -> float:
        """When what the whole graph decides is made, if nothing more is heard. May be infinite."""
        if self.owes_from is None:
            return math.inf
        every = self.timing.every
        calm = max(self.heard_last, self.changed_last) + every * _CALM
        return max(self.mapped + every, min(calm, self.owes_from + every * _PATIENCE))

    def _is_quiet(self, now: float) -> bool:
        return now >= self._quiet_from()

    def _due_paths(self, now: float) -> frozenset[str]:
        again = {path for path, at in self.later.items() if now >= at}
        marked = {path for path, mark in self.marks.items() if now >= mark.due(self.timing)}
        return frozenset(again | marked)

    # --- done

    def begun(self, job: Job, now: float) -> Agenda:
        """The job is being done: what is heard from now on is heard anew."""
        if job.paths is None:
            left = {path: mark for path, mark in self.marks.items() if now < mark.due(self.timing)}
            return self._replace(
                marks=MappingProxyType(left),
                later=MappingProxyType({}),
                reasons=_NO_REASONS,
                doubt=None,
                looked=now,
            )
        marks = {path: mark for path, mark in self.marks.items() if path not in job.paths}
        later = {path: at for path, at in self.later.items() if path not in job.paths}
        return self._replace(marks=MappingProxyType(marks), later=MappingProxyType(later))

    def done(
        self,
        job: Job,
        now: float,
        *,
        again: Mapping[str, float],
        owes_whole_graph: bool,
        changed: bool = False,
    ) -> Agenda:
        """The job is done; ``again`` are paths to be looked at once more, in so many seconds.

        ``changed`` says whether anything was found to be otherwise.
        """
        owes_from = self.owes_from
        if not owes_whole_graph:
            owes_from = None
        elif job.whole_graph or owes_from is None:
            owes_from = now
        later = {**self.later, **{path: now + pause for path, pause in again.items()}}
        return self._replace(
            later=MappingProxyType(later),
            mapped=now if job.whole_graph else self.mapped,
            changed_last=now if changed else self.changed_last,
            owes_from=owes_from,
            failures=0,
            not_before=_LONG_AGO,
        )

    def failed(self, job: Job, now: float) -> Agenda:
        """The job could not be done: it is tried again, after pauses that grow."""
        failures = self.failures + 1
        pause = min(2.0 ** min(failures - 1, 10), self.timing.every)
        told = self._replace(failures=failures, not_before=now + pause)
        # What a look at some paths stumbled over may be elsewhere: the next one is at all. And it
        # is none of those that may find that there was nothing to do.
        return told.doubted({*job.reasons, "again"}, now)

    def relieved(self) -> Agenda:
        """What failed may go well now: there is no pause any more."""
        return self._replace(failures=0, not_before=_LONG_AGO)
