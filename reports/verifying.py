"""What anybody may learn of an issued file: from its serial a little, from the file itself a little more."""

from dataclasses import dataclass

from reports.models import IssuedPortfolio
from reports.seals.serials import tidied


@dataclass(frozen=True)
class Finding:
    """answer: unknown, known (by serial), genuine, altered, other (genuine, under another serial), or part
    (of the file with this serial, which must be known: a file by itself never tells where it lies).

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
    if sha256 and issues.filter(pk=meant.pk, parts__has_key=sha256).exists():
        return Finding("part", meant)
    return Finding("altered" if sha256 else "known", meant)
