"""``python -m vaultkit`` is ``vaultkit``."""

from vaultkit.cli.main import main

if __name__ == "__main__":
    main()
