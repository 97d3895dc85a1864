"""Where sessions are kept: in the database, as Django does, under keys that could be Django's own."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

KEY_LENGTH = 32


class SessionStore(DatabaseSessions):
    """A cookie can hold anything; PostgreSQL fails on a NUL instead of finding no such session."""

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and len(key) == KEY_LENGTH and key.isascii() and key.isalnum()
