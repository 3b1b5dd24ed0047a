"""The licence register and its rules."""
