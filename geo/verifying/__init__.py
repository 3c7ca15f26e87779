"""What a finished page can be believed to be: unaltered, of this program, of these layers."""
