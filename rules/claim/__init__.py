"""Rules about claims the organisation makes about itself."""
