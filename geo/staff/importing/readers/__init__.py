"""One module a format: the names of the tables in a file, and one of them as a Table."""
