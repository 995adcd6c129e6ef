from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

DEV = Path(__file__).parent.parent / "dev.py"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, its environment in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, place in (
        ("VENV", venv),
        ("MARK", venv / "made-by-dev-py"),
        ("PYTHON", venv / "bin/python"),
    ):
        monkeypatch.setattr(module, name, str(place))
    return module


def answer(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, str(DEV), *arguments], capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_an_old_python_can_read_it() -> None:
    tree = ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree))


def test_an_old_python_is_told_what_is_needed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "NEEDED", (9, 0))
    assert dev.main(["demo"]) == 3
    assert "Python 9.0 or newer is needed; this is " in capsys.readouterr().err


def test_the_floor_is_that_of_the_package(dev: ModuleType) -> None:
    project = (DEV.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={dev.NEEDED[0]}.{dev.NEEDED[1]}"' in project


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("demo", "more")])
def test_what_it_does_not_understand_shows_its_use(arguments: tuple[str, ...]) -> None:
    code, out, err = answer(*arguments)
    assert (code, out) == (2, "")
    assert "usage: python3 dev.py COMMAND" in err


def test_help_is_data() -> None:
    code, out, err = answer("--help")
    assert (code, err) == (0, "")
    assert "usage: python3 dev.py COMMAND" in out


def test_an_environment_of_the_persons_own_is_never_thrown_away(
    dev: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/pyvenv.cfg").write_text("mine")
    with pytest.raises(dev.Failed, match=r"not made by dev\.py"):
        dev.make_environment()
    assert (tmp_path / ".venv/pyvenv.cfg").read_text() == "mine"


def test_an_environment_is_made_once(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[list[str]] = []
    monkeypatch.setattr(dev, "run", steps.append)
    monkeypatch.setattr(dev, "succeeds", lambda command: True)
    dev.make_environment()
    assert [step[:4] for step in steps] == [[dev.PYTHON, "-m", "pip", "install"]]
    dev.make_environment()
    assert len(steps) == 1


def test_a_half_made_or_outdated_environment_is_made_anew(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[list[str]] = []
    monkeypatch.setattr(dev, "run", steps.append)
    monkeypatch.setattr(dev, "succeeds", lambda command: True)
    for old in ("", "2\nan older project"):
        (tmp_path / ".venv").mkdir(exist_ok=True)
        (tmp_path / ".venv/left over").write_text("x")
        Path(dev.MARK).write_text(old)
        dev.make_environment()
        assert not (tmp_path / ".venv/left over").exists()
        assert Path(dev.MARK).read_text() == dev.stamp()
    assert len(steps) == 2


def test_where_ensurepip_is_missing_another_pip_fills_the_environment(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[list[str]] = []
    monkeypatch.setattr(dev, "run", steps.append)
    monkeypatch.setattr(dev, "succeeds", lambda command: "--python" in command)
    assert dev.make_venv("python3") == ["python3", "-m", "pip", "--python", dev.PYTHON]
    assert steps == [["python3", "-m", "venv", "--clear", "--without-pip", dev.VENV]]


def test_without_any_pip_it_says_what_to_install(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run", lambda command: None)
    monkeypatch.setattr(dev, "succeeds", lambda command: False)
    with pytest.raises(dev.Failed, match="apt install python3-venv"):
        dev.make_venv("python3")
    assert not (tmp_path / ".venv").exists()


def test_nothing_from_outside_leads_pip_astray(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET"):
        monkeypatch.setenv(name, "elsewhere")
    assert "elsewhere" not in dev.clean_environment().values()


def test_tests_run_in_parallel_only_when_all_are_run(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(dev, "call", lambda command: calls.append(command) or 0)
    monkeypatch.setattr(dev, "make_environment", lambda: None)
    monkeypatch.setattr(dev.os, "cpu_count", lambda: 4)
    dev.test([])
    dev.test(["tests/disk", "-x"])
    assert [call[3:] for call in calls] == [
        ["-n", "5", "--dist", "worksteal"],
        ["tests/disk", "-x"],
    ]
