"""The watcher at work among things that a test makes up: ears, clock, root, index."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vaultkit.app.build import BuildResult
from vaultkit.app.standing import Changes, Taken
from vaultkit.app.watch import Surroundings, Watching
from vaultkit.app.watch_agenda import Agenda, Job, Moment, Timing
from vaultkit.app.watch_events import (
    Event,
    Failed,
    Found,
    Paused,
    Polling,
    Resumed,
    Said,
    Updated,
    event_form,
)
from vaultkit.disk.watch import Ears, Heard, Reason
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import (
    ConflictError,
    DamagedError,
    DiskError,
    LossError,
    StoreError,
    VaultkitError,
)
from vaultkit.model.paths import VaultPath

ROOT = Path("/vault")
RESULT = BuildResult(5, 8, 1, 2, 3, 0, 0, ())
FOLDERS = frozenset({"", "Notes"})


def updated(*changed: str, **more: object) -> Taken:
    taken = Taken(Changes(changed=changed), notes=5, result=RESULT, folders=FOLDERS)
    return taken._replace(**more)  # type: ignore[arg-type]


@dataclass
class World:
    """Everything around a watcher. Time passes only while it waits."""

    now: float = 0.0
    identity: tuple[int, int] | None = (1, 1)
    heard: list[tuple[float, Heard]] = field(default_factory=list)
    answers: list[Taken | Exception] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    begun: list[frozenset[str]] = field(default_factory=list)
    states: list[Mapping[str, object]] = field(default_factory=list)
    closed: int = 0
    discarded: int = 0
    unheard: str | None = None
    known: frozenset[str] = FOLDERS
    place: Path | None = None
    deafness: str | None = None
    tried: list[tuple[Path, Path]] = field(default_factory=list)
    happens: dict[float, Callable[[], None]] = field(default_factory=dict)
    job_s: float = 0.0
    """So long a job takes."""
    changed: float | None = None
    """When what is heard changed, by the clock on the wall."""

    # the index

    def take(self, job: Job) -> Taken:
        self.jobs.append(job)
        self.now += self.job_s
        answer = self.answers.pop(0) if self.answers else Taken(folders=FOLDERS)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed += 1

    # the ears

    def begin(self, folders: Iterable[str]) -> None:
        self.begun.append(frozenset(folders))
        self.known |= frozenset(folders)

    def lacks(self, folders: Iterable[str]) -> bool:
        return not self.known.issuperset(folders)

    def wait(self, timeout_s: float) -> Heard:
        self.pass_time(timeout_s)
        if self.heard and self.heard[0][0] <= self.now:
            return self.heard.pop(0)[1]
        return Heard()

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        if self.heard and self.heard[0][0] <= end:
            end = max(self.now, self.heard[0][0])
        self.now = end
        for at in [at for at in self.happens if at <= self.now]:
            self.happens.pop(at)()

    # all of it

    def discard(self) -> Sequence[str]:
        self.discarded += 1
        return ()

    def watching(self) -> Watching:
        around = Surroundings(
            ROOT,
            self,
            self.events.append,
            discard=self.discard,
            keep_state=self.states.append,
            listen=self.listened,
            identify=lambda root: self.identity,
            find_last_change=lambda root, paths: self.changed,
            find_deafness=self.asked,
            clock=lambda: Moment(self.now, 1e9 + self.now),
            nap=self.pass_time,
        )
        return Watching(around, Agenda(Timing()))

    def asked(self, root: Path, folder: Path) -> str | None:
        self.tried.append((root, folder))
        return self.deafness

    def listened(self, root: Path) -> Ears:
        return self

    def run(self, until: float) -> Watching:
        watching = self.watching()
        while self.now < until:
            watching.step()
        return watching

    def told(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


def paths(*names: str) -> Heard:
    return Heard(frozenset(names))


def doubt(*reasons: Reason) -> Heard:
    return Heard(reasons=frozenset(reasons))


def reasons_of(jobs: Iterable[Job]) -> list[object]:
    return [sorted(job.reasons) if job.paths is None else sorted(job.paths) for job in jobs]


def test_it_listens_before_it_looks() -> None:
    world = World()
    world.run(1.0)
    assert reasons_of(world.jobs) == [["start"]]
    assert world.begun == [frozenset()]


def test_an_update_is_told_with_what_changed_and_how_long_it_took() -> None:
    world = World(heard=[(1.0, paths("Notes/a.md"))], answers=[Taken(folders=FOLDERS)])
    world.answers.append(updated("Notes/a.md"))
    world.run(3.0)
    assert reasons_of(world.jobs) == [["start"], ["Notes/a.md"]]
    (event,) = world.events
    assert isinstance(event, Updated)
    form = event_form(event, 1e9)
    assert form["event"] == "updated"
    assert form["changed"] == ["Notes/a.md"]
    assert form["pages"] == {"written": 2, "removed": 0, "kept": 0}
    assert form["time"] == "2001-09-09T01:46:40.000+00:00"


def test_quiet_is_counted_from_what_was_heard_and_not_from_when_it_was_told() -> None:
    world = World(heard=[(1.0, Heard(frozenset({"Notes/a.md"}), ago_s=0.125))])
    watching = world.watching()
    while len(world.jobs) < 2:
        watching.step()
    assert world.now == pytest.approx(1.0 - 0.125 + Timing().quiet)


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        (0.0625, 0.0625),
        (None, 0.25),  # who knows: it is gone again
        (-5.0, 0.0),  # before the job it would have been heard
        (99.0, 0.25),  # a clock that is wrong
    ],
)
def test_what_was_saved_during_a_job_does_not_wait_anew(changed: float | None, at: float) -> None:
    saved = Heard(frozenset({"Notes/a.md"}))
    world = World(heard=[(0.0625, saved)], job_s=0.25)
    world.changed = None if changed is None else 1e9 + changed
    watching = world.watching()
    begun: list[float] = []
    while len(world.jobs) < 2:
        begun.append(world.now)
        watching.step()
    assert begun[-1] == pytest.approx(at + Timing().quiet)


def test_when_something_changed_is_not_asked_where_it_was_heard_at_once() -> None:
    world = World(heard=[(1.0, paths("Notes/a.md"))], changed=1e9)
    watching = world.watching()
    while len(world.jobs) < 2:
        watching.step()
    assert world.now == pytest.approx(1.0 + Timing().quiet)


def test_nothing_is_told_where_nothing_changed() -> None:
    world = World(heard=[(1.0, paths("a.md"))])
    world.run(200.0)
    assert world.events == []
    assert reasons_of(world.jobs) == [["start"], ["a.md"], ["time"], ["time"], ["time"]]


def test_a_look_by_the_clock_does_not_begin_to_listen_anew() -> None:
    world = World()
    world.run(200.0)
    assert len(world.begun) == 1


def test_a_folder_that_a_look_found_and_nobody_listens_to_is_listened_to_and_looked_at() -> None:
    world = World(answers=[Taken(folders=FOLDERS | {"New"})])
    world.run(1.0)
    assert world.begun == [frozenset(), FOLDERS | {"New"}, frozenset()]
    assert reasons_of(world.jobs) == [["start"], ["folder"]]


def test_something_other_than_a_file_makes_it_look_at_everything() -> None:
    world = World(heard=[(1.0, paths("a.md"))])
    world.answers = [Taken(folders=FOLDERS), Taken(doubtful=True)]
    world.run(3.0)
    assert reasons_of(world.jobs) == [["start"], ["a.md"], ["folder"]]


# --- the root


def test_a_root_that_goes_pauses_it_and_one_that_comes_back_is_looked_at_anew() -> None:
    world = World()
    world.happens = {
        10.0: lambda: setattr(world, "identity", None),
        100.0: lambda: setattr(world, "identity", (1, 1)),
    }
    watching = world.watching()
    while world.now < 99.0:
        watching.step()
    assert world.told() == ["Paused"]
    assert world.states[-1]["state"] == "paused"
    assert reasons_of(world.jobs) == [["start"]]
    while world.now < 102.0:
        watching.step()
    assert world.told() == ["Paused", "Resumed"]
    assert reasons_of(world.jobs)[1:] == [["root", "time"]] or reasons_of(world.jobs)[1:] == [
        ["root"]
    ]
    assert len(world.begun) == 2


def test_another_folder_in_the_place_of_the_root_is_looked_at_anew() -> None:
    world = World()
    world.happens = {10.0: lambda: setattr(world, "identity", (1, 2))}
    world.run(20.0)
    assert reasons_of(world.jobs) == [["start"], ["root"]]


# --- what goes wrong

ERRORS: list[Exception] = [
    DiskError("cannot be written: {reason}", values={"reason": "No space left on device"}),
    StoreError("the index cannot be used: {reason}", values={"reason": "disk I/O error"}),
    LossError("{lost} of {notes} notes vanished", values={"lost": "12", "notes": "20"}),
    OSError(errno.ENOSPC, "No space left on device"),
    ZeroDivisionError("division by zero"),
    RecursionError("too deep"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_told_once_tried_again_and_ends_nothing(error: Exception) -> None:
    world = World(heard=[(1.0, paths("a.md"))])
    world.answers = [Taken(folders=FOLDERS), *[error] * 5, updated("a.md")]
    world.run(120.0)
    assert world.told() == ["Failed", "Resumed", "Updated"]
    failed = world.events[0]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, VaultkitError)
    assert failed.again_s == 1.0
    assert [state["state"] for state in world.states] == [
        *("watching", "failing", "watching", "watching"),
    ]
    assert len(world.jobs) == 8  # the start, six tries, and one by the clock


def test_an_index_that_cannot_be_used_is_opened_again() -> None:
    world = World(answers=[StoreError("the index cannot be used"), Taken(folders=FOLDERS)])
    world.run(5.0)
    assert world.closed == 1


def test_where_notes_vanished_the_old_index_is_kept_in_mind() -> None:
    world = World(answers=[LossError("12 of 20 notes vanished"), Taken(folders=FOLDERS)])
    world.run(5.0)
    assert world.closed == 0


def test_a_damaged_index_is_thrown_away_and_made_anew() -> None:
    world = World(answers=[DamagedError("it is damaged"), updated(read=5)])
    world.run(5.0)
    assert world.discarded == 1
    assert world.told() == ["Said", "Updated"]
    assert isinstance(world.events[0], Said)


def test_what_another_program_did_meanwhile_is_told_only_if_it_stays_so() -> None:
    conflict = ConflictError("changed meanwhile")
    world = World(answers=[conflict, updated("a.md")])
    world.run(5.0)
    assert world.told() == ["Updated"]
    world = World(answers=[conflict, conflict, updated("a.md")])
    world.run(8.0)
    assert world.told() == ["Failed", "Resumed", "Updated"]


# --- what is wrong in the vault


def test_a_finding_is_told_once_and_again_when_it_came_back() -> None:
    copy = Diagnostic("sync-conflict", VaultPath("a.sync-conflict-20260312-101500-ABCDEFG.md"))
    there, gone = updated("a.md", diagnostics=(copy,)), updated("a.md", diagnostics=())
    world = World(answers=[there, there, gone, there])
    world.heard = [(float(at), paths("a.md")) for at in (10, 20, 30)]
    world.run(40.0)
    assert [event.diagnostic for event in world.events if isinstance(event, Found)] == [copy] * 2


# --- not everything is heard


def test_where_not_all_is_heard_it_says_so_and_looks_more_often() -> None:
    world = World(unheard="No space left on device")
    world.happens = {30.0: lambda: setattr(world, "unheard", None)}
    world.run(200.0)
    assert world.events == [Polling("No space left on device", 2.0), Polling(None, 60.0)]
    assert len(world.jobs) == 1 + 15 + 2
    # Each look tries to listen again.
    assert len(world.begun) == 16


def test_a_drive_that_does_not_tell_of_all_is_looked_at_more_often() -> None:
    world = World(place=Path("/vault/.vaultkit/1/index.sqlite3"), deafness="silent")
    world.run(21.0)
    assert world.events == [Polling("silent", 2.0)]
    assert len(world.jobs) == 11
    assert world.tried == [(ROOT, Path("/vault/.vaultkit/1"))], "once"


def test_another_root_is_asked_again_whether_its_drive_tells() -> None:
    world = World(place=Path("/vault/.vaultkit/1/index.sqlite3"), deafness="silent")

    def put_another() -> None:
        world.identity, world.deafness = (7, 7), None

    world.happens = {9.0: put_another}
    world.run(30.0)
    assert world.events == [Polling("silent", 2.0), Polling(None, 60.0)]
    assert len(world.tried) == 2


def test_every_event_has_a_form_of_plain_values() -> None:
    finding = Diagnostic("sync-conflict", VaultPath("a.md"))
    events: list[Event] = [
        Updated(Changes(moved=(("a.md", "b.md"),)), 3, ("start",), RESULT, 0.25),
        Found(finding),
        Said("the index was made anew: {reason}", DamagedError("it is damaged")),
        Failed(DiskError("full", where="/vault", hint="make room"), 2.0),
        Polling("too many", 2.0),
        Paused("/vault"),
        Resumed(),
    ]
    forms = [json.loads(json.dumps(event_form(event, 0.0))) for event in events]
    assert [form["event"] for form in forms] == [
        *("updated", "found", "said", "failed", "polling", "paused", "resumed"),
    ]
    assert all(form["time"] == "1970-01-01T00:00:00.000+00:00" for form in forms)
    assert forms[0]["moved"] == [["a.md", "b.md"]]
