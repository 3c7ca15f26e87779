"""Bytes that nobody thought of, for all that reads what comes from elsewhere.

``targets`` says what must hold for any bytes, ``corpus`` has those that led somewhere. The
suite tries the corpus and changes of it; ``python -m tests.fuzz`` looks for more.
"""
