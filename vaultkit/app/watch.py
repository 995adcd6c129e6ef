"""A vault kept true for as long as nobody says stop: what is heard, looked at, put right, told.

What to do when is decided by ``watch_agenda``, how by ``standing``; here the two are joined to a
clock, to ears and to whoever is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from vaultkit.app.indexing import MADE_ANEW, discard_index, moved_aside
from vaultkit.app.settings import Opening
from vaultkit.app.standing import Standing, Taken
from vaultkit.app.watch_agenda import Agenda, Job, Moment, Timing, WholeReason
from vaultkit.app.watch_events import (
    Event,
    Failed,
    Found,
    Paused,
    Polling,
    Resumed,
    Said,
    Started,
    Updated,
)
from vaultkit.disk.deafness import find_deafness
from vaultkit.disk.watch import Ears, Heard, ears_for, find_identity, find_last_change
from vaultkit.disk.watcher import Seat, taken_seat
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import (
    ConflictError,
    DamagedError,
    LockedError,
    StoreError,
    VaultkitError,
    in_words,
)

__all__ = ["Clock", "Surroundings", "Taking", "Watching", "system_clock", "watch"]

_TICK_S = 5.0
"""So often it is seen whether the root is still the same folder, whatever is heard."""
_PAUSED_S = 1.0
_AT_ONCE_S = 0.02
"""What is heard later than this after the listening began was not there before."""
_LEAST_POLL_S = 2.0
_POLL_SHARE = 100.0
"""Where the vault is looked at instead of heard, looking takes so small a part of the time."""
_TOLD_FROM = 2
"""What another program's write or run causes is told only if it stays."""

Clock = Callable[[], Moment]


def system_clock() -> Moment:
    """Now."""
    return Moment(time.monotonic(), time.time())


class Taking(Protocol):
    """Who carries out jobs: a ``Standing``."""

    @property
    def place(self) -> Path | None:
        """The index's file, once there is one."""

    def take(self, job: Job) -> Taken:
        """Carries one out."""

    def close(self) -> None:
        """Lets go of the index; the next job opens it again."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a watcher meets, so that a test may give it others."""

    root: Path
    taking: Taking
    tell: Callable[[Event], None]
    discard: Callable[[], Sequence[str]] = tuple
    """Throws a damaged index away; the names of folders that were moved aside."""
    keep_state: Callable[[Mapping[str, object]], object] = dict
    """Keeps what ``vaultkit status`` tells of this watcher."""
    listen: Callable[[Path], Ears] = ears_for
    identify: Callable[[Path], tuple[int, int] | None] = find_identity
    find_last_change: Callable[[Path, Iterable[str]], float | None] = find_last_change
    find_deafness: Callable[[Path, Path], str | None] = lambda _root, _folder: None
    """Why the drive does not tell of every change, tried in a folder of vaultkit's own."""
    clock: Clock = system_clock
    nap: Callable[[float], None] = time.sleep


def watch(
    root: Path,
    opening: Opening,
    tell: Callable[[Event], None],
    *,
    between: Callable[[], None] = lambda: None,
    timing: Timing = Timing(),  # noqa: B008
    pid: int = 0,
) -> None:
    """Keeps index and pages of the vault as its notes are, until something is raised from outside.

    ``tell`` is called with everything that a person or a program may want to know, ``between``
    after each step, some seconds apart at most. What goes wrong is told and tried again, and never
    ends it.
    """
    with ExitStack() as stack:
        standing = Standing(root, opening, timing)
        stack.callback(standing.close)
        seats = stack.enter_context(_Seats(standing))
        surroundings = Surroundings(
            root,
            standing,
            tell,
            discard=partial(discard_index, root, opening),
            keep_state=seats.say,
            find_deafness=find_deafness,
        )
        watching = Watching(surroundings, Agenda(timing))
        stack.callback(watching.close)
        tell(Started(str(root), pid))
        while True:
            watching.step()
            between()


