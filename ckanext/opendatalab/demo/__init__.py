"""Content of the demonstration portal and its loader."""
