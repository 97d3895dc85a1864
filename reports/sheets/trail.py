"""The audit trail as a sheet: of one portfolio, or of a provider, however long it is."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import AuditEvent, Provider
from portfolio.models import Apprenticeship
from portfolio.sheets import Column, Holds, Row, Sheet

AT_ONCE = 500
COLUMNS = [
    Column("No.", Holds.NUMBER, 9),
    Column("When", Holds.MOMENT),
    Column("Who", chars=22),
    Column("What they did", chars=28),
    Column("To what", chars=22),
    Column("Its id", Holds.CODE, 38),
    Column("Details", Holds.TEXT),
    Column("SHA-256", Holds.CODE, 66, is_printed=False),
    Column("SHA-256 of the event before", Holds.CODE, 66, is_printed=False),
]
NOTE = "Each event carries the hash of the one before it at the provider: none can be changed or left out."
# What an event can be about, and the way from there to the portfolio it belongs to.
PATHS = {
    "assessments.booking": "gateway__apprenticeship",
    "assessments.countersignature": "marking__revision__evidence__apprenticeship",
    "assessments.onprogrammeresult": "apprenticeship",
    "assessments.eparesult": "booking__gateway__apprenticeship",
    "assessments.evidencerequest": "apprenticeship",
    "assessments.exercise": "revision__evidence__apprenticeship",
    "assessments.gateway": "apprenticeship",
    "assessments.mockassessment": "apprenticeship",
    "assessments.opinion": "exercise__revision__evidence__apprenticeship",
    "assessments.planmove": "apprenticeship",
    "assessments.resit": "gateway__apprenticeship",
    "assessments.sample": "apprenticeship",
    "assessments.signature": "apprenticeship",
    "assessments.signrequest": "apprenticeship",
    "assessments.thrownawaymock": "apprenticeship",
    "portfolio.apprenticeship": "pk",
    "portfolio.attachment": "revision__evidence__apprenticeship",
    "portfolio.breakinlearning": "apprenticeship",
    "portfolio.evidence": "apprenticeship",
    "portfolio.trainingentry": "apprenticeship",
    "portfolio.visitor": "apprenticeship",
    "reports.arrival": "apprenticeship",
    "reports.export": "apprenticeship",
    "reports.issuedportfolio": "apprenticeship",
    "reports.readinglink": "apprenticeship",
}


def provider_trail(provider: Provider) -> Sheet:
    """One query, read as the rows are written."""
    found = AuditEvent.objects.filter(provider=provider).order_by("number")
    return _sheet(found, [NOTE])


def portfolio_trail(apprenticeship: Apprenticeship) -> Sheet:
    """Two queries. What was deleted before it was ever handed in stands in the provider's trail alone."""
    about = Q()
    for label, ids in _subjects(apprenticeship).items():
        about |= Q(subject_type=label, subject_id__in=ids)
    found = AuditEvent.objects.filter(about, provider=apprenticeship.provider_id).order_by("number")
    return _sheet(found, [NOTE, "Numbers are those of the whole provider, so that some are left out here."])


def _sheet(events: QuerySet[AuditEvent], notes: list[str]) -> Sheet:
    rows = events.select_related("by").iterator(chunk_size=AT_ONCE)
    return Sheet("audit-trail", "Audit trail", COLUMNS, _rows(rows), notes)


def _rows(events: Iterable[AuditEvent]) -> Iterator[Row]:
    for event in events:
        yield [
            event.number,
            event.at,
            str(event.by) if event.by else "Waymark",
            event.act,
            kind_of(event.subject_type),
            event.subject_id,
            in_words(event.detail),
            event.hash,
            event.previous_hash,
        ]


def kind_of(label: str) -> str:
    """What an event is about, in words; a kind that is no more goes by its old name."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label.partition(".")[2]


def in_words(detail: dict[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in detail.items())


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _subjects(apprenticeship: Apprenticeship) -> dict[str, list[str]]:
    """The ids of everything in this portfolio that an event can be about, by kind. One query."""
    parts = [_ids(label, path, apprenticeship) for label, path in sorted(PATHS.items())]
    found: dict[str, list[str]] = {}
    for label, pk in parts[0].union(*parts[1:], all=True):
        found.setdefault(label, []).append(_as_written(pk))
    return found


def _ids(label: str, path: str, apprenticeship: Apprenticeship) -> QuerySet[Any, Any]:
    rows = apps.get_model(label)._default_manager.filter(**{path: apprenticeship.pk}).order_by()
    about_kind, about_id = Value(label, output_field=CharField()), Cast("pk", CharField(max_length=60))
    found: QuerySet[Any, Any] = rows.annotate(about_kind=about_kind, about_id=about_id)
    return found.values_list("about_kind", "about_id")


def _as_written(pk: str) -> str:
    """As `record` writes it; one engine keeps ids without their hyphens."""
    return pk if pk.isdigit() and len(pk) < len(UUID(int=0).hex) else str(UUID(pk))
