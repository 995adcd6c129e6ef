"""Bytes to values: decode, properties, links, tags, headings, tasks, regions, canvases. Pure.

Imports only ``model``. Markdown comes from pyromark's events, YAML from py-yaml12 behind
python-frontmatter; both are asked, never second-guessed. Start at ``read.py``;
``property_edit.py`` edits by span.
"""
