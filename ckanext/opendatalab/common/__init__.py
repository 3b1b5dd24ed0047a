"""What every room uses and which knows none of them: status, organisations, text, tables."""
