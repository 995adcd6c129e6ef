"""Values to relations: link resolution, kinds, the graph and its measures. Pure.

Imports only ``model``; networkx is imported by ``measures`` alone. Start at ``resolve.py``,
then ``graph.py``.
"""
