"""What the process may use: set before the first byte of the file is looked at."""

import ctypes
import math
import resource
import time

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
LARGEST_COPY_BYTES = 100_000_000

_deadline = math.inf


def limit_this_process(*, seconds: int, megabytes: int, copy_bytes: int = LARGEST_COPY_BYTES) -> None:
    """Inherited by every program this process starts, so that those are held as tightly."""
    set_deadline(seconds)
    memory = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (copy_bytes, copy_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def set_deadline(seconds: float) -> None:
    global _deadline  # noqa: PLW0603  # this process opens one file and ends
    _deadline = time.monotonic() + seconds


def seconds_left() -> float:
    """Until the process is ended from outside; whoever makes many copies stops before that."""
    return _deadline - time.monotonic()


def leave_the_network() -> bool:
    """Moves the process into a network of its own, without any device, where the system allows it."""
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)
