"""Search over twenty thousand pieces of one provider, on SQLite and, when it answers, on PostgreSQL.

The texts are strung together from the sentences of bench/accounts.yaml; every fourth piece holds a file with
three pages of text. An assessor of all fifty apprentices searches: what is timed is finding the best matches
and reading the thirty rows of the first page with the words marked, without the page around them. One
apprentice, who sees a fiftieth of it, searches too.
"""

import datetime as dt
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from typing import Any

import yaml

from bench.shared import ROOT, Figure, manage, percentile

PIECES, QUICK_PIECES = 20_000, 2_000
APPRENTICES = 50
TIMES = 5
SLOWEST_ALLOWED_MS = 100
FIRST_PAGE = 30
SEARCHES = (
    "customer",
    "receipt",
    "boiler contractor",
    "waiting list",
    '"waiting list"',
    "cymraeg",
    "ŵythnos",
    "re",
    "the",
    "i",
    "K6",
    "wheelchair ramp folding",
    "zebra",
    "minutes mile lobby",
    '"I let him get it all out first"',
    "annwyl",
)


def measure(*, quick: bool) -> list[Figure]:
    from bench.writers import scratch_database

    figures = _figures_of("SQLite", quick=quick)
    with scratch_database() as address:
        if not address:
            print("  SKIPPED: no PostgreSQL answers, so nothing is known about it.")
            return figures
        return figures + _figures_of("PostgreSQL", quick=quick, DATABASE_URL=address)


def _figures_of(engine: str, *, quick: bool, **settings: str) -> list[Figure]:
    """In a process of its own, as Django can be set up for one database only."""
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder:
        environment = {**os.environ, "WAYMARK_DEMO": "1", "WAYMARK_DATA": folder, **settings}
        environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
        manage(environment, "migrate", "--verbosity=0")
        manage(environment, "load_standards")
        command = [sys.executable, "-m", "bench.capture_search", str(QUICK_PIECES if quick else PIECES)]
        run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    seen = json.loads(run.stdout.splitlines()[-1])
    print(f"  {engine}: slowest is {seen['slowest']}, {seen['found']} found for “customer”")
    name = f"search over {seen['pieces']:,} pieces, {engine}"
    return [
        Figure(f"{name}, median", seen["median"], "ms", SLOWEST_ALLOWED_MS),
        Figure(f"{name}, p95", seen["p95"], "ms", SLOWEST_ALLOWED_MS),
        Figure(f"{name}, an apprentice’s own, p95", seen["own"], "ms", SLOWEST_ALLOWED_MS),
        Figure(f"saving a draft’s words again, {engine}", seen["save"], "ms"),
        Figure(f"revisions indexed a second, {engine}", seen["indexed"], "", most=False),
    ]


def _inside(pieces: int) -> None:
    import django

    django.setup()
    from portfolio import search

    assessor, apprentice = _fill(pieces)
    began = time.perf_counter()
    search.index_missing()
    indexed = pieces / (time.perf_counter() - began)
    _settle()
    by_search = {text: [_timed(assessor, text) for _ in range(TIMES)] for text in SEARCHES}
    every = [seconds * 1000 for times in by_search.values() for seconds, _ in times]
    own = [_timed(apprentice, text)[0] * 1000 for text in SEARCHES for _ in range(TIMES)]
    slowest = max(by_search, key=lambda text: max(by_search[text]))
    seen = {
        "pieces": pieces,
        "median": percentile(every, 0.5),
        "p95": percentile(every, 0.95),
        "own": percentile(own, 0.95),
        "slowest": f"“{slowest}” with {max(by_search[slowest])[0] * 1000:.0f} ms",
        "found": by_search["customer"][0][1],
        "save": _saving(),
        "indexed": indexed,
    }
    print(json.dumps(seen))


def _timed(user: Any, text: str) -> tuple[float, int]:
    """Seconds and how many were found. The roles are asked for once, as the middleware of a request does."""
    from accounts.people import know_roles
    from portfolio.lists import piece_rows
    from portfolio.models import Evidence
    from portfolio.roles import Roles
    from portfolio.search import best_matches
    from portfolio.views.search import MOST_FOUND
    from portfolio.words import read_words

    began = time.perf_counter()
    know_roles(user, Roles(user))
    asked = read_words(text)
    pieces = Evidence.objects.visible_to(user).filter(shown__isnull=False)
    ids = best_matches(pieces, "shown", asked, MOST_FOUND + 1)
    piece_rows("shown", ids[:FIRST_PAGE], asked)
    return time.perf_counter() - began, len(ids)


