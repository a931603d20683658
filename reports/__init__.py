"""The reports: one finished result, written for one kind of reader each."""
