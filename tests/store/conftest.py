"""Which proofs of the store a short run leaves to ``.ci/long``: they take minutes each."""

from __future__ import annotations

import os

collect_ignore = (
    []
    if os.environ.get("VAULTKIT_TEST_PROFILE") == "long"
    else ["test_theorem.py", "test_crash.py", "test_together.py"]
)
