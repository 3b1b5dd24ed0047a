"""Data quality: a metadata score, checks that open the files, one public status, a gate."""
