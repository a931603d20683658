"""The rules: what a page must be. They have opinions and do no input or output."""
