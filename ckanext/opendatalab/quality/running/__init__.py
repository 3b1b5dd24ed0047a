"""Has files checked in the background, once per content."""
