"""Use cases, one module each: open, build, check, facts, graph, init, clean.

Imports every room but ``cli``; JSON forms live here. Start at ``vault.py``.
"""
