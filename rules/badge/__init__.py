"""Rules about accreditation badges."""
