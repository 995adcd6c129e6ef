"""The theorem finds every fault it is there for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cli.support import NETWORK
from tests.reliability.profile import LONG
from tests.store.broken import BROKEN
from tests.store.fresh import Program
from tests.store.machine import VaultMachine

QUICK = settings(
    max_examples=60,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


_LONG = ("JudgesChangedNotesOnly", "ResolvesChangedNotesOnly", "NeverCountsAgain")
"""Those that take longest to be found out."""


@pytest.mark.parametrize("name", [name for name in BROKEN if LONG or name not in _LONG])
def test_a_broken_program_is_found_out(name: str) -> None:
    kind, finding = BROKEN[name]

    class Machine(VaultMachine):
        start: ClassVar[Mapping[str, str | bytes]] = NETWORK
        make_program: ClassVar[Callable[[], Program]] = staticmethod(lambda: Program(kind().call))

    with pytest.raises(AssertionError, match=finding):
        run_state_machine_as_test(Machine, settings=QUICK)
