"""Which version of a piece is meant: the one that stands there now, or the one that others see."""

from portfolio.models import Evidence, Revision


def latest_of(evidence: Evidence) -> Revision:
    """The newest version: the draft, while there is one. Raises Revision.DoesNotExist where there is none."""
    return _there(evidence.latest)


def shown_of(evidence: Evidence) -> Revision:
    """The newest that was handed in. Raises Revision.DoesNotExist when nothing was yet."""
    return _there(evidence.shown)


def _there(revision: Revision | None) -> Revision:
    if revision is None:
        raise Revision.DoesNotExist
    return revision
