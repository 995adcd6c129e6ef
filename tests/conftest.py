"""How much Hypothesis tries: the same examples every time here, many more in ``.ci/long``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
