"""What a watcher does when, by scripted events and a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.app.watch_agenda import Agenda, Job, Moment, Timing
from vaultkit.disk.watch import Heard, Reason

TIMING = Timing()


def paths(*names: str) -> Heard:
    return Heard(frozenset(names))


def doubt(*reasons: Reason) -> Heard:
    return Heard(reasons=frozenset(reasons))


def begun(now: float = 0.0) -> Agenda:
    """An agenda that has looked at everything at this time."""
    agenda = Agenda(TIMING).doubted(["start"], now)
    job = agenda.find_job(now)
    assert job is not None
    return agenda.begun(job, now).done(job, now, again={}, owes_whole_graph=False)


def run(
    script: Sequence[tuple[float, Heard]], until: float, agenda: Agenda | None = None
) -> list[tuple[float, Job]]:
    """The jobs and when they begin; each takes no time."""
    agenda = begun() if agenda is None else agenda
    waiting = list(script)
    now, jobs = 0.0, list[tuple[float, Job]]()
    while now <= until:
        while waiting and waiting[0][0] <= now:
            agenda = agenda.heard(waiting.pop(0)[1], now)
        job = agenda.find_job(now)
        if job is not None:
            jobs.append((round(now, 3), job))
            agenda = agenda.begun(job, now).done(job, now, again={}, owes_whole_graph=False)
            continue
        then = now + agenda.wait_s(now)
        assert then > now, "nothing to do, and no time until there is"
        now = min(then, *(at for at, _ in waiting[:1])) if waiting else then
    return jobs


def told(jobs: Sequence[tuple[float, Job]]) -> list[tuple[float, object]]:
    return [
        (at, sorted(job.reasons) if job.paths is None else "".join(sorted(job.paths)))
        for at, job in jobs
    ]


SCRIPTS: list[tuple[str, list[tuple[float, Heard]], float, list[tuple[float, object]]]] = [
    ("nothing", [], 59.0, []),
    ("a save", [(1.0, paths("a"))], 5.0, [(1.3, "a")]),
    ("a save in steps", [(1.0, paths("a")), (1.2, paths("a")), (1.4, paths("a"))], 5, [(1.7, "a")]),
    ("two notes at once", [(1.0, paths("a", "b"))], 5, [(1.3, "ab")]),
    ("two notes soon", [(1.0, paths("a")), (1.25, paths("b"))], 5, [(1.55, "ab")]),
    ("two notes", [(1.0, paths("a")), (2.0, paths("b"))], 5, [(1.3, "a"), (2.3, "b")]),
    (
        "one that never rests",
        [(n / 10, paths("a")) for n in range(10, 45)],
        8,
        [(4.0, "a"), (4.7, "a")],
    ),
    (
        "one that waited long, and one that came just now",
        [*[(n / 10, paths("a")) for n in range(10, 39)], (3.9, paths("b")), (4.1, paths("b"))],
        8,
        [(4.0, "a"), (4.4, "b")],
    ),
    ("an overflow", [(1.0, doubt("overflow"))], 5, [(1.3, ["overflow"])]),
    (
        "an overflow in a burst",
        [(1.0, paths("a")), (1.1, doubt("overflow")), (1.2, paths("b"))],
        5,
        [(1.5, ["overflow"])],
    ),
    ("a folder", [(1.0, doubt("folder")), (1.1, doubt("folder"))], 5, [(1.4, ["folder"])]),
    ("so many", [(1.0, paths(*map(str, range(1500))))], 5, [(1.3, ["many"])]),
    ("a minute", [], 130, [(60.0, ["time"]), (120.0, ["time"])]),
    ("a minute in a save", [(59.9, paths("a"))], 61, [(60.2, "a"), (60.2, ["time"])]),
    (
        "a look for another reason puts the next one off",
        [(30.0, doubt("root"))],
        95,
        [(30.3, ["root"]), (90.3, ["time"])],
    ),
]


@pytest.mark.parametrize(
    ("script", "until", "expected"), [row[1:] for row in SCRIPTS], ids=[row[0] for row in SCRIPTS]
)
def test_what_is_heard_is_looked_at_when_it_is_quiet(
    script: Sequence[tuple[float, Heard]], until: float, expected: list[tuple[float, object]]
) -> None:
    assert told(run(script, until)) == expected


@given(st.lists(st.tuples(st.floats(0, 20), st.sampled_from("abcdefgh")), max_size=40))
def test_whatever_comes_is_looked_at_after_it_was_heard_last_and_soon(
    heard: list[tuple[float, str]],
) -> None:
    script = [(at, paths(name)) for at, name in sorted(heard)]
    jobs = run(script, 40)
    for at, name in heard:
        later = [when for when, job in jobs if job.paths is None or name in job.paths]
        # Not before it came, and whoever waits does not wait longer than for the longest burst.
        first = next(when for when in later if when >= at - 0.001)
        assert first - at <= TIMING.longest + TIMING.quiet + 0.002


def test_the_first_look_is_at_once_and_at_everything() -> None:
    job = Agenda(TIMING).doubted(["start"], 5.0).find_job(5.0)
    assert job == Job(None, frozenset({"start"}), whole_graph=False)


def test_what_is_heard_while_a_look_goes_on_is_looked_at_after_it() -> None:
    agenda = begun().heard(paths("a"), 1.0)
    job = agenda.find_job(1.3)
    assert job is not None
    agenda = agenda.begun(job, 1.3).heard(paths("a"), 1.4)
    agenda = agenda.done(job, 1.5, again={}, owes_whole_graph=False)
    assert agenda.find_job(1.6) is None
    assert told([(0, found)] if (found := agenda.find_job(1.7)) else []) == [(0, "a")]


# --- files that are being written


def test_a_file_to_be_looked_at_once_more_is_when_its_time_has_come() -> None:
    agenda = begun().heard(paths("a"), 1.0)
    job = agenda.find_job(1.3)
    assert job is not None
    agenda = agenda.begun(job, 1.3).done(job, 1.3, again={"a": 1.0}, owes_whole_graph=False)
    assert agenda.find_job(2.2) is None
    assert agenda.wait_s(1.3) == pytest.approx(1.0)
    again = agenda.find_job(2.31)
    assert again is not None
    assert again.paths == {"a"}
    assert agenda.begun(again, 2.31).find_job(10.0) is None


# --- clocks

JUMPS = [
    ("on time", 5.0, 5.0, False),
    ("a little late", 7.0, 7.0, False),
    ("stopped for ten seconds", 15.0, 15.0, True),
    ("asleep for an hour, the steady clock standing", 5.0, 3605.0, True),
    ("the wall clock put back an hour", 5.0, -3595.0, True),
    ("the wall clock set right by a second", 5.0, 6.0, False),
]


@pytest.mark.parametrize(
    ("steady", "wall", "jumped"), [row[1:] for row in JUMPS], ids=[row[0] for row in JUMPS]
)
def test_a_jump_of_a_clock_makes_it_look_at_everything(
    steady: float, wall: float, jumped: bool
) -> None:
    agenda = begun().waited(Moment(0.0, 1e9), Moment(steady, 1e9 + wall), 5.0)
    job = agenda.find_job(steady + 0.3)
    assert (job is not None and job.reasons == {"clock"}) is jumped


def test_a_look_that_comes_by_itself_lets_paths_that_are_due_go_first_but_not_for_ever() -> None:
    agenda = begun(0.0).heard(paths("a"), 59.9)
    job = agenda.find_job(60.2)
    assert job is not None
    assert job.paths == {"a"}
    agenda = agenda.begun(job, 60.2).done(job, 60.3, again={}, owes_whole_graph=False)
    job = agenda.find_job(60.3)
    assert job is not None
    assert job.reasons == {"time"}
    late = begun(0.0).heard(paths("a"), 65.7).find_job(66.0)
    assert late is not None
    assert late.reasons == {"time"}


# --- the whole graph

GRAPH = Job(frozenset(), frozenset(), whole_graph=True)


def test_what_the_whole_graph_decides_is_made_alone_and_once_a_minute() -> None:
    agenda = begun(0.0).heard(paths("a"), 100.0)
    agenda = agenda._replace(looked=100.0)
    job = agenda.find_job(100.3)
    assert job is not None
    assert not job.whole_graph
    agenda = agenda.begun(job, 100.3).done(job, 100.3, again={}, owes_whole_graph=True)
    assert agenda.find_job(109.9) is None
    assert agenda.wait_s(100.3) == pytest.approx(9.7)
    graph = agenda.find_job(110.0)
    assert graph == GRAPH
    agenda = agenda.begun(graph, 110.0).done(graph, 111.0, again={}, owes_whole_graph=False)
    agenda = agenda.heard(paths("b"), 120.0)
    job = agenda.find_job(120.3)
    assert job is not None
    agenda = agenda.begun(job, 120.3).done(job, 120.3, again={}, owes_whole_graph=True)
    agenda = agenda._replace(looked=160.0)
    assert agenda.find_job(170.9) is None
    assert agenda.find_job(171.0) == GRAPH


def test_what_the_whole_graph_decides_waits_for_who_is_at_work_but_not_for_ever() -> None:
    agenda = begun(0.0)
    made: list[float] = []
    for now in range(100, 1000, 4):  # a save each four seconds
        agenda = agenda._replace(looked=float(now)).heard(paths("a"), float(now))
        while (job := agenda.find_job(now + 3.9)) is not None:
            agenda = agenda.begun(job, now + 3.9)
            agenda = agenda.done(job, now + 3.9, again={}, owes_whole_graph=not job.whole_graph)
            if job.whole_graph:
                made.append(now + 3.9)
    assert made == pytest.approx([403.9, 707.9])


def test_what_the_whole_graph_decides_waits_too_where_nothing_is_heard() -> None:
    agenda = begun(0.0)._replace(mapped=0.0)
    job = agenda.find_job(100.0)
    assert job is not None
    done = agenda.begun(job, 100.0).done
    found = done(job, 100.1, again={}, owes_whole_graph=True, changed=True)
    assert found.find_job(110.0) is None
    assert found.find_job(110.1) == GRAPH
    assert done(job, 100.1, again={}, owes_whole_graph=True).find_job(100.1) == GRAPH


def test_what_the_whole_graph_decides_is_made_soon_after_it_failed_to_be_made() -> None:
    agenda = begun(0.0)._replace(heard_last=100.0, looked=100.0, owes_from=100.0)
    agenda = agenda.begun(GRAPH, 110.0).failed(GRAPH, 110.0)
    assert agenda.find_job(110.9) is None
    job = agenda.find_job(111.0)
    assert job is not None
    assert job.paths is None
    agenda = agenda.begun(job, 111.0).done(job, 111.1, again={}, owes_whole_graph=True)
    assert agenda.find_job(111.1) == GRAPH


# --- what goes wrong


def test_what_failed_is_tried_again_after_pauses_that_grow() -> None:
    agenda = begun().heard(paths("a"), 1.0)
    now, pauses = 1.3, []
    for _ in range(8):
        job = agenda.find_job(now)
        assert job is not None
        agenda = agenda.begun(job, now).failed(job, now)
        pauses.append(round(agenda.wait_s(now), 3))
        assert agenda.find_job(now + pauses[-1] - 0.01) is None
        now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    job = agenda.find_job(now)
    assert job is not None
    assert job.paths is None
    agenda = agenda.begun(job, now).done(job, now, again={}, owes_whole_graph=False)
    assert agenda.heard(paths("a"), now).wait_s(now) == pytest.approx(0.3)


def test_what_failed_is_tried_again_soon_after_a_change_that_may_have_set_it_right() -> None:
    agenda = begun().heard(paths("a"), 1.0)
    job = agenda.find_job(1.3)
    assert job is not None
    for _ in range(8):
        agenda = agenda.failed(job, 1.3)
    assert agenda.wait_s(1.3) == pytest.approx(60.0)
    agenda = agenda.heard(paths("b"), 10.0)
    assert agenda.wait_s(10.0) == pytest.approx(5.0)
    # Whoever goes on saving does not put it off.
    agenda = agenda.heard(paths("b"), 14.0)
    assert agenda.find_job(14.9) is None
    again = agenda.find_job(15.0)
    assert again is not None
    assert again.paths is None


def test_what_failed_is_not_tried_again_as_one_that_comes_by_itself() -> None:
    agenda = begun()
    job = agenda.find_job(60.0)
    assert job is not None
    assert job.reasons == {"time"}
    again = agenda.begun(job, 60.0).failed(job, 60.0).find_job(61.0)
    assert again is not None
    assert again.reasons == {"time", "again"}


def test_the_root_that_came_back_is_not_kept_waiting() -> None:
    agenda = begun().heard(paths("a"), 1.0)
    job = agenda.find_job(1.3)
    assert job is not None
    for _ in range(6):
        agenda = agenda.failed(job, 1.3)
    assert agenda.find_job(2.0) is None
    assert agenda.relieved().doubted(["root"], 2.0).find_job(2.3) is not None


def test_where_not_all_is_heard_everything_is_looked_at_more_often() -> None:
    agenda = begun()._replace(every=5.0)
    assert agenda.wait_s(0.0) == pytest.approx(5.0)
    job = agenda.find_job(5.0)
    assert job is not None
    assert job.reasons == {"time"}
