"""A real browser: Debian's Chromium, driven by Playwright, against a real server of the product."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tests.factories import PASSWORD

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in the test's thread

# What a page shows at once here may take seconds on a machine that does other things too.
expect.set_options(timeout=20_000)

# The style sheets are the browser's already, and what passed is asked of nobody.
QUICK = {"preload": False, "resultTypes": ["violations"]}
# Sorted out in the page: what axe tells of every rule and node is long on its way here. A rule's weight is
# that of all it finds, so those that find nothing serious need not run.
SERIOUS = """options => {
    const serious = one => ["serious", "critical"].includes(one.impact);
    const rules = Object.fromEntries(
        axe._audit.rules.filter(rule => !serious(rule)).map(rule => [rule.id, {enabled: false}]));
    return axe.run(document, {...options, rules}).then(found => found.violations
        .filter(serious).map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`));
}"""
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--use-fake-device-for-media-stream",  # a microphone that beeps
        "--use-fake-ui-for-media-stream",
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = os.environ.get("WAYMARK_CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*quiet, *sandbox]}


@dataclass
class Visit:
    """One person's browser window, signed in, that notes what went wrong on its pages."""

    page: Page
    address: str
    console: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def sign_in(browser: Browser, live_server) -> Callable[..., Visit]:
    """Sign somebody in, in a window of their own; by_form: through the log-in page, as people do."""
    contexts = []

    def visit(user: User, viewport: dict = DESK, *, by_form: bool = False, **options) -> Visit:
        context = browser.new_context(
            viewport=viewport, locale="en-GB", timezone_id="Europe/London", **options
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page, console = context.new_page(), []
        page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: console.append(str(error)))
        if by_form:
            log_in(page, user, live_server.url)
        else:
            context.add_cookies([session_of(user, live_server.url)])
            page.goto(live_server.url + "/")
        return Visit(page, live_server.url, console)

    yield visit
    if folder := os.environ.get("WAYMARK_JOURNEY_SHOTS"):
        for number, context in enumerate(contexts):
            context.pages[0].screenshot(path=f"{folder}/{number}.png", full_page=True)
    for context in contexts:
        context.close()
    let_requests_end()


def log_in(page: Page, user: User, address: str) -> None:
    page.goto(address + "/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(address + "/")


def session_of(user: User, address: str) -> dict[str, str]:
    """The cookie that the log-in page would have given."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def let_requests_end(seconds: float = 10) -> None:
    """What a closed window had asked for is still being answered; emptying the tables would wait for it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and any(
        "process_request_thread" in thread.name for thread in threading.enumerate()
    ):
        time.sleep(0.05)


@pytest.fixture
def serious() -> Callable[[Page], list[str]]:
    """What axe finds serious or critical on a page, a line each."""

    def findings(page: Page) -> list[str]:
        page.evaluate(AXE_SCRIPT)
        return page.evaluate(SERIOUS, QUICK)

    return findings
