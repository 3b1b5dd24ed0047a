"""What readers and publishers see of the quality of a dataset."""
