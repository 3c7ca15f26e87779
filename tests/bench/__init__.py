"""Benchmarks, run on demand: ``python -m tests.bench``. No test looks at a time."""
