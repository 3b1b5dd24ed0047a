"""Where each dataset stands on its path, and the steps it makes."""
