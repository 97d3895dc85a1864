"""Web processes and the worker are killed while people work: nothing acknowledged is lost.

Run: python -m bench.crashes [--quick]. Everything stays on loopback, in a folder of its own. After the last
kill the site is left alone until its exports are finished; then every acknowledged act is looked for.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from bench.shared import HOST, ROOT, finish, running_site

KILL_EVERY_SECONDS = 0.8
SETTLE_WITHIN_SECONDS = 240


@dataclass
class Acknowledged:
    uploads: dict[str, str] = field(default_factory=dict)
    markings: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    lost_connections: int = 0
    strange: list[str] = field(default_factory=list)


class Person:
    """One person's signed-in session, which logs what the server acknowledged."""

    def __init__(self, port: int, email: str, password: str) -> None:
        self.address, self.session = f"http://{HOST}:{port}", requests.Session()
        page = self.session.get(self.address + "/accounts/login/", timeout=30)
        answer = self.post(
            "/accounts/login/", {"login": email, "password": password}, token=token_in(page.text)
        )
        assert answer.status_code == 302, answer.status_code

    def post(self, path: str, form: dict, token: str = "", **options: object) -> requests.Response:
        form = {**form, "csrfmiddlewaretoken": token or self.session.cookies["csrftoken"]}
        return self.session.post(self.address + path, form, allow_redirects=False, timeout=30, **options)


def token_in(html: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert found, "the log-in page holds no token"
    return found.group(1)


def upload_often(person: Person, facts: dict, seen: Acknowledged, go_on: Callable[[], bool]) -> None:
    number = 0
    while go_on() and number < 39:
        number += 1
        name, body = (
            f"note-{number}.txt",
            f"Call log {number}\n".encode() + random.randbytes(200).hex().encode() * 2000,
        )
        path = f"/evidence/{facts['draft']}/files/"
        with attempt(seen):
            answer = person.post(path, {}, files={"files": (name, body, "text/plain")})
            if answer.status_code in (201, 302):
                seen.uploads[name] = hashlib.sha256(body).hexdigest()
            else:
                note(seen, "upload", answer)
        time.sleep(0.4)


def mark_often(person: Person, facts: dict, seen: Acknowledged, go_on: Callable[[], bool]) -> None:
    for piece in facts["waiting"]:
        if not go_on():
            return
        form = {
            "revision": piece["revision"],
            f"outcome-{piece['claim']}": "met",
            f"reason-{piece['claim']}": "Clear.",
            "feedback": "Well done.",
            "outcome": "accepted",
        }
        with attempt(seen):
            answer = person.post(f"/evidence/{piece['evidence']}/mark/", form)
            if answer.status_code == 302:
                seen.markings.append(piece["revision"])
            else:
                note(seen, "mark", answer)


def export_often(person: Person, facts: dict, seen: Acknowledged, go_on: Callable[[], bool]) -> None:
    for apprenticeship in facts["exporting"]:
        if not go_on():
            return
        with attempt(seen):
            answer = person.post(f"/apprenticeships/{apprenticeship}/exports/", {})
            if answer.status_code == 302:
                seen.exports.append(answer.headers["Location"].rstrip("/").split("/")[-1])
            else:
                note(seen, "export", answer)
        time.sleep(1)


def note(seen: Acknowledged, act: str, answer: requests.Response) -> None:
    seen.strange.append(f"{act} {answer.status_code}")


@contextlib.contextmanager
def attempt(seen: Acknowledged) -> Iterator[None]:
    """A connection that a kill cuts is no acknowledgement, and no fault."""
    try:
        yield
    except requests.RequestException:
        seen.lost_connections += 1
        time.sleep(0.1)


def kill_often(supervisor: int, seconds: float) -> int:
    killed, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(KILL_EVERY_SECONDS)
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)
                killed += 1
    return killed


def in_project(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def settle(environment: dict[str, str]) -> float:
    """Wait, as a person would, until nothing is left to do; the site's own sweep hands on what was cut."""
    count = (
        "from reports.models import Export; from portfolio.models import StoredFile; "
        "print(Export.objects.unfinished().count() + StoredFile.objects.waiting().count())"
    )
    started = time.monotonic()
    while time.monotonic() - started < SETTLE_WITHIN_SECONDS:
        if in_project(environment, "manage.py", "shell", "--no-imports", "-c", count).strip() == "0":
            break
        time.sleep(2)
    return time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    seconds = 12 if parser.parse_args().quick else 60
    with running_site(WAYMARK_PDF_SECONDS="60") as (port, supervisor, environment):
        facts = json.loads(in_project(environment, "-m", "bench.crash_facts", "seed"))
        apprentice, assessor, exporter = (
            Person(port, facts[who], facts["password"]) for who in ("apprentice", "assessor", "assessor")
        )
        seen, until = Acknowledged(), time.monotonic() + seconds
        work = [(upload_often, apprentice), (mark_often, assessor), (export_often, exporter)]
        threads = [
            threading.Thread(target=act, args=(person, facts, seen, lambda: time.monotonic() < until))
            for act, person in work
        ]
        for thread in threads:
            thread.start()
        killed = kill_often(supervisor, seconds)
        for thread in threads:
            thread.join()
        settled = settle(environment)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"uploads": seen.uploads, "markings": seen.markings, "exports": seen.exports}, file)
            file.flush()
            missed = in_project(environment, "-m", "bench.crash_facts", "verify", file.name).splitlines()
    figures = {
        "killed": killed,
        "uploads": len(seen.uploads),
        "markings": len(seen.markings),
        "exports": len(seen.exports),
        "lost_connections": seen.lost_connections,
        "other_answers": sorted(set(seen.strange)),
        "settled_seconds": round(settled, 1),
    }
    finish(figures, missed=missed + [line for line in seen.strange if line.split()[1].startswith("5")])


if __name__ == "__main__":
    main()
