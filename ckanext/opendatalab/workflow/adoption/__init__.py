"""What an organisation decides: what is checked, which path its datasets follow."""
