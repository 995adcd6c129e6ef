"""Values: what every other room speaks in.

Everything here is frozen and imports nothing of vaultkit. A file of the vault is a
``Source``, what was read from it a ``Note``, a link that found its file a ``ResolvedLink``.
Start at ``note.py``; then ``links.py`` (resolution), ``plan.py`` (writing), ``diagnostic.py``.
"""
