"""Reading many things as they stood at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read within was so at the same time: parts of one file never contradict each other.

    For reading alone. Inside a transaction that began before, it is that transaction's moment.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(savepoint=False):
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
