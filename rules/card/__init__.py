"""Rules about repeated cards."""
