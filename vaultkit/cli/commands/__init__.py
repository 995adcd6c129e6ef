"""One module a command, each with ``command_of(words)``; loaded when its command is run."""
