"""Words for people: message catalogs, plurals and dates in English and Russian.

Imports nothing of vaultkit; babel is loaded only for a language other than English, or for dates.
Start at ``catalog.py``.
"""
