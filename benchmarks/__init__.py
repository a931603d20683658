"""Care Audit beside its peers, on real pages; never part of the tests. See README.md."""
