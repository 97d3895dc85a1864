"""What apprentice and assessor said to each other about the feedback."""

from collections.abc import Iterator

from assessments.history.entry import Entry, Past
from assessments.models import Remark

WORDS = {
    Remark.Kind.COMMENT: "Said about the feedback",
    Remark.Kind.ASK: "Asked for another look",
    Remark.Kind.REPLY: "Answered the ask for another look",
}


def remarks(past: Past) -> Iterator[Entry]:
    """One query."""
    said = Remark.objects.filter(marking__revision__evidence=past.evidence).for_list()
    for remark in said:
        about = f" at {remark.claim.ksb.code}" if remark.claim else ""
        what = WORDS[Remark.Kind(remark.kind)] + about
        yield Entry(remark.created_at, str(remark.by), what, detail=remark.text, kind="remark")
