"""What organisations decide and show of the legal side of their data."""
