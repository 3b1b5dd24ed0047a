"""The portal as a whole."""
