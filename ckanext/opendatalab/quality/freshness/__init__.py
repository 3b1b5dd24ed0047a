"""What is due and overdue, and who is told."""
