"""How much Hypothesis tries: the same examples every time here, many more in ``.ci/long``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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


@pytest.fixture(autouse=True, scope="session")
def _a_home_of_its_own() -> Iterator[None]:
    """The user's own state is kept in a folder that lives as long as the tests run."""
    with tempfile.TemporaryDirectory(prefix="vaultkit-state-") as folder:
        os.environ["VAULTKIT_STATE_HOME"] = str(Path(folder).resolve())
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Names the marker for tests of what a system offers."""
    config.addinivalue_line("markers", "needs(name): of no use without this ability of the system")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out the tests of what ``VAULTKIT_TEST_WITHOUT`` has switched off."""
    for item in items:
        lacking = {name for mark in item.iter_markers("needs") for name in mark.args} & WITHOUT
        if lacking:
            item.add_marker(pytest.mark.skip(reason=f"switched off: {', '.join(sorted(lacking))}"))
