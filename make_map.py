"""Makes the map: ``python make_map.py`` writes output/map.html from layers/."""

import sys

try:
    from geo.cli import main
except KeyboardInterrupt:
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
