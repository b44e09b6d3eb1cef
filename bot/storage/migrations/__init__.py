"""Alembic's migrations: run by ``bot.storage.migrate``, never changed after a release."""
