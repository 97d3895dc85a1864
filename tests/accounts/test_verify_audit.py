"""The command that follows the audit trail from its first event to its last."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import triggers
from accounts.audit import record
from accounts.models import AuditEvent
from tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    provider, person = ProviderFactory(name="Larkmoor Training"), UserFactory()
    for act in ("started", "submitted", "accepted"):
        record(person, act, provider_id=provider.pk, by=person)
    return provider


def flip_a_byte(number, **fields):
    triggers.drop(connection, "accounts_auditevent")
    AuditEvent.objects.filter(number=number).update(**fields)
    triggers.create(connection, "accounts_auditevent")


def test_verify_audit_says_that_a_chain_is_whole(provider):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == "Larkmoor Training: 3 events, whole.\n"


def test_verify_audit_finds_one_flipped_byte(provider):
    flip_a_byte(2, act="submittee")
    out = StringIO()
    with pytest.raises(CommandError, match="changed after it was written") as refusal:
        call_command("verify_audit", stdout=out)
    assert refusal.value.returncode == 1
    assert "  Event 2 was altered after it was written.\n" in out.getvalue()


def test_verify_audit_finds_a_flipped_byte_in_a_hash(provider):
    last = AuditEvent.objects.get(number=3)
    flip_a_byte(3, hash=f"{int(last.hash[0], 16) ^ 1:x}{last.hash[1:]}")
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=StringIO())
