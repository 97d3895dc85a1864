"""The audit trail: chained, append-only, and checked."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import triggers
from accounts.audit import broken_links, record
from accounts.models import AuditEvent
from accounts.rules import FIRST_HASH
from tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_record_chains_each_event_to_the_one_before():
    provider, person = ProviderFactory(), UserFactory()
    first = record(person, "enrolled", provider_id=provider.pk, by=person)
    second = record(person, "signed in", provider_id=provider.pk, by=None, times=2)
    assert (first.number, first.previous_hash) == (1, FIRST_HASH)
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert second.detail == {"times": 2}
    assert broken_links(provider) == []


def test_record_keeps_one_chain_for_each_provider():
    one, other = ProviderFactory(), ProviderFactory()
    person = UserFactory()
    record(person, "enrolled", provider_id=one.pk, by=person)
    event = record(person, "enrolled", provider_id=other.pk, by=person)
    assert (event.number, event.previous_hash) == (1, FIRST_HASH)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_auditevent SET act = 'nothing'", "DELETE FROM accounts_auditevent"],
)
def test_audit_event_cannot_be_changed_even_by_sql(statement):
    person = UserFactory()
    record(person, "enrolled", provider_id=ProviderFactory().pk, by=person)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEvent.objects.get().act == "enrolled"


def test_broken_links_names_an_altered_event():
    provider, person = ProviderFactory(), UserFactory()
    for act in ("enrolled", "signed in", "signed out"):
        record(person, act, provider_id=provider.pk, by=person)
    triggers.drop(connection, "accounts_auditevent")
    AuditEvent.objects.filter(number=2).update(act="deleted")
    triggers.create(connection, "accounts_auditevent")
    assert broken_links(provider) == ["Event 2 was altered after it was written."]


def test_broken_links_names_a_missing_event():
    provider, person = ProviderFactory(), UserFactory()
    for act in ("enrolled", "signed in", "signed out"):
        record(person, act, provider_id=provider.pk, by=person)
    triggers.drop(connection, "accounts_auditevent")
    AuditEvent.objects.filter(number=2).delete()
    triggers.create(connection, "accounts_auditevent")
    assert broken_links(provider) == [
        "Event 2 is missing (the next one found is 3).",
        "Event 3 does not follow from the one before it.",
    ]
