from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "vaultkit" / "graph").rglob("*.py")
    if path.stem not in {"__init__", "measures"}
)


def test_nothing_but_the_measures_loads_networkx() -> None:
    assert "vaultkit.graph.formats.canvas" in MODULES
    lines = [f"import {module}" for module in MODULES]
    lines.append("import sys; assert 'networkx' not in sys.modules")
    lines.append("import vaultkit.graph.measures; assert 'networkx' in sys.modules")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, env=env, timeout=60)
