"""The live preview: the page as it would be built, at a loopback address, rebuilt on save."""
