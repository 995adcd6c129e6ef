"""Loaded by Python before all else, in the tests' children: they lack what the tests lack."""

from __future__ import annotations

import os

from tests.without import switch_off

switch_off(os.environ["VAULTKIT_TEST_WITHOUT"])
