"""The map as tables of values: the same columns in every file of data.

Where outputs/rows.py says things for people to read, here numbers are numbers in their units,
dates are ISO dates, and a stable code stands beside each word.
"""
