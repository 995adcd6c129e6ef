"""How much Hypothesis tries: the same examples every time here, many more in ``.ci/long``."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.store.forking import Forking

if os.environ.get("VAULTKIT_TEST_WITHOUT"):  # before vaultkit looks what there is
    from tests.without import switch_off

    switch_off(os.environ["VAULTKIT_TEST_WITHOUT"])
WITHOUT = frozenset(os.environ.get("VAULTKIT_TEST_WITHOUT", "").split(","))

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=5000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile(os.environ.get("VAULTKIT_TEST_PROFILE", "ci"))

LONGEST_S = 900
"""Of one test in a short run; a process that never ends fails its test and holds up no other."""
_AGAIN_S = 60


def _too_long(number: int, frame: object) -> NoReturn:
    raise TimeoutError(f"the test took longer than {LONGEST_S} s")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    if not hasattr(signal, "setitimer") or settings.default.max_examples > 1000:
        return (yield)
    before = signal.signal(signal.SIGALRM, _too_long)
    # Again and again: Hypothesis tries what failed once more.
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S, _AGAIN_S)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True, scope="session")
def _a_home_of_its_own() -> Iterator[None]:
    """The user's own state is kept in a folder that lives as long as the tests run."""
    with tempfile.TemporaryDirectory(prefix="vaultkit-state-") as folder:
        os.environ["VAULTKIT_STATE_HOME"] = str(Path(folder).resolve())
        yield


@pytest.fixture(scope="session")
def fork(_a_home_of_its_own: None) -> Iterator[Forking]:
    """What children are forked off that run vaultkit: one for as long as the tests run."""
    from tests.store.forking import forking

    with forking() as process:
        yield process


def pytest_configure(config: pytest.Config) -> None:
    """Names the marker for tests of what a system offers."""
    config.addinivalue_line("markers", "needs(name): of no use without this ability of the system")


_LONG = (
    *("test_theorem.py", "test_regions_theorem.py", "test_crash.py", "test_hostile.py"),
    "test_beside.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out the tests of what ``VAULTKIT_TEST_WITHOUT`` has switched off.

    The longest tests begin first, so that no process is left alone with one in the end.
    """
    items.sort(key=lambda item: item.path.name not in _LONG)
    for item in items:
        lacking = {name for mark in item.iter_markers("needs") for name in mark.args} & WITHOUT
        if lacking:
            item.add_marker(pytest.mark.skip(reason=f"switched off: {', '.join(sorted(lacking))}"))
