"""Pictures of every page that each role reaches by links, and what axe finds there.

Run: python -m scripts.screenshots

A page is known by its address without the ids. Each is taken for the first role that reaches it, the pages
that differ most by role for each. Files are named ROLE-PAGE-WIDTH-THEME.webp and lie in docs/screens, with a
README.md that lists them.
"""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from bench.shared import HOST, ROOT, running_site

SCREENS = ROOT / "docs" / "screens"
STRANGER = "stranger"
ROLES = ("apprentice", "assessor", "manager", "iqa", "admin", "visitor", "verifier")
PASSWORD = "waymark-demo"
HEIGHTS = {1280: 800, 360: 740}
LOOKS = ((1280, "light"), (1280, "dark"), (360, "light"))
LONGEST = 1500
MOST_BYTES = 40_000
# Pages that no link leads to: a log-in, the ways into and out of an account, and checking a file.
FOR_STRANGERS = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/privacy/",
    "/accessibility/",
    "/status/",
    "/verify/",
    "/verify/7K3P-9QXD-42HM/",
)
ALSO = {"apprentice": ("/no-such-page/", "/capture/offline/")}
NOT_A_PAGE = re.compile(
    r"/(download|static|logout|data)(/|$)|/attachments/(?![^/]+/view/$)|\.(pdf|csv|xlsx|svg|json)$"
)
DIFFERS_BY_ROLE = {
    "home",
    "apprenticeships",
    "apprenticeships-one",
    "apprenticeships-exports",
    "evidence-one",
}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
# Those in a drawing have an object for an address.
ADDRESSES = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
COLOURS_CHANGE_WITHIN = 150  # milliseconds


@dataclass
class Album:
    """What has been taken, and what axe said about it."""

    folder: Path
    taken: list[str] = field(default_factory=list)
    alike: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        if name in DIFFERS_BY_ROLE:
            return True
        known = name in self.alike
        self.alike.add(name)
        return not known


def page_name(path: str) -> str:
    """ "apprenticeships" is the list and "apprenticeships-one" the page of one of them."""
    words = [word for word in ID.sub("", path).split("/") if word]
    ends_with_id = path.rstrip("/").endswith(tuple(ID.findall(path)) or "?")
    return "-".join([*words, *["one"] * ends_with_id]) or "home"


def sign_in(page: Page, origin: str, role: str) -> None:
    page.goto(f"{origin}/accounts/login/")
    page.fill("[name=login]", f"{role}@demo.waymark.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{origin}/")


def reachable(page: Page, origin: str, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """One address for each page that can be reached by links, the nearest first; it stays open meanwhile.

    A page that answers only to a query is asked again with the first one that a link had.
    """
    found, waiting = set(), list(starts)
    queries: dict[str, str] = {}
    while waiting:
        path = waiting.pop(0)
        name = page_name(path)
        if name in found or NOT_A_PAGE.search(path):
            continue
        answer = page.goto(origin + path)
        if answer is not None and answer.status != HTTPStatus.OK and path in queries:
            path = f"{path}?{queries[path]}"
            answer = page.goto(origin + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status != HTTPStatus.OK and path not in starts:
            print(f"{path} answered {answer.status}")
            continue
        found.add(name)
        links = page.eval_on_selector_all("a[href]", ADDRESSES)
        inside = [urlsplit(link) for link in links if link.startswith(origin + "/")]
        queries |= {link.path: link.query for link in reversed(inside) if link.query} | queries
        waiting += [link.path for link in inside]
        yield name, path


def take(page: Page, width: int, height: int, target: Path) -> None:
    """The window grows to the height of the page, so that what sticks to its edges stays there."""
    page.set_viewport_size({"width": width, "height": height})
    full = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(full, LONGEST))})
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in (26, 15, 8, 2):
        picture.save(target, quality=quality, method=4)
        if target.stat().st_size <= MOST_BYTES:
            return


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['impact']} {violation['id']} ({len(violation['nodes'])}): {node['html'][:140]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:1]
    ]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


def take_page(page: Page, role: str, name: str, album: Album) -> None:
    page.wait_for_load_state("networkidle")
    for width, theme in LOOKS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(COLOURS_CHANGE_WITHIN)
        shot = f"{role}-{name}-{width}-{theme}"
        take(page, width, HEIGHTS[width], album.folder / f"{shot}.webp")
        album.taken.append(shot)
        album.findings += [f"{shot}: {finding}" for finding in serious(page)]
        if too_wide(page):
            album.findings.append(f"{shot}: the page is wider than the window")


def take_role(browser: Browser, origin: str, role: str, album: Album) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    stay_here(context, origin, album)
    page = context.new_page()
    page.on("pageerror", lambda error: album.findings.append(f"{role} {page.url}: {error}"))
    starts = ("/", *ALSO.get(role, ()))
    if role == STRANGER:
        starts = FOR_STRANGERS
    else:
        sign_in(page, origin, role)
    names = []
    for name, _ in reachable(page, origin, starts):
        if album.wants(name):
            take_page(page, role, name, album)
            names.append(name)
    context.close()
    print(f"{role}: {', '.join(names)}", flush=True)


def stay_here(context: BrowserContext, origin: str, album: Album) -> None:
    """Nothing may come from outside; what tries to is noted."""

    def judge(route: Route) -> None:
        if route.request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            album.findings.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", judge)


def take_all(origin: str, folder: Path) -> Album:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    album = Album(folder)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--lang=en-GB"])
        for role in (STRANGER, *ROLES):
            take_role(browser, origin, role, album)
        browser.close()
    write_list(album)
    return album


def write_list(album: Album) -> None:
    """README.md beside the pictures, and a PNG of the first page for the README of the project."""
    pages = sorted({shot.rsplit("-", 2)[0] for shot in album.taken})
    lines = [
        "# Screens",
        "",
        "Pages of the demonstration as one role sees them, made by `make screenshots`. Long ones are cut.",
        "",
        "Five showcase PDFs, page by page, are in [showcases](showcases).",
        "",
        f"| page | {' | '.join(f'{width}, {theme}' for width, theme in LOOKS)} |",
        f"|---|{'---|' * len(LOOKS)}",
    ]
    for name in pages:
        links = [f"[see]({name}-{width}-{theme}.webp)" for width, theme in LOOKS]
        lines.append(f"| {name} | {' | '.join(links)} |")
    (album.folder / "README.md").write_text("\n".join([*lines, ""]))
    home = Image.open(album.folder / "apprentice-home-1280-light.webp")
    home.crop((0, 0, 1280, min(home.height, 900))).quantize(48).save(
        album.folder / "home-1280.png", optimize=True
    )


def main() -> None:
    with running_site("seed_demo") as (port, _, environment):
        album = take_all(f"http://{HOST}:{port}", SCREENS)
        subprocess.run([sys.executable, "-m", "scripts.showcases"], env=environment, cwd=ROOT, check=True)
    size = sum(path.stat().st_size for path in SCREENS.rglob("*.webp"))
    print(*album.findings, sep="\n")
    print(f"{len(album.taken)} pictures, {size / 1_000_000:.1f} MB, {len(album.findings)} findings")
    sys.exit(1 if album.findings else 0)


if __name__ == "__main__":
    main()
