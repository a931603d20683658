"""Alembic runs this for every migration: on the connection, and in the transaction, it is given."""

from alembic import context

from audit.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    target_metadata=metadata,
)
context.run_migrations()
