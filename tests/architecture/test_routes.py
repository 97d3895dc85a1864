"""The URL table, walked: strangers are asked to log in, outsiders are told nothing is there."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from portfolio.models import Evidence, Revision
from reports.sheets.catalogue import PROVIDER
from tests.again import again
from tests.architecture.records import address, whole_portfolio
from tests.architecture.routes import PUBLIC, all_routes, sample_address, with_an_id
from tests.factories import ApprenticeshipFactory, ProviderFactory, member, visitor

pytestmark = pytest.mark.django_db

OPEN_TO_EVERYONE_SIGNED_IN = {
    "standards:detail",
    "standards:compare",
    "standards:area",
    "standards:ksb",
    "standards:plan",
    "standards:take",
    "standards:example",
    "standards:guidance-entry",
    "standards:guidance-for",
    "standards:guidance-prompt",
    "standards:guidance-useful",
}
OWNERS_DRAFT = {
    "portfolio:evidence-autosave",
    "portfolio:evidence-delete",
    "portfolio:evidence-edit",
    "portfolio:evidence-files",
    "portfolio:evidence-revise",
    "portfolio:evidence-submit",
    "portfolio:evidence-suggestions",
    "portfolio:evidence-uploads",
}


@pytest.fixture
def portfolio():
    return again(whole_portfolio)


def private_routes():
    return [name for name in with_an_id() if name not in OPEN_TO_EVERYONE_SIGNED_IN | PUBLIC]


OTHERS = [f"other provider's {role}" for role in Role.values]
UNASSIGNED = [f"unassigned {role}" for role in Role.values if role != Role.PROVIDER_ADMIN]
OUTSIDERS = [
    *OTHERS,
    *UNASSIGNED,
    "other provider's apprentice with a portfolio",
    "another apprentice of the provider",
    "a visitor to another portfolio",
]


def outsiders(portfolio):
    """Everybody who could be curious: other provider's people in every role, and same-provider strangers."""
    other, same = ProviderFactory(), portfolio.apprenticeship.provider
    theirs = ApprenticeshipFactory(provider=other)
    people = {f"other provider's {role}": member(other, role) for role in Role.values}
    people |= {
        f"unassigned {role}": member(same, role) for role in Role.values if role != Role.PROVIDER_ADMIN
    }
    return people | {
        "other provider's apprentice with a portfolio": theirs.apprentice,
        "another apprentice of the provider": ApprenticeshipFactory(provider=same).apprentice,
        "a visitor to another portfolio": visitor(ApprenticeshipFactory(provider=same)),
    }


def test_public_routes_are_exactly_those_listed(client: Client):
    for name in all_routes().keys() - PUBLIC:
        for ask in (client.get, client.post):
            answer = ask(sample_address(name, uuid4()))
            assert answer.status_code == 302, f"{name} let a stranger in with {answer.status_code}"
            assert answer.url.startswith("/accounts/login/"), f"{name} sent a stranger to {answer.url}"


QUALITY_OF_THE_PROVIDER = {
    "assessments:finding",
    "assessments:finding-edit",
    "assessments:finding-remove",
    "assessments:quality-assessor",
    "assessments:sample",
    "assessments:sample-findings",
    "assessments:sample-report",
    "assessments:sample-take-over",
    *(f"reports:provider-{name}-csv" for name in PROVIDER),
    *(f"reports:provider-{name}-xlsx" for name in PROVIDER if not PROVIDER[name].is_long),
}


# Whoever takes one of these files away is written down.
TAKEN_AWAY = ("reports:sheet-", "reports:picture-")
EVENT = 'INSERT INTO "accounts_auditevent"'


def is_of_their_provider(name, who):
    """Whoever assures quality at a provider reads all samples there; the acts are refused elsewhere."""
    return who == "unassigned iqa" and name in QUALITY_OF_THE_PROVIDER


def is_known_to_exist(name, who):
    """Everybody at a provider may know that it has templates, plans and guidance of its own."""
    nouns = ("template", "plan", "version", "own-guidance", "import")
    moving = ("assessments:plan-", "assessments:version-moving")
    keeping = (*(f"standards:{noun}-" for noun in nouns), *moving)
    is_kept = name.startswith(keeping)
    return is_kept and not who.startswith("other provider's")


def test_every_outsider_is_listed(portfolio):
    assert list(outsiders(portfolio)) == OUTSIDERS


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_record_is_not_found_by_anybody_it_does_not_concern(portfolio, as_user, who):
    client = as_user(outsiders(portfolio)[who])
    for name in private_routes():
        if is_of_their_provider(name, who):
            continue
        for ask in (client.get, client.post):
            answer = ask(address(name, portfolio))
            expected = (403, 405) if is_known_to_exist(name, who) else (404, 405)
            assert answer.status_code in expected, f"{who} got {answer.status_code} from {name}"
            assert b"Canary" not in answer.content, f"{who} read the canary at {name}"
    assert Evidence.objects.get(pk=portfolio.evidence.pk).latest.state == Revision.State.ACCEPTED


def test_a_foreign_id_answers_like_an_unknown_one(portfolio, as_user):
    client = as_user(ApprenticeshipFactory().apprentice)
    for name in private_routes():
        foreign, unknown = client.get(address(name, portfolio)), client.get(address(name, portfolio, uuid4()))
        assert foreign.status_code == unknown.status_code, name
        assert len(foreign.content) == len(unknown.content), name


def test_rights_end_with_the_membership(portfolio, as_user):
    assessor = portfolio.apprenticeship.assessor
    client = as_user(assessor)
    addresses = [address(name, portfolio) for name in private_routes() if name not in OWNERS_DRAFT]
    readable = [url for url in addresses if client.get(url).status_code == 200]
    assert len(readable) >= 8
    membership = assessor.memberships.get()
    membership.ended_at = membership.created_at
    membership.save()
    assert {client.get(url).status_code for url in readable} == {404}


def test_no_page_changes_anything_by_being_read(portfolio, as_user):
    client = as_user(portfolio.apprenticeship.apprentice)
    client.get("/")
    for name in private_routes():
        with CaptureQueriesContext(connection) as queries:
            client.get(address(name, portfolio))
        written = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        if name.startswith(TAKEN_AWAY):
            written = [statement for statement in written if not statement.startswith(EVENT)]
        assert written == [], f"GET {name} wrote: {written}"
