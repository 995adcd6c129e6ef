"""Values to rows and back: the SQLite index beside a vault. The only room that imports sqlite3.

Imports ``model``. Start at ``store.py``; ``schema.py`` says what is kept.
"""
