"""What an issued document says of itself on paper: its serial, and a code that leads to the check."""

from pathlib import Path
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse

CODE = "issue-code"


def verify_address(serial: str) -> str:
    return str(urljoin(settings.SITE_URL, reverse("reports:verify-serial", args=[serial])))


def printed_issue(serial: str) -> dict[str, str]:
    """For `reports/print/issue.html`. The hash of the whole cannot be in it."""
    return {
        "serial": serial,
        "address": verify_address(serial),
        "page": urljoin(settings.SITE_URL, reverse("reports:verify")),
        "code": f"evidence:{CODE}",
    }


def code_of(serial: str, folder: Path) -> dict[str, Path]:
    """The QR code as a picture that the printer can set, by the key that the page calls it by."""
    path = folder / f"{CODE}.svg"
    segno.make(verify_address(serial), error="m", micro=False).save(str(path), border=2)
    return {CODE: path}
