"""How many pages a second, how long and how large one is, how many queries it asks: every kind, every role.

    python -m bench.pages            every page, with one and with eight clients
    python -m bench.pages --quick    the pages that have a target of their own, with eight clients

Measured on the demonstration, served as `make demo` serves it, beside two yardsticks in the same run: an
empty view and the smallest honest page (bench/yardsticks). Ends with 1 when a target is missed. The last line
holds the figures as JSON. “CPU ms” is what one page costs the server, on a busy machine too.
"""

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clients import Figures, Site, ask, signed_in
from bench.shared import finish, running_site

EMPTY, TABLE = "/bench/empty/", "/bench/table/"
CLIENTS, GROUP = 8, 3
MOST_QUERIES = 8
SETTINGS = "bench.yardsticks.settings"


@dataclass(frozen=True)
class Page:
    """ratio: the least share of the table page's requests a second; 0 where none is promised."""

    name: str
    role: str
    path: str
    ratio: float = 0.0
    p95: int = 150
    kilobytes: int = 40


@dataclass(frozen=True)
class Row:
    page: Page
    one: Figures | None
    eight: Figures
    queries: int
    share: float

    def missed(self) -> list[str]:
        page, name = self.page, f"{self.page.name} ({self.page.role})"
        problems = sorted(set(self.eight.failures))
        if self.share < page.ratio:
            problems.append(f"{name}: {self.share:.2f} of the table page, not {page.ratio}")
        if self.eight.milliseconds(0.95) > page.p95:
            problems.append(f"{name}: p95 is {self.eight.milliseconds(0.95):.0f} ms, not {page.p95}")
        if self.eight.size > page.kilobytes * 1000:
            problems.append(f"{name}: {self.eight.size / 1000:.0f} kB, not {page.kilobytes}")
        if self.queries > MOST_QUERIES:
            problems.append(f"{name}: {self.queries} queries, not {MOST_QUERIES}")
        return problems


def prepare_django(environment: dict[str, str]) -> None:
    """This process looks into the same database, to find pages and to count queries."""
    os.environ.update(environment)
    import django

    django.setup()


def pages_of_the_demonstration() -> list[Page]:
    from bench.demo_pages import addresses

    at = addresses()
    ours = f"/apprenticeships/{at.apprenticeship}/"
    return [
        Page("home", "apprentice", "/", ratio=0.55),
        Page("home", "assessor", "/", ratio=0.55),
        Page("home", "manager", "/", ratio=0.55),
        Page("home", "admin", "/", ratio=0.55),
        Page("evidence", "apprentice", f"/evidence/{at.accepted}/", ratio=0.6),
        Page("evidence", "assessor", f"/evidence/{at.accepted}/", ratio=0.6),
        Page("list of 40", "apprentice", f"{ours}evidence/", ratio=0.5),
        Page("queue of 30", "assessor", "/marking/", ratio=0.5),
        Page("matrix", "apprentice", f"{ours}progress/", ratio=0.2, p95=300, kilobytes=120),
        Page("home", "iqa", "/"),
        Page("home", "visitor", "/"),
        Page("apprentices", "admin", "/apprenticeships/"),
        Page("apprenticeship", "assessor", ours),
        Page("edit", "apprentice", f"/evidence/{at.draft}/edit/"),
        Page("new", "apprentice", f"{ours}evidence/new/"),
        Page("mark", "assessor", f"/evidence/{at.waiting}/mark/"),
        Page("claims", "apprentice", f"{ours}ksbs/{at.ksb}/"),
        Page("readiness", "apprentice", f"{ours}readiness/"),
        Page("choose showcase", "apprentice", f"{ours}showcase/"),
        Page("read showcase", "visitor", f"{ours}showcase/read/", p95=300, kilobytes=250),
        Page("exports", "admin", f"{ours}exports/"),
        Page("standards", "apprentice", "/standards/"),
        Page("standard", "apprentice", f"/standards/{at.version}/"),
        Page("area", "apprentice", f"/standards/areas/{at.area}/"),
        Page("KSB", "assessor", f"/standards/ksbs/{at.ksb}/"),
        Page("plan", "admin", f"/standards/plans/{at.plan}/", kilobytes=120),
    ]


