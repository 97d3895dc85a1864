"""The first provider's own version of the plan, published and stamped, and a draft of the standard."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from django.utils import timezone

from accounts.models import Provider, User
from reports.demo import library
from reports.demo.people import Enrolment, monday_of
from reports.demo.story import Story
from standards.models import AssessmentPlan, StandardVersion
from standards.own_parts import save_part
from standards.own_versions import draft_from
from standards.parts import KINDS, Wish, part_print
from standards.plan_actions import stamp_plan
from standards.plan_rules import Comparison
from standards.version_actions import draft_plan, publish_plan, save_draft

PUBLISHED_AGO, STAMPED_AGO, DRAFTED_AGO = 30, 28, 5


def plan_own_version(story: Story, enrolment: Enrolment, version: StandardVersion) -> None:
    """Who started before it stays on ours; the newest apprentice is on it."""
    provider, admin, told = enrolment.provider, enrolment.admin, library.read("plan")
    published = story.add(PUBLISHED_AGO, partial(_publish, provider, admin, version, told))
    story.add(STAMPED_AGO, partial(_stamp, provider, admin, version, told), after=published)
    story.add(DRAFTED_AGO, partial(_draft, provider, admin, version, told["draft"]))


def _publish(provider: Provider, admin: User, version: StandardVersion, told: Mapping[str, str]) -> None:
    ours = version.plans.ours().latest("in_force_from")
    draft = draft_plan(provider=provider, source=ours, by=admin)
    draft = save_draft(
        provider=provider,
        plan=draft,
        values={told["figure"]: told["value"]},
        in_force_from=monday_of(timezone.localdate()),
        why=told["why"],
        saves=0,
        by=admin,
    )
    publish_plan(provider=provider, plan=draft, saves=draft.saves, by=admin)


def _stamp(provider: Provider, admin: User, version: StandardVersion, told: Mapping[str, str]) -> None:
    stamp_plan(
        provider=provider,
        plan=AssessmentPlan.objects.get(provider=provider, version=version),
        said=Comparison(timezone.localdate(), told["source"]),
        seen=None,
        new_id=uuid4(),
        by=admin,
    )


def _draft(provider: Provider, admin: User, version: StandardVersion, told: Mapping[str, str]) -> None:
    """Begun, with one KSB in words of the provider's own."""
    draft = draft_from(provider=provider, source=version, by=admin, new_id=uuid4(), why=told["why"])
    kind, ksb = KINDS["ksb"], draft.ksbs.get(code=told["code"])
    values = {name: getattr(ksb, name) for name in kind.fields} | {"statement": told["statement"]}
    wish = Wish(kind, ksb.pk, values, seen=part_print(kind, ksb))
    save_part(provider=provider, version=draft, wish=wish, by=admin)
