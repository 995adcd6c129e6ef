"""Views to text to plan: the index pages. The only room that imports jinja2.

Imports ``model``, ``markdown`` and ``language``. Start at ``index.py``.
"""
