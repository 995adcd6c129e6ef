from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vaultkit.disk.host import host_identity, host_name
from vaultkit.disk.lock import lock
from vaultkit.disk.state import (
    find_machine_id,
    find_state_folder,
    get_machine_id,
    state_folder,
    sweep_state,
    user_state_folder,
)
from vaultkit.model.errors import DiskError

ROOT = Path(__file__).parents[2]

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows makes links for admins only")
needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes where it likes"
)


def at(home: Path) -> dict[str, str]:
    return {"VAULTKIT_STATE_HOME": str(home)}


# --- where the user's own state is kept


@pytest.mark.skipif(os.name == "nt", reason="paths are of the other kind")
@pytest.mark.parametrize(
    ("system", "environ", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.local/state/vaultkit"),
        ("linux", {"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/vaultkit"),
        ("linux", {"HOME": "/h", "XDG_STATE_HOME": "s"}, "/h/.local/state/vaultkit"),
        ("linux", {"HOME": "/h", "XDG_STATE_HOME": ""}, "/h/.local/state/vaultkit"),
        ("freebsd14", {"HOME": "/h"}, "/h/.local/state/vaultkit"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/vaultkit"),
        ("win32", {"LOCALAPPDATA": "/l", "HOME": "/h"}, "/l/vaultkit"),
        ("linux", {"VAULTKIT_STATE_HOME": "/v", "XDG_STATE_HOME": "/s"}, "/v"),
        ("darwin", {"VAULTKIT_STATE_HOME": "/v", "HOME": "/h"}, "/v"),
        ("win32", {"VAULTKIT_STATE_HOME": "/v", "LOCALAPPDATA": "/l"}, "/v"),
        ("linux", {"VAULTKIT_STATE_HOME": "", "HOME": "/h"}, "/h/.local/state/vaultkit"),
    ],
)
def test_each_system_has_its_place(system: str, environ: dict[str, str], expected: str) -> None:
    assert user_state_folder(environ, system=system) == Path(expected)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("environ", [{}, {"HOME": "h"}, {"VAULTKIT_STATE_HOME": "~/state"}])
def test_an_environment_that_names_no_place_is_said(system: str, environ: dict[str, str]) -> None:
    with pytest.raises(DiskError, match="no absolute path") as caught:
        user_state_folder(environ, system=system)
    assert "VAULTKIT_STATE_HOME" in str(caught.value.hint)
    assert find_machine_id(environ=environ) is None


# --- the machine id


def test_the_id_stays_the_same_and_is_made_with_its_folders(tmp_path: Path) -> None:
    home = tmp_path / "Анна" / "state"
    assert find_machine_id(environ=at(home)) is None
    made = get_machine_id(environ=at(home))
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert get_machine_id(environ=at(home)) == made
    assert find_machine_id(environ=at(home)) == made


def test_two_users_have_two_ids(tmp_path: Path) -> None:
    one, other = (get_machine_id(environ=at(tmp_path / name)) for name in ("a", "b"))
    assert one != other


def test_two_machines_with_one_home_have_two_ids(tmp_path: Path) -> None:
    here, there = (get_machine_id(environ=at(tmp_path), host=host) for host in ("here", "there"))
    assert here != there
    assert find_machine_id(environ=at(tmp_path), host="here") == here


@pytest.mark.parametrize("host", ["../../up", "a/b", "", "машина", "x" * 300, "a\0b"])
def test_any_name_of_a_machine_will_do(tmp_path: Path, host: str) -> None:
    home = tmp_path / "a/b/state"
    made = get_machine_id(environ=at(home), host=host)
    assert find_machine_id(environ=at(home), host=host) == made
    assert [place.parent for place in tmp_path.rglob("*") if place.is_file()] == [home]


@needs_modes
def test_only_the_user_may_look_into_the_folder_of_the_id(tmp_path: Path) -> None:
    get_machine_id(environ=at(tmp_path / "state"))
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "damage",
    [b"", b"\n", b"x" * 33, b"0" * 31 + b"\n", b"0" * 32, b"0" * 33 + b"\n", b"A" * 32 + b"\n"],
)
def test_a_damaged_id_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    environ = at(tmp_path)
    old = get_machine_id(environ=environ, host="here")
    (tmp_path / "machine-id-here").write_bytes(damage)
    assert find_machine_id(environ=environ, host="here") is None
    new = get_machine_id(environ=environ, host="here")
    assert new != old
    assert get_machine_id(environ=environ, host="here") == new


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_place_of_the_id_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "machine-id-here")
    made = get_machine_id(environ=at(tmp_path), host="here")
    assert get_machine_id(environ=at(tmp_path), host="here") == made


def test_a_folder_in_the_place_of_the_id_is_said(tmp_path: Path) -> None:
    (tmp_path / "machine-id-here").mkdir()
    assert find_machine_id(environ=at(tmp_path), host="here") is None
    with pytest.raises(DiskError) as caught:
        get_machine_id(environ=at(tmp_path), host="here")
    assert caught.value.where == str(tmp_path / "machine-id-here")


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("mine")
    with pytest.raises(DiskError):
        get_machine_id(environ=at(tmp_path / "state"))
    assert find_machine_id(environ=at(tmp_path / "state")) is None


@needs_permissions
def test_a_home_where_nothing_may_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DiskError, match="VAULTKIT_STATE_HOME"):
            get_machine_id(environ=at(tmp_path / "state"))
    finally:
        tmp_path.chmod(0o700)


