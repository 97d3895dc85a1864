"""How long the next piece takes on the marking desk, what two hundred apprentices ask, and who wins a race.

    python -m bench.marking            SQLite and PostgreSQL, ten races each
    python -m bench.marking --quick    SQLite alone, less time, two races

A piece with 40 claims and 20 files is opened again and again while 200 pieces of 200 apprentices wait; the
smallest honest page (bench/yardsticks) is asked in the same run. Then ten sessions post ten different
markings of one version at the same moment: one is recorded, nine are told (409), and each of the nine reads
its own words in the answer.

Ends with 1 when a target is missed. The last line holds the figures as JSON.
"""

import argparse
import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.clients import Site, ask, signed_in
from bench.pages import SETTINGS, TABLE, web_processes
from bench.shared import HOST, ROOT, Figure, finish, running_site
from bench.writers import scratch_database

SESSIONS, CLAIMS, FILES = 10, 40, 20
NEXT_PIECE_MS, MOST_QUERIES = 150, 12
PAGES = {"queue": "/marking/", "home": "/", "caseload": "/apprenticeships/"}


@dataclass
class Race:
    """What ten posts at once came to."""

    statuses: list[int] = field(default_factory=list)
    lost_words: int = 0

    @property
    def is_fair(self) -> bool:
        expected = Counter({302: 1, 409: SESSIONS - 1})
        return Counter(self.statuses) == expected and not self.lost_words


def race(port: int, cookies: list[str], piece: dict[str, object]) -> Race:
    result, barrier = Race(), threading.Barrier(SESSIONS)
    threads = [
        threading.Thread(target=_post, args=(port, cookie, piece, number, barrier, result))
        for number, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return result


def _post(
    port: int, cookie: str, piece: dict[str, object], number: int, barrier: threading.Barrier, result: Race
) -> None:
    words = [f"Feedback typed in session {number}", *(f"Reason {number} for {c}" for c in piece["claims"])]
    typed = {
        "csrfmiddlewaretoken": cookie.partition("csrftoken=")[2].partition(";")[0],
        "revision": piece["revision"],
        "outcome": "returned",
        "feedback": words[0],
        **{f"outcome-{claim}": "not_yet" for claim in piece["claims"]},
        **{f"reason-{claim}": f"Reason {number} for {claim}" for claim in piece["claims"]},
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    barrier.wait()
    connection.request("POST", f"/evidence/{piece['evidence']}/mark/", urlencode(typed), headers)
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    result.statuses.append(response.status)
    if response.status != 302:
        result.lost_words += sum(word not in page for word in words)


def measure(seconds: float, races: int, **settings: str) -> tuple[list[Figure], dict[str, object]]:
    with running_site(DJANGO_SETTINGS_MODULE=SETTINGS, **settings) as (port, pid, environment):
        command = [sys.executable, "-m", "bench.marking_rows", str(races)]
        made = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
        rows = json.loads(made.stdout.splitlines()[-1])
        site = Site(port, web_processes(pid))
        cookie = signed_in(port, "assessor")
        table = ask(site, TABLE, cookie, clients=1, seconds=seconds)
        piece = ask(site, f"/evidence/{rows['large']}/mark/", cookie, clients=1, seconds=seconds)
        others = {name: ask(site, path, cookie, clients=1, seconds=seconds) for name, path in PAGES.items()}
        cookies = [signed_in(port, "assessor") for _ in range(SESSIONS)]
        run = [race(port, cookies, raced) for raced in rows["raced"]]
    unfair = [sorted(one.statuses) for one in run if not one.is_fair]
    figures = [
        Figure("next piece: p95", piece.milliseconds(0.95), "ms", NEXT_PIECE_MS),
        Figure("next piece: median", piece.milliseconds(0.5), "ms"),
        Figure("next piece: failed answers", len(piece.failures), "", 0),
        Figure("table page: p95", table.milliseconds(0.95), "ms"),
        *(Figure(f"{name}: p95", page.milliseconds(0.95), "ms") for name, page in others.items()),
        *(Figure(f"{name}: queries", rows["queries"][name], "", MOST_QUERIES) for name in PAGES),
        Figure("races in which not exactly one won or words were lost", len(unfair), "", 0),
    ]
    return figures, {"races": len(run), "unfair": unfair}


def main(*, quick: bool) -> None:
    began, told, missed = time.monotonic(), {}, []
    with scratch_database() as address:
        engines = {"sqlite": {}} | (
            {"postgresql": {"DATABASE_URL": address}} if address and not quick else {}
        )
        if not address:
            print("SKIPPED: no PostgreSQL answers, so nothing is known about it.")
        for engine, settings in engines.items():
            figures, races = measure(1.5 if quick else 10, 2 if quick else 10, **settings)
            print(engine)
            for figure in figures:
                print(f"  {figure}")
            missed += [f"{engine}: {figure.name}" for figure in figures if not figure.is_met]
            told[engine] = {figure.name: round(figure.value, 1) for figure in figures} | races
    finish({**told, "seconds": round(time.monotonic() - began)}, missed=missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="SQLite alone, less time, fewer races")
    main(quick=parser.parse_args().quick)
