"""Runs everything on one machine until Ctrl-C: web processes, the task worker, a sweep every minute."""

import os
import resource
import signal
import socket
import sys
import time
from types import FrameType

from django.conf import settings
from django.utils.log import configure_logging

from config.processes import Child, Sweep

LOOK_EVERY_SECONDS = 0.2
STOP_WITHIN_SECONDS = 20.0

WORKERS = {
    "database": ("db_worker", "--interval", "0.5", "--no-startup-delay"),
    "redis": ("rqworker", "default", "--job-class", "django_tasks_rq.Job"),
}


def bind(host: str, port: int) -> socket.socket:
    """The one listening socket; connections wait in it while a web process is replaced."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(1024)
    listening.set_inheritable(True)
    return listening


def children(listening: socket.socket) -> list[Child]:
    descriptor = listening.fileno()
    web = ("-m", "config.web", str(descriptor))
    processes = range(1, settings.WAYMARK_WEB_PROCESSES + 1)
    found = [Child(f"web {number}", web, descriptors=[descriptor]) for number in processes]
    if worker := WORKERS.get(settings.WAYMARK_TASKS):
        found.append(Child("worker", ("manage.py", *worker)))
    found.append(Sweep("sweep", ("manage.py", "sweep")))
    return found


def raise_file_limit() -> None:
    """A thousand connections a process need more descriptors than most systems give at first."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def supervise(watched: list[Child]) -> None:
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not stopping:
        for child in watched:
            child.look_after(time.monotonic())
        time.sleep(LOOK_EVERY_SECONDS)
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for child in watched:
        child.ask_to_stop()
    for child in watched:
        child.wait_until(deadline)


def welcome() -> str:
    lines = [f"Waymark is ready at {settings.SITE_URL}  (Ctrl-C stops it)"]
    if settings.WAYMARK_DEMO:
        lines.append(f"Log in with the password {settings.WAYMARK_DEMO_PASSWORD} as")
        lines += [f"  {name:<12} {name}@demo.waymark.example" for name in settings.WAYMARK_DEMO_LOGINS]
    return "\n".join(lines) + "\n"


def main() -> None:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    os.environ["TMPDIR"] = str(settings.FILE_UPLOAD_TEMP_DIR)  # half-received requests wait beside the files
    try:
        listening = bind(settings.WAYMARK_HOST, settings.WAYMARK_PORT)
    except OSError as error:
        sys.exit(f"Cannot listen on {settings.WAYMARK_HOST}:{settings.WAYMARK_PORT}: {error.strerror}.")
    raise_file_limit()
    sys.stdout.write(welcome())
    sys.stdout.flush()
    supervise(children(listening))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
