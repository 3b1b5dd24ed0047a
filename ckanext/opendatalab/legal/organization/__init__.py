"""What an organisation decides and shows of the legal side of its data."""
