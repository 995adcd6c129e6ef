"""Words for people: message catalogs, plurals and dates in English and Russian.

Imports nothing of vaultkit. babel is the tests' second opinion on it.
Start at ``catalog.py``.
"""
