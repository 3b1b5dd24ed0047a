"""What a portal and its organisations ask for before publication, and who may go without."""
