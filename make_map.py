"""Makes the map: ``python make_map.py`` writes output/map.html from layers/."""

import sys

from geo.cli import main

if __name__ == "__main__":
    sys.exit(main())
