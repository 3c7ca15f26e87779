"""The offline base map of any box on Earth, from public datasets."""
