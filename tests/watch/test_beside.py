"""The real watcher beside real programs; each time index and pages must equal a fresh build's.

Where a program is not there its test is skipped by name. ``.ci/long`` runs the full numbers.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.support import vaultkit
from tests.reliability.profile import count_of
from tests.watch.watched import Watcher, note_text, notes, watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the programs are those of Linux")

COUNT = 60


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not here")


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watcher]:
    """One watcher that lives through many tests, as it should."""
    with watched(tmp_path_factory.mktemp("beside"), notes(COUNT)) as watcher:
        yield watcher


def run(*command: str | Path, folder: Path) -> None:
    home = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    subprocess.run(
        [*map(str, command)],
        cwd=folder,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=home,
    )


# --- one note


@needs("vim")
def test_vim(beside: Watcher) -> None:
    for number in range(count_of(3, 200)):
        note = beside.vault / f"Folder {number % 5}/Note {number % COUNT // 5 * 5 + number % 5}.md"
        more = f":normal! Goby vim [[Note {number % COUNT}]]"
        run("vim", "-u", "NONE", "-es", "-c", more, "-c", "wq", note, folder=beside.vault)
        if number % 20 == 0:
            beside.settle()
    beside.settle()


@needs("sed")
def test_sed_in_place(beside: Watcher) -> None:
    places = sorted(beside.vault.glob("Folder 1/*.md"))
    run("sed", "-i", "s/third/[[Note 2]] by sed/", *places, folder=beside.vault)
    beside.settle()


def test_an_edit_that_keeps_size_and_time(beside: Watcher) -> None:
    note = beside.vault / "Folder 2/Note 7.md"
    before = note.stat()
    text = note.read_text("utf-8")
    note.write_text(text.replace("[[Note 4", "[[Note 9"), "utf-8")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert note.stat().st_size == before.st_size
    beside.settle()


def test_a_saver_that_empties_the_note_first(beside: Watcher) -> None:
    note = beside.vault / "Folder 3/Note 3.md"
    told = len(beside.events)
    for _ in range(count_of(1, 20)):
        text = note.read_text("utf-8")
        note.write_text("", "utf-8")
        time.sleep(0.5)  # longer than anything waits for quiet
        note.write_text(text + "once more\n", "utf-8")
        beside.settle()
    updates = [event for event in beside.events[told:] if event["event"] == "updated"]
    # The topic map, which comes by itself, is an update in which nothing changed.
    changes = [[event[how] for how in ("changed", "new", "gone", "moved")] for event in updates]
    found = [change for change in changes if any(change)]
    assert found == [[["Folder 3/Note 3.md"], [], [], []]] * len(found)
    assert len(found) <= count_of(1, 20)


def test_a_rename_of_nothing_but_case(beside: Watcher) -> None:
    place = beside.vault / "Folder 0/Note 5.md"
    place.rename(place.with_name("NOTE 5.md"))
    beside.settle()
    place.with_name("NOTE 5.md").rename(place)
    beside.settle()


def test_a_page_that_somebody_deletes(beside: Watcher) -> None:
    (beside.vault / "_index/index-home.md").unlink()
    shutil.rmtree(beside.vault / "_index/tags")
    beside.settle()
    assert (beside.vault / "_index/index-home.md").exists()


# --- folders


def test_a_folder_that_is_moved_out_and_in_again(beside: Watcher, tmp_path: Path) -> None:
    # A few notes: so many that vanish are no brake.
    inside = beside.vault / "Deep/er"
    inside.mkdir(parents=True)
    (inside / "Moved.md").write_text("[[Note 1]]", "utf-8")
    beside.settle()
    (beside.vault / "Deep").rename(tmp_path / "Deep")
    beside.settle()
    (tmp_path / "Deep/er/Moved.md").write_text("[[Note 2]] written outside", "utf-8")
    beside.settle()
    (tmp_path / "Deep").rename(beside.vault / "Back again")
    (beside.vault / "Back again/er/Moved.md").write_text("[[Note 3]]", "utf-8")
    beside.settle()
    shutil.rmtree(beside.vault / "Back again")
    beside.settle()


def test_deep_folders_made_at_once(beside: Watcher) -> None:
    for number in range(count_of(20, 500)):
        inside = beside.vault / f"New/{number % 7}/{number}/a/b"
        inside.mkdir(parents=True)
        (inside / f"Inside {number}.md").write_text("[[Note 1]]", "utf-8")
    beside.settle()
    shutil.rmtree(beside.vault / "New")
    beside.wait_for(lambda: not (beside.vault / "New").exists())


# --- many at once


def test_a_burst_as_sync_programs_write(beside: Watcher) -> None:
    count = count_of(100, 5000)
    for number in range(count):
        place = beside.vault / f"Burst {number % 3}/Burst {number}.md"
        place.parent.mkdir(exist_ok=True)
        temporary = place.with_name(f".syncthing.{place.name}.tmp")
        temporary.write_text(note_text(number, COUNT), "utf-8")
        temporary.replace(place)
    beside.settle()
    beside_burst = [beside.vault / f"Burst {number}" for number in range(3)]
    for place in beside_burst:
        shutil.rmtree(place)
    run_build_if_braked(beside)


def run_build_if_braked(watcher: Watcher) -> None:
    """Most of the notes are gone, and that is as it should be."""
    words = ("build", "--yes-really", "--vault", str(watcher.vault))
    watcher.wait_for(lambda: vaultkit(*words, folder=watcher.vault).code == 0)
    watcher.settle()


@needs("rsync")
def test_a_burst_by_rsync(tmp_path: Path) -> None:
    count = count_of(100, 5000)
    with watched(tmp_path, notes(count)) as watcher:
        for number in range(count):
            place = tmp_path / f"from/Folder {number % 5}/Note {number}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(note_text(number, count, 1), "utf-8")
        run("rsync", "-a", f"{tmp_path}/from/", f"{watcher.vault}/", folder=tmp_path)
        watcher.settle()


def test_a_burst_that_keeps_times_as_rsync_does(tmp_path: Path) -> None:
    """Where rsync is not at hand: beside each file, under a name of its own, with an old time."""
    count = count_of(100, 5000)
    with watched(tmp_path, notes(count)) as watcher:
        for number in range(count):
            place = watcher.vault / f"Folder {number % 5}/Note {number}.md"
            temporary = place.with_name(f".{place.name}.x{number:05}")
            temporary.write_text(note_text(number, count, 1), "utf-8")
            os.utime(temporary, ns=(10**18, 10**18 + number))
            temporary.replace(place)
        watcher.settle()


@needs("git")
def test_git_between_two_branches(tmp_path: Path) -> None:
    count, times = count_of(80, 2000), count_of(3, 20)
    vault = tmp_path / "vault"
    with watched(tmp_path, notes(count)) as watcher:
        (vault / ".gitignore").write_text("_index/\n.vaultkit/\n", "utf-8")
        run("git", "init", "-q", "-b", "one", folder=vault)
        git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
        run(*git, "add", ".", folder=vault)
        run(*git, "commit", "-qm", "one", folder=vault)
        run("git", "checkout", "-qb", "two", folder=vault)
        for number in range(count):
            place = vault / f"Folder {number % 5}/Note {number}.md"
            if number % 10 == 0:
                place.rename(place.with_name(f"Other {number}.md"))
            else:
                place.write_text(note_text(number, count, 2), "utf-8")
        run(*git, "add", ".", folder=vault)
        run(*git, "commit", "-qm", "two", folder=vault)
        for number in range(times):
            run("git", "checkout", "-q", ("one", "two")[number % 2], folder=vault)
            if number % 5 == 0:
                watcher.settle()
        watcher.settle()
        assert not watcher.told("failed")


def test_a_process_that_was_stopped_while_files_came(tmp_path: Path) -> None:
    count = count_of(200, 30000)
    with watched(tmp_path, notes(COUNT), every_s=60) as watcher:
        watcher.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        for number in range(count):
            # Of a folder that is new only itself is heard, of others each file.
            folder = f"Stopped {number % 20}" if number % 2 else f"Folder {number % 5}"
            place = watcher.vault / folder / f"Came {number}.md"
            place.parent.mkdir(exist_ok=True)
            place.write_text(f"[[Note {number % COUNT}]]", "utf-8")
        time.sleep(max(0.0, began + count_of(0, 10) - time.monotonic()))
        watcher.process.send_signal(signal.SIGCONT)
        watcher.settle()
        reasons = {reason for event in watcher.told("updated") for reason in event["reasons"]}
        assert "overflow" in reasons or count < 16000


# --- where not all can be heard


@needs("unshare")
def test_a_limit_of_twenty_watches(tmp_path: Path) -> None:
    limit = "echo 20 > /proc/sys/user/max_inotify_watches"
    before = ("unshare", "-Ur", "sh", "-c", f'{limit} && exec "$@"', "sh")
    if subprocess.run([*before, "true"], check=False, capture_output=True).returncode:
        pytest.skip("unshare cannot set a limit of its own here")
    with watched(tmp_path, notes(90, folders=60), before=before, every_s=60) as watcher:
        (polling,) = watcher.told("polling")
        assert polling["reason"]
        for number in range(60):
            (watcher.vault / f"Folder {number}/Late {number}.md").write_text("[[Note 1]]", "utf-8")
        watcher.settle()


# --- the root


def test_a_root_that_goes_and_comes_back(tmp_path: Path) -> None:
    with watched(tmp_path, notes(COUNT)) as watcher:
        watcher.vault.rename(tmp_path / "aside")
        watcher.wait_for(lambda: watcher.told("paused"))
        note = tmp_path / "aside/Folder 1/Note 1.md"
        note.write_text(note.read_text("utf-8") + "[[Note 9]]\n", "utf-8")
        (tmp_path / "aside").rename(watcher.vault)
        watcher.wait_for(lambda: watcher.told("resumed"))
        watcher.settle()


def test_another_folder_in_the_place_of_the_root(tmp_path: Path) -> None:
    with watched(tmp_path, notes(COUNT)) as watcher:
        watcher.vault.rename(tmp_path / "aside")
        watcher.vault.mkdir()
        (watcher.vault / "Only.md").write_text("here", "utf-8")
        watcher.wait_for(lambda: watcher.told("failed"))
        assert not (watcher.vault / "_index").exists()
        shutil.rmtree(watcher.vault)
        shutil.copytree(tmp_path / "aside", watcher.vault)
        note = watcher.vault / "Folder 1/Note 1.md"
        note.write_text(note.read_text("utf-8") + "[[Note 9]]\n", "utf-8")
        watcher.wait_for(lambda: watcher.told("resumed"))
        watcher.settle()


# --- several at once


def write_notes(vault: Path, writer: int, stop: threading.Event) -> None:
    number = writer
    while not stop.is_set():
        number += 4
        place = vault / f"Folder {number % 5}/Writer {writer} {number % 20}.md"
        match number % 3:
            case 0:
                place.write_text(note_text(number, COUNT), "utf-8")
            case 1:
                temporary = place.with_name(f".{writer}.tmp")
                temporary.write_text(note_text(number, COUNT, 3), "utf-8")
                temporary.replace(place)
            case _:
                place.unlink(missing_ok=True)
        stop.wait(0.01)


def test_four_writers(beside: Watcher) -> None:
    stop = threading.Event()
    writers = [
        threading.Thread(target=write_notes, args=(beside.vault, number, stop))
        for number in range(4)
    ]
    for writer in writers:
        writer.start()
    time.sleep(count_of(2, 60))
    stop.set()
    for writer in writers:
        writer.join()
    beside.settle()


def files_of(vault: Path) -> Mapping[str, tuple[int, int]]:
    """Every file in the vault's folder, vaultkit's own too."""
    found = {}
    for place in vault.rglob("*"):
        if place.is_file():
            stat = place.stat()
            found[str(place.relative_to(vault))] = (stat.st_mtime_ns, stat.st_ino)
    return found


def seconds_of(watcher: Watcher) -> float:
    """The processor's time that it took so far."""
    fields = Path(f"/proc/{watcher.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_two_at_once_settle_and_then_write_nothing_and_rest(tmp_path: Path) -> None:
    with (
        watched(tmp_path, notes(COUNT), every_s=60) as one,
        watched(tmp_path, every_s=60, name="other") as other,
    ):
        both = (one, other)
        note = one.vault / "Folder 1/Note 1.md"
        note.write_text(note.read_text("utf-8") + "[[Note 9]]\n", "utf-8")
        for watcher in both:
            watcher.settle()
        wait_until_still(one.vault)
        before, began = files_of(one.vault), [seconds_of(watcher) for watcher in both]
        rest_s = count_of(3, 150)
        time.sleep(rest_s)
        took = [seconds_of(watcher) - start for watcher, start in zip(both, began, strict=True)]
        if rest_s < 60:  # after a minute a look may note down that it looked
            assert files_of(one.vault) == before
        assert max(took) <= max(0.01 * rest_s, 0.05)
        status = one.find_status()
        assert status is not None
        assert {each.holder.pid for each in status.watchers} == {w.process.pid for w in both}


def wait_until_still(vault: Path) -> None:
    deadline = time.monotonic() + 60
    before = files_of(vault)
    while time.monotonic() < deadline:
        time.sleep(1.0)
        now = files_of(vault)
        if now == before:
            return
        before = now
    raise AssertionError("it goes on writing")


# --- its life


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_and_well(tmp_path: Path, number: int) -> None:
    with watched(tmp_path, notes(COUNT)) as watcher:
        status = watcher.find_status()
        assert status is not None
        (seen,) = status.watchers
        assert (seen.holder.pid, seen.state["state"]) == (watcher.process.pid, "watching")
        began = time.monotonic()
        assert watcher.end(number) == 0
        assert time.monotonic() - began < 5
        assert watcher.events[-1]["event"] == "stopped"
        after = watcher.find_status()
        assert after is not None
        assert after.watchers == ()


def test_it_ends_well_in_the_middle_of_much_to_do(tmp_path: Path) -> None:
    with watched(tmp_path, notes(5)) as watcher:
        for number in range(count_of(300, 5000)):
            place = watcher.vault / f"Folder 1/More {number}.md"
            place.write_text(note_text(number, 300), "utf-8")
        watcher.wait_for(lambda: (status := watcher.find_status()) and status.holder)
        assert watcher.end() == 0
    with watched(tmp_path) as watcher:
        assert watcher.events[0]["event"] == "started"


def test_one_that_was_killed_is_not_taken_for_one_that_runs(tmp_path: Path) -> None:
    with watched(tmp_path, notes(5)) as watcher:
        watcher.end(signal.SIGKILL)
        status = watcher.find_status()
        assert status is not None
        assert status.watchers == ()


def test_an_index_that_is_damaged_or_deleted_is_made_anew(beside: Watcher) -> None:
    (place,) = beside.vault.glob(".vaultkit/*/index.sqlite3")
    data = bytearray(place.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    place.write_bytes(data)
    note = beside.vault / "Folder 4/Note 4.md"
    note.write_text(note.read_text("utf-8") + "[[Note 11]]\n", "utf-8")
    beside.settle()
    shutil.rmtree(beside.vault / ".vaultkit")
    beside.settle()
    assert beside.process.poll() is None


def test_a_command_is_run_after_an_update_and_hears_of_it(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    program = f"import sys; open({str(heard)!r}, 'ab').write(sys.stdin.buffer.read())"
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "A.md").write_text("[[B]]", "utf-8")
    command = [sys.executable, "-m", "vaultkit", "watch", "--vault", str(vault), "--on-change"]
    said = f'{sys.executable} -c "{program}"'
    process = subprocess.Popen(
        [*command, said],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + 60
        while not (heard.exists() and heard.read_text("utf-8").endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.terminate()
        out, _ = process.communicate()
    assert process.returncode == 0, out
    assert '"event": "updated"' in heard.read_text("utf-8")