def _saving() -> float:
    """What keeping the index in step adds to saving a draft that holds a file of three pages, in ms."""
    from portfolio.models import Attachment
    from portfolio.search import index_revision

    attached = Attachment.objects.select_related("revision")[:20]
    times = []
    for attachment in attached:
        began = time.perf_counter()
        index_revision(attachment.revision)
        times.append((time.perf_counter() - began) * 1000)
    return percentile(times, 0.5)


def _settle() -> None:
    """What the database would do by itself in a quiet hour."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _fill(pieces: int) -> tuple[Any, Any]:
    """The assessor of everybody and one apprentice, once so many submitted pieces stand in the tables."""
    from accounts.models import Employer, Membership, Provider, Role, User
    from portfolio.models import Apprenticeship
    from standards.models import StandardVersion

    provider = Provider.objects.create(name="Large Provider")
    employer = Employer.objects.create(name="Shop", provider=provider)
    version = StandardVersion.objects.get(standard__reference="ST0072", version="1.1")
    assessor = User.objects.create(name="Assessor", email="assessor@bench.example")
    Membership.objects.create(user=assessor, provider=provider, role=Role.ASSESSOR)
    chance = random.Random(5)
    written = _Sentences(chance)
    for number in range(APPRENTICES):
        person = User.objects.create(name=f"Apprentice {number}", email=f"a{number}@bench.example")
        Membership.objects.create(user=person, provider=provider, role=Role.APPRENTICE)
        apprenticeship = Apprenticeship.objects.create(
            provider=provider,
            apprentice=person,
            employer=employer,
            assessor=assessor,
            version=version,
            plan=version.plans.ours().first(),
            started_on=dt.date(2026, 1, 5),
            gateway_planned_on=dt.date(2027, 1, 5),
        )
        _fill_one(apprenticeship, pieces // APPRENTICES, written, chance)
    return assessor, person


class _Sentences:
    """Text in the manner of the accounts, as long as wanted."""

    def __init__(self, chance: random.Random) -> None:
        accounts = yaml.safe_load((ROOT / "bench/accounts.yaml").read_text())["accounts"]
        texts = [account["text"] for account in accounts]
        self.all = [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text)]
        self.chance = chance

    def some(self, number: int) -> str:
        return " ".join(self.chance.choices(self.all, k=number))


def _fill_one(apprenticeship: Any, number: int, written: _Sentences, chance: random.Random) -> None:
    from portfolio.models import Claim, Evidence, Revision
    from standards.models import EvidenceTemplate

    template = EvidenceTemplate.objects.get(key="star-account")
    ksbs = list(apprenticeship.version.ksbs.all())
    pieces = Evidence.objects.bulk_create(
        Evidence(apprenticeship=apprenticeship, template=template, kind=template.evidence_kind)
        for _ in range(number)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            evidence=piece,
            state="submitted",
            title=written.some(1)[:80],
            answers={key: written.some(3) for key in ("situation", "task", "action", "result")},
            submitted_at=piece.created_at,
        )
        for piece in pieces
    )
    for piece, revision in zip(pieces, revisions, strict=True):
        piece.latest = piece.shown = revision
    Evidence.objects.bulk_update(pieces, ["latest", "shown"], batch_size=200)
    Claim.objects.bulk_create(
        Claim(revision=revision, ksb=ksb, justification=written.some(1))
        for revision in revisions
        for ksb in chance.sample(ksbs, 2)
    )
    _fill_files(apprenticeship.provider, revisions[::4], written, chance)


def _fill_files(provider: Any, revisions: list[Any], written: _Sentences, chance: random.Random) -> None:
    from portfolio.models import Attachment, FileText, StoredFile

    files = StoredFile.objects.bulk_create(
        StoredFile(
            provider=provider,
            sha256=f"{chance.getrandbits(256):064x}",
            media_type="application/pdf",
            size=1000,
            state="safe",
        )
        for _ in revisions
    )
    FileText.objects.bulk_create(
        FileText(file=file, text="\f".join(written.some(30) for _ in range(3))) for file in files
    )
    Attachment.objects.bulk_create(
        Attachment(revision=revision, file=file, name="Letter.pdf")
        for revision, file in zip(revisions, files, strict=True)
    )


if __name__ == "__main__":
    _inside(int(sys.argv[1]))
