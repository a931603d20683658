"""The store: what every run found, page by page, in SQLite or PostgreSQL.

Importing this costs half a second of SQLAlchemy: import it where a run begins, not at start.
"""

from audit.store.errors import StoreError
from audit.store.journal import Visit
from audit.store.lock import InUseError
from audit.store.store import Store

__all__ = ["InUseError", "Store", "StoreError", "Visit"]
