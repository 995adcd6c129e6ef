"""Which proofs of the store a short run leaves to ``.ci/long``: they take minutes between them."""

from __future__ import annotations

import os

collect_ignore = (
    []
    if os.environ.get("VAULTKIT_TEST_PROFILE") == "long"
    else ["test_theorem_bites.py", "test_together.py"]
)
