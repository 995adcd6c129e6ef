"""Use cases: open, read, update, build, check, facts, graph, status, init, clean.

Imports every room but ``cli``; JSON forms live here. Start at ``vault.py``.
"""
