"""``python -m geo``: the same as make_map.py, where only the package is installed."""

import sys

try:
    from geo.cli import main
except KeyboardInterrupt:
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
