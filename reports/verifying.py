"""What anybody may learn of an issued file: from its serial a little, from the file itself a little more."""

from dataclasses import dataclass

from reports.models import IssuedPortfolio
from reports.seals.serials import tidied


@dataclass(frozen=True)
class Finding:
    """answer: unknown, known (by serial), genuine, altered, or other (genuine, under another serial).

    who: the name in the file for whoever has the file itself; for whoever has a serial, initials.
    """

    answer: str
    issue: IssuedPortfolio | None = None

    @property
    def who(self) -> str:
        if self.issue is None:
            return ""
        has_file = self.answer in {"genuine", "other"}
        return self.issue.issued_to if has_file else self.issue.initials


UNKNOWN = Finding("unknown")


def look_up(serial: str, sha256: str = "") -> Finding:
    """serial: as typed, or empty. sha256: of the file that somebody has, or empty; it speaks first."""
    issues = IssuedPortfolio.objects.for_verifying()
    same = issues.filter(sha256=sha256).first() if sha256 else None
    meant = issues.filter(serial=tidied(serial)).first()
    if same is not None:
        return Finding("genuine" if not serial or meant == same else "other", same)
    if meant is None:
        return UNKNOWN
    return Finding("altered" if sha256 else "known", meant)
