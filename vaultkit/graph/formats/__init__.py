"""A graph to text for other programs: GraphML, DOT, Mermaid, JSON Canvas. Pure.

Each module has one function from a ``Graph`` to the whole file's text; none imports networkx.
Start at ``mermaid.py``.
"""
