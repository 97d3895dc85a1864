"""Who may put words beside the guidance, and say what was useful: in the manner of test_access.py."""

import pytest

from standards.models import GuidanceFeedback, ProviderGuidance
from standards.permissions import can_judge_guidance, can_keep_guidance
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory, GuidanceEntryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", PEOPLE)
def test_permissions_on_guidance_follow_the_table(who):
    apprenticeship = ApprenticeshipFactory()
    user = person(who, apprenticeship)
    may = can_keep_guidance(user, apprenticeship.provider)
    assert bool(may) is (who == "administrator")
    assert bool(may) or (may.status == 403 and may.reason)
    assert can_judge_guidance(user)


@pytest.mark.parametrize("who", PEOPLE)
def test_own_words_and_feedback_are_visible_by_the_table(who):
    apprenticeship = ApprenticeshipFactory()
    entry, provider, user = GuidanceEntryFactory(), apprenticeship.provider, person(who, apprenticeship)
    own = {"provider": provider, "entry": entry, "additions": {"synopsis": "Ours"}}
    ProviderGuidance.objects.create(**own, changed_by=apprenticeship.iqa)
    GuidanceFeedback.objects.create(
        entry=entry, provider=provider, by=apprenticeship.apprentice, is_useful=True
    )
    assert ProviderGuidance.objects.visible_to(user).exists() is (who != "stranger")
    assert GuidanceFeedback.objects.visible_to(user).exists() is (who in {"apprentice", "administrator"})


def test_somebody_without_a_provider_says_nothing_here():
    refusal = can_judge_guidance(UserFactory())
    assert (refusal.status, bool(refusal.reason)) == (403, True)
