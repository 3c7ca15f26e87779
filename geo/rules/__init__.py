"""The rules that geo.check holds layers to, by what they look at."""