class _Seats:
    """The seat of this watcher beside whatever index is open."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._stack = ExitStack()
        self._seat: Seat | None = None
        self._identity: tuple[int, int] | None = None

    def __enter__(self) -> _Seats:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def say(self, state: Mapping[str, object]) -> None:
        """Keeps it where the index lies."""
        place = self._standing.place
        identity = None if place is None else find_identity(place.parent)
        if place is None or identity is None:
            return
        if identity != self._identity:
            self._stack.close()
            self._seat = self._stack.enter_context(taken_seat(place.parent))
            self._identity = identity
        if self._seat is not None:
            self._seat.say(state)


@dataclass(slots=True)
class Watching:
    """A watcher at work, step by step."""

    around: Surroundings
    agenda: Agenda
    ears: Ears | None = None
    identity: tuple[int, int] | None = None
    paused: bool = False
    failing: str | None = None
    """The error that was told last, while it holds."""
    polling: str | None = None
    """Why not all is heard."""
    deafness: str | None = None
    """Why not all is told on the drive of the root."""
    tried: tuple[int, int] | None = None
    """The root of which that was asked."""
    found: frozenset[str] = frozenset()
    """What is wrong, as it was told."""
    listened: float | None = None
    """Until when it was last listened; None where nothing was done since."""
    updates: int = 0
    well: bool = False
    """Whether anything was done yet."""

    def close(self) -> None:
        """Hears no more."""
        if self.ears is not None:
            self.ears.close()
            self.ears = None

    def step(self) -> None:
        """Does what is to be done now, or waits until there is something."""
        now = self.around.clock()
        ears = self._find_ears(now)
        if ears is None:
            self.around.nap(_PAUSED_S)
            return
        job = self.agenda.find_job(now.steady)
        if job is not None:
            self._do(job, ears)
            return
        asked_s = min(self.agenda.wait_s(now.steady), _TICK_S)
        heard = ears.wait(asked_s)
        then = self.around.clock()
        agenda = self.agenda.waited(now, then, asked_s)
        self.agenda = agenda.heard(heard, self._heard_at(heard, now, then))
        self.listened = None

    def _heard_at(self, heard: Heard, began: Moment, now: Moment) -> float:
        """When the last of it happened, as far as that is known. It may have had to wait for a job
        to end before the listening began, and somebody waits for what comes of it.
        """
        at = now.steady - heard.ago_s
        waited = at - began.steady > _AT_ONCE_S
        if self.listened is None or waited or not heard.paths or heard.reasons:
            return at
        changed = self.around.find_last_change(self.around.root, heard.paths)
        if changed is None:
            return at
        return min(at, max(self.listened, now.steady - (now.wall - changed)))

    # --- the root

    def _find_ears(self, now: Moment) -> Ears | None:
        """Ears for the vault's folder as it is there now; None where there is none."""
        identity = self.around.identify(self.around.root)
        if identity is None:
            if not self.paused:
                self.paused = True
                self.close()
                self.around.tell(Paused(str(self.around.root)))
                self._keep_state("paused")
            return None
        if self.paused:
            self.paused = False
            self.around.tell(Resumed())
        if self.ears is None or identity != self.identity:
            first = self.identity is None
            self.close()
            self.identity = identity
            self.ears = self.around.listen(self.around.root)
            reason: WholeReason = "start" if first else "root"
            self.agenda = self.agenda.relieved().doubted([reason], now.steady)
        return self.ears

    # --- a job

    def _do(self, job: Job, ears: Ears) -> None:
        began = self.around.clock()
        if self.listened is None:
            self.listened = began.steady
        self.agenda = self.agenda.begun(job, began.steady)
        if job.paths is None and (self.polling is not None or job.reasons != {"time"}):
            ears.begin(())
        try:
            taken = self.around.taking.take(job)
        except DamagedError as error:
            self._make_anew(job, error)
        except VaultkitError as error:
            self._fail(job, error)
        except Exception as error:  # a fault of vaultkit's own must not end it
            self.around.taking.close()
            self._fail(job, in_words(error))
        else:
            self._finish(job, taken, ears, began)

    def _finish(self, job: Job, taken: Taken, ears: Ears, began: Moment) -> None:
        ended = self.around.clock()
        self.agenda = self.agenda.done(
            job,
            ended.steady,
            again=taken.again,
            owes_whole_graph=taken.owes,
            changed=bool(taken.changes),
        )
        if taken.doubtful:
            self.agenda = self.agenda.doubted(["folder"], ended.steady)
        self._tell_well()
        if taken.folders is not None:
            self._hear(ears, taken.folders, ended.steady - began.steady)
        for message, reason in taken.said:
            self.around.tell(Said(message, reason))
        self._tell_update(job, taken, ended.steady - began.steady)
        if taken.diagnostics is not None:
            self._tell_findings(taken.diagnostics)

    def _hear(self, ears: Ears, folders: frozenset[str], looked_s: float) -> None:
        """Has all these folders heard, or the vault looked at more often."""
        if ears.lacks(folders):
            ears.begin(folders)
            now = self.around.clock().steady
            self.agenda = self.agenda.doubted(["folder"], now)
        every_s = self.agenda.timing.every
        unheard = ears.unheard or self._find_deafness()
        if unheard is not None:
            every_s = min(every_s, max(_LEAST_POLL_S, _POLL_SHARE * looked_s))
        if unheard != self.polling:
            self.polling = unheard
            self.around.tell(Polling(self.polling, every_s))
            self._keep_state("watching")
        self.agenda = self.agenda._replace(every=every_s)

    def _find_deafness(self) -> str | None:
        """Asked once of each root, when vaultkit has a folder there."""
        place = self.around.taking.place
        if place is not None and self.tried != self.identity:
            self.tried = self.identity
            self.deafness = self.around.find_deafness(self.around.root, place.parent)
        return self.deafness

    # --- what went wrong

    def _fail(self, job: Job, error: VaultkitError) -> None:
        now = self.around.clock().steady
        if isinstance(error, StoreError):
            self.around.taking.close()
        self.agenda = self.agenda.failed(job, now)
        passing = isinstance(error, (ConflictError, LockedError))
        if passing and self.agenda.failures < _TOLD_FROM:
            return
        if str(error) != self.failing:
            self.failing = str(error)
            self.around.tell(Failed(error, round(self.agenda.not_before - now, 3)))
            self._keep_state("failing")

    def _make_anew(self, job: Job, error: DamagedError) -> None:
        """The index is thrown away, and made anew by the next look."""
        self.around.taking.close()
        try:
            aside = self.around.discard()
        except VaultkitError as found:
            self._fail(job, found)
            return
        self.around.tell(Said(MADE_ANEW, moved_aside(aside) if aside else error))
        self.agenda = self.agenda.failed(job, self.around.clock().steady)

    # --- told

    def _tell_well(self) -> None:
        if self.failing is not None:
            self.failing = None
            self.around.tell(Resumed())
        elif self.well:
            return
        self.well = True
        self._keep_state("watching")

    def _tell_update(self, job: Job, taken: Taken, seconds: float) -> None:
        result = taken.result
        if result is None:
            return
        wrote = result.written or result.removed or result.regions_written or result.regions_removed
        if not (taken.changes or wrote or taken.read is not None):
            return
        self.updates += 1
        reasons = tuple(sorted(job.reasons))
        self.around.tell(Updated(taken.changes, taken.read, reasons, result, seconds))
        self._keep_state("watching")

    def _tell_findings(self, found: Sequence[Diagnostic]) -> None:
        here = {_key_of(each): each for each in found}
        for key, each in here.items():
            if key not in self.found:
                self.around.tell(Found(each))
        self.found = frozenset(here)

    def _keep_state(self, state: str) -> None:
        at = datetime.fromtimestamp(self.around.clock().wall, UTC)
        self.around.keep_state(
            {
                "state": state,
                "since": at.isoformat(timespec="seconds"),
                "updates": self.updates,
                "polling": self.polling,
                "error": self.failing,
            }
        )


def _key_of(found: Diagnostic) -> str:
    return repr((found.code, found.path, found.line, found.column, sorted(found.args.items())))
