"""One web process: waitress on a socket that the supervisor bound. Usage: python -m config.web DESCRIPTOR."""

import signal
import socket
import sys
from types import FrameType
from typing import Any

import waitress
from django.conf import settings

from config.wsgi import application

# A response waits here, beyond a megabyte on disk, while a slow reader takes it; no thread waits with it.
LONGEST_WAITING_RESPONSE = 200_000_000


def options() -> dict[str, Any]:
    chosen = {
        "threads": settings.WAYMARK_WEB_THREADS,
        "connection_limit": 1000,
        "channel_timeout": 60,
        "cleanup_interval": 10,
        "asyncore_use_poll": True,
        "max_request_header_size": 32_768,
        "max_request_body_size": settings.WAYMARK_MAX_REQUEST_BYTES,
        "outbuf_high_watermark": LONGEST_WAITING_RESPONSE,
        "clear_untrusted_proxy_headers": True,
        "ident": "",
    }
    if settings.WAYMARK_TRUSTED_PROXY:
        chosen |= {
            "trusted_proxy": settings.WAYMARK_TRUSTED_PROXY,
            "trusted_proxy_count": settings.WAYMARK_TRUSTED_PROXY_COUNT,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    return chosen


def leave(_number: int, _frame: FrameType | None) -> None:
    """Waitress then lets running requests finish, for five seconds."""
    raise SystemExit


def main(descriptor: int) -> None:
    signal.signal(signal.SIGTERM, leave)
    waitress.serve(application, sockets=[socket.socket(fileno=descriptor)], _quiet=True, **options())


if __name__ == "__main__":
    main(int(sys.argv[1]))
