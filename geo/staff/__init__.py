"""What editors of layers use: importing, tidying, comparing, and the base map."""
