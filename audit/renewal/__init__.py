"""Pages that have not changed are not audited again: what they gave is carried over.

docs/decisions/0016-what-is-carried-over.md says what must hold, and why.
"""
