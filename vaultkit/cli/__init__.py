"""The command line: parse the request, call ``app``, show the answer.

Imports only ``app``, ``model`` and ``language``, each command's module when the command runs.
Start at ``main.py``.
"""
