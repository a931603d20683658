"""Rules of Acme Health for Care Audit: one file each, found by where they lie."""
