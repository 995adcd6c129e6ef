"""Read, connect and index an Obsidian-style vault of topics, contacts and meetings."""

__version__ = "0.1.0"