def web_processes(supervisor: int) -> list[int]:
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return [int(child) for child in children if b"config.web" in Path(f"/proc/{child}/cmdline").read_bytes()]


def measure_all(site: Site, pages: Sequence[Page], *, seconds: float, with_one: bool) -> dict[str, object]:
    from bench.demo_pages import queries_of

    cookies = {role: signed_in(site.port, role) for role in dict.fromkeys(page.role for page in pages)}
    cookie = cookies["apprentice"]
    empty = ask(site, EMPTY, cookie, clients=CLIENTS, seconds=seconds)
    one_table = ask(site, TABLE, cookie, clients=1, seconds=seconds)
    tables = [ask(site, TABLE, cookie, clients=CLIENTS, seconds=seconds)]
    rows = []
    for group in (pages[start : start + GROUP] for start in range(0, len(pages), GROUP)):
        asked = [_asked(site, page, cookies[page.role], seconds, with_one) for page in group]
        tables.append(ask(site, TABLE, cookie, clients=CLIENTS, seconds=seconds))
        beside = (tables[-2].per_second + tables[-1].per_second) / 2
        for page, (one, eight) in zip(group, asked, strict=True):
            rows.append(Row(page, one, eight, queries_of(page.role, page.path), eight.per_second / beside))
    report(rows, empty, tables, one_table)
    return {
        "empty": round(empty.per_second),
        "table": round(sum(figures.per_second for figures in tables) / len(tables)),
        "table_one_client": round(one_table.per_second),
        "pages": {f"{row.page.name} {row.page.role}": figures_of(row) for row in rows},
        "missed": [sentence for row in rows for sentence in row.missed()],
    }


def _asked(
    site: Site, page: Page, cookie: str, seconds: float, with_one: bool
) -> tuple[Figures | None, Figures]:
    one = ask(site, page.path, cookie, clients=1, seconds=seconds) if with_one else None
    return one, ask(site, page.path, cookie, clients=CLIENTS, seconds=seconds)


def figures_of(row: Row) -> dict[str, float]:
    return {
        "per_second": round(row.eight.per_second, 1),
        "share": round(row.share, 2),
        "p95": round(row.eight.milliseconds(0.95)),
        "kB": round(row.eight.size / 1000, 1),
        "queries": row.queries,
        "cpu_ms": round(row.eight.cpu_milliseconds, 1),
    }


def report(rows: Sequence[Row], empty: Figures, tables: Sequence[Figures], one_table: Figures) -> None:
    print(f"{'page':<17}{'role':<12}{'1 client':>9}{'8 clients':>10}{'share':>7}", end="")
    print(f"{'p50':>6}{'p95':>6}{'p99':>6}{'kB':>7}{'CPU ms':>8}{'queries':>8}")
    print(line("empty view", "", None, empty))
    print(line("table page", "apprentice", one_table, tables[0]))
    for again in tables[1:]:
        print(line("table page again", "apprentice", None, again))
    for row in rows:
        figures = line(row.page.name, row.page.role, row.one, row.eight, f"{row.share:.2f}")
        print(f"{figures}{row.queries:>8}{'  MISSED' if row.missed() else ''}")


def line(name: str, role: str, one: Figures | None, eight: Figures, share: str = "") -> str:
    first = f"{one.per_second:.1f}" if one else ""
    times = "".join(f"{eight.milliseconds(part):>6.0f}" for part in (0.5, 0.95, 0.99))
    figures = f"{name:<17}{role:<12}{first:>9}{eight.per_second:>10.1f}{share:>7}{times}"
    return f"{figures}{eight.size / 1000:>7.1f}{eight.cpu_milliseconds:>8.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer pages, less time")
    quick = parser.parse_args().quick
    began = time.monotonic()
    with running_site("seed_demo", DJANGO_SETTINGS_MODULE=SETTINGS) as (port, pid, environment):
        prepare_django(environment)
        site = Site(port, web_processes(pid))
        pages = [page for page in pages_of_the_demonstration() if page.ratio or not quick]
        figures = measure_all(site, pages, seconds=0.8 if quick else 3.0, with_one=not quick)
    missed = figures.pop("missed")
    for sentence in missed:
        print(sentence)
    finish({**figures, "seconds": round(time.monotonic() - began)}, missed=list(missed))


if __name__ == "__main__":
    main()
