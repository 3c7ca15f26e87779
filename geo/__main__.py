"""``python -m geo``: the same as make_map.py, where only the package is installed."""

import sys

from geo.cli import main

if __name__ == "__main__":
    sys.exit(main())
