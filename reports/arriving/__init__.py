"""What becomes of each kind of file that comes in."""
