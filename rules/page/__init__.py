"""Rules about the page as a whole."""