ASK = """
import sys
from pathlib import Path
from vaultkit.disk.state import get_machine_id
print("ready", flush=True)
sys.stdin.read(1)
print(get_machine_id(environ={"VAULTKIT_STATE_HOME": sys.argv[1]}, host="here"))
"""


@pytest.mark.parametrize("before", [None, b"damaged"])
def test_runs_that_start_at_once_agree_on_the_id(tmp_path: Path, before: bytes | None) -> None:
    if before is not None:
        (tmp_path / "machine-id-here").write_bytes(before)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("x")
        run.stdin.flush()
    said = {run.communicate()[0].strip() for run in runs}
    assert said == {get_machine_id(environ=at(tmp_path), host="here")}


# --- the host


def test_the_systems_own_id_is_taken_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    (tmp_path / "unmade").write_text("uninitialized\n")
    (tmp_path / "id").write_text("0123456789abcdef" * 2 + "\n")
    places = tuple(str(tmp_path / name) for name in ("missing", "empty", "unmade", "id"))
    assert host_identity(places) == "0123456789abcdef" * 2
    assert host_identity(places[:3]) == host_name().partition(".")[0].lower() != ""


# --- the folder in the vault


def test_the_folder_is_made_where_it_is_first_written_and_git_ignores_it(tmp_path: Path) -> None:
    vault, environ = tmp_path / "vault", at(tmp_path / "state")
    vault.mkdir()
    assert find_state_folder(vault, environ=environ) is None
    assert list(vault.iterdir()) == []
    made = state_folder(vault, environ=environ)
    assert made == vault / ".vaultkit" / get_machine_id(environ=environ)
    assert made.is_dir()
    assert (vault / ".vaultkit/.gitignore").read_bytes() == b"*\n"
    assert state_folder(vault, environ=environ) == made
    assert find_state_folder(vault, environ=environ) == made


@needs_modes
def test_only_the_user_may_look_into_the_folder(tmp_path: Path) -> None:
    made = state_folder(tmp_path, environ=at(tmp_path / "state"))
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_folders_of_other_machines_are_neither_read_nor_touched(tmp_path: Path) -> None:
    vault, home = tmp_path / "vault", at(tmp_path / "state")
    vault.mkdir()
    there = state_folder(vault, environ=home, host="there")
    (there / "index").write_text("theirs")
    assert find_state_folder(vault, environ=home, host="here") is None
    here = state_folder(vault, environ=home, host="here")
    assert here != there
    assert list(here.iterdir()) == []
    assert (there / "index").read_text() == "theirs"


def test_what_killed_runs_left_beside_the_index_is_swept_and_nothing_else(tmp_path: Path) -> None:
    home, stray = at(tmp_path / "state"), ".vk-0123456789abcdef"
    own, there = (state_folder(tmp_path, environ=home, host=host) for host in ("here", "there"))
    for place in (own.parent, own, there):
        (place / stray).write_text("half")
    (own / f"{stray}.held").write_text("perhaps a person's")
    (own / "index").write_text("ours")
    with lock(own.parent, command="build"):
        before = set(own.parent.rglob("*"))
        sweep_state(own)
        assert before - set(own.parent.rglob("*")) == {own / stray, own.parent / stray}


def test_an_ignore_file_of_the_users_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".vaultkit").mkdir()
    (tmp_path / ".vaultkit/.gitignore").write_text("mine\n")
    state_folder(tmp_path, environ=at(tmp_path / "state"))
    assert (tmp_path / ".vaultkit/.gitignore").read_text() == "mine\n"


def test_a_file_in_the_place_of_the_folder_in_the_vault_is_said(tmp_path: Path) -> None:
    environ = at(tmp_path / "state")
    get_machine_id(environ=environ)
    (tmp_path / ".vaultkit").write_text("mine")
    assert find_state_folder(tmp_path, environ=environ) is None
    with pytest.raises(DiskError) as caught:
        state_folder(tmp_path, environ=environ)
    assert caught.value.where == str(tmp_path / ".vaultkit")


@needs_links
@pytest.mark.parametrize("depth", ["own", "machine"])
def test_a_link_is_never_followed(tmp_path: Path, depth: str) -> None:
    vault, outside, environ = tmp_path / "vault", tmp_path / "outside", at(tmp_path / "state")
    vault.mkdir()
    outside.mkdir()
    name = get_machine_id(environ=environ)
    if depth == "own":
        (outside / name).mkdir()
        (vault / ".vaultkit").symlink_to(outside)
    else:
        (vault / ".vaultkit").mkdir()
        (vault / ".vaultkit" / name).symlink_to(outside)
    before = sorted(outside.rglob("*"))
    assert find_state_folder(vault, environ=environ) is None
    with pytest.raises(DiskError, match="symbolic link") as caught:
        state_folder(vault, environ=environ)
    assert ".vaultkit" in str(caught.value.where)
    assert sorted(outside.rglob("*")) == before


@needs_permissions
def test_a_vault_where_nothing_may_be_written_is_said(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir(0o500)
    try:
        with pytest.raises(DiskError, match="Permission denied"):
            state_folder(vault, environ=at(tmp_path / "state"))
    finally:
        vault.chmod(0o700)


def test_a_vault_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(DiskError):
        state_folder(tmp_path / "missing", environ=at(tmp_path / "state"))
    assert not (tmp_path / "missing").exists()
