"""The file system: scan, read, apply a plan. The only room that writes files.

Imports only ``model``. Start at ``scan.py`` for what is seen, ``apply.py`` for what is written.
"""
