"""What people do with what comes in: send it, bring it in, drop it."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.permissions import Permission, Refused
from portfolio.file_types import clean_name
from portfolio.keeping import FileRefused
from portfolio.limits import Limits
from portfolio.models import Apprenticeship
from portfolio.quota import limits_at
from reports.models import Arrival
from reports.permissions.arrivals import (
    can_confirm,
    can_drop,
    can_receive,
    can_receive_leap2a,
    can_try_again,
)
from reports.rules import ARRIVAL_STATES
from reports.tasks import work_on_arrival

TOO_LARGE = "Whoever runs this site can bring in a larger one by hand, with manage.py receive_archive."


def receive_archive(
    *, provider: Provider, source: "File[bytes]", name: str, in_form: bool, by: User
) -> Arrival:
    """Put an archive down, to be looked at. Nothing of it counts before somebody says so."""
    may = partial(can_receive, by, provider)
    may().require()
    refuse_too_large(limits_at(provider), source, name, in_form=in_form)
    arrival = Arrival(provider=provider, requested_by=by, name=clean_name(name), size=source.size)
    return _put_down(arrival, source, by, may)


def receive_leap2a(*, apprenticeship: Apprenticeship, source: "File[bytes]", name: str, by: User) -> Arrival:
    may = partial(can_receive_leap2a, by, apprenticeship)
    may().require()
    refuse_too_large(limits_at(apprenticeship.provider), source, name, in_form=True)
    arrival = Arrival(
        kind=Arrival.Kind.LEAP2A,
        provider=apprenticeship.provider,
        apprenticeship=apprenticeship,
        requested_by=by,
        name=clean_name(name),
        size=source.size,
    )
    return _put_down(arrival, source, by, may)


def refuse_too_large(limits: Limits, source: "File[bytes]", name: str, *, in_form: bool) -> None:
    """An archive may be as large as the form takes; each file in it is measured when it is looked at."""
    if in_form and source.size > limits.largest_in_form:
        reason = f"{limits.why_too_large(source.size, in_form=True)} {TOO_LARGE}"
        raise FileRefused(clean_name(name), reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _put_down(arrival: Arrival, source: "File[bytes]", by: User, may: Callable[[], Permission]) -> Arrival:
    """The bytes first: a row never points at nothing. may: asked again once nobody else can send one."""
    source.seek(0)
    default_storage.save(arrival.key, source)
    try:
        with transaction.atomic():
            hold_provider(arrival.provider_id)
            may().require()
            arrival.save(force_insert=True)
            record(arrival, "received", provider_id=arrival.provider_id, by=by, size=arrival.size)
            transaction.on_commit(partial(work_on_arrival.enqueue, arrival_id=str(arrival.pk)))
    except Refused:
        default_storage.delete(arrival.key)
        raise
    return arrival


@transaction.atomic
def confirm_arrival(*, arrival: Arrival, choices: Mapping[str, str], by: User) -> Arrival:
    """Have it brought in as was chosen; the rest happens in the background."""
    arrival = _held(arrival)
    can_confirm(arrival).require()
    arrival.choices, arrival.state = dict(choices), ARRIVAL_STATES[arrival.state, "confirm"]
    _go_on(arrival, "confirmed", by)
    return arrival


@transaction.atomic
def try_arrival_again(*, arrival: Arrival, by: User) -> Arrival:
    """Look at what was stopped once more, from the beginning."""
    arrival = _held(arrival)
    can_try_again(arrival).require()
    arrival.state = ARRIVAL_STATES[arrival.state, "try again"]
    _go_on(arrival, "tried again", by)
    return arrival


def _go_on(arrival: Arrival, act: str, by: User) -> None:
    arrival.attempts, arrival.reason, arrival.touched_at = 0, "", timezone.now()
    arrival.save()
    record(arrival, act, provider_id=arrival.provider_id, by=by)
    transaction.on_commit(partial(work_on_arrival.enqueue, arrival_id=str(arrival.pk)))


@transaction.atomic
def drop_arrival(*, arrival: Arrival, by: User) -> None:
    """Forget what came in; of what it said nothing stays but its name."""
    arrival = _held(arrival)
    can_drop(arrival).require()
    arrival.state, arrival.preview, arrival.stage = ARRIVAL_STATES[arrival.state, "drop"], {}, ""
    arrival.finished_at = arrival.touched_at = timezone.now()
    arrival.leased_until, arrival.reason = None, ""
    arrival.save()
    record(arrival, "dropped", provider_id=arrival.provider_id, by=by)
    transaction.on_commit(partial(default_storage.delete, arrival.key))


def _held(arrival: Arrival) -> Arrival:
    """Asked in two queries: PostgreSQL reads joined rows before it waits."""
    found = Arrival.objects.filter(pk=arrival.pk)
    found.select_for_update(no_key=True).only("pk").get()
    return found.for_page().get()
