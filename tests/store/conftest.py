"""The proof of the store that a short run leaves to ``.ci/long``: it takes minutes."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("VAULTKIT_TEST_PROFILE") == "long" else ["test_together.py"]
