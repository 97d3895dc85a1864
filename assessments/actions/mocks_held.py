"""A mock held for an act, and why it cannot be: saved meanwhile, finished, or thrown away."""

import datetime as dt
from http import HTTPStatus

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Refused
from assessments.models import MockAssessment, ThrownAwayMock
from assessments.permissions.practice import can_go_on

THROWN_AWAY = "This practice was thrown away in another window."


class StaleMock(Refused):
    """Somebody else, or another window, saved it meanwhile; `kept` is that one. Nothing was overwritten."""

    def __init__(self, kept: MockAssessment) -> None:
        at = f"{timezone.localtime(kept.saved_at):%H:%M}"
        super().__init__(
            f"{kept.saved_by} saved this practice at {at}, from another window or device. Both are kept: "
            "that one here, and this one on this page.",
            HTTPStatus.CONFLICT,
        )
        self.kept = kept


class MockIsOver(Refused):
    """It was finished or thrown away meanwhile; `mock` is what is left of it. Nothing can be added to it."""

    def __init__(self, mock: MockAssessment, reason: str) -> None:
        super().__init__(reason, HTTPStatus.CONFLICT)
        self.mock = mock


def finished(mock: MockAssessment) -> MockIsOver:
    reason = (
        f"{mock.finished_by} finished this practice {_at(mock.finished_at)}. Its results stay as they are."
    )
    return MockIsOver(mock, reason)


def thrown_away(gone: ThrownAwayMock) -> MockIsOver:
    reason = f"{gone.thrown_away_by} threw this practice away {_at(gone.thrown_away_at)}."
    return MockIsOver(as_it_was_begun(gone), reason)


def _at(moment: dt.datetime | None) -> str:
    local = timezone.localtime(moment)
    return f"at {local:%H:%M} on {local:%a} {local.day} {local:%b %Y}"


def as_it_was_begun(gone: ThrownAwayMock) -> MockAssessment:
    """Never saved again. Fetched `for_page`."""
    return MockAssessment(
        pk=gone.pk,
        apprenticeship=gone.apprenticeship,
        kind=gone.kind,
        method=gone.method,
        scenario=gone.scenario,
        begun_by=gone.begun_by,
        begun_at=gone.begun_at,
    )


def hold_mock(mock: MockAssessment, by: User) -> MockAssessment:
    """As it is after the wait, and open to this person. Raises MockIsOver."""
    row = MockAssessment.objects.filter(pk=mock.pk)
    if row.select_for_update(no_key=True).only("pk").first() is None:
        gone = ThrownAwayMock.objects.for_page().filter(pk=mock.pk).first()
        raise thrown_away(gone) if gone else Refused(THROWN_AWAY, HTTPStatus.CONFLICT)
    held = row.for_page()[0]
    require_running(held, by)
    return held


def require_running(mock: MockAssessment, by: User) -> None:
    may = can_go_on(by, mock)
    if not may and not mock.is_open and may.status == HTTPStatus.CONFLICT:
        raise finished(mock)
    may.require()
