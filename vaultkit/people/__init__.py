"""Who met whom, when and about what: meetings, contacts and open actions as values. Pure.

Imports only ``model``. Start at ``meetings.py``.
"""
