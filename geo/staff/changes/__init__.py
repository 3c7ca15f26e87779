"""What changed between two states of the layers: compared by id, measured, worded, drawn."""
