"""What is asked and answered before the gateway, what would be declared, and who declared it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from assessments.gateway.showing import Showing, Undeclared, Unsigned, showcases_now
from assessments.models import Declaration, Gateway
from assessments.on_programme import on_programme_of
from assessments.permissions.gateway import Standing
from assessments.readiness import Readiness, readiness_of
from assessments.rules.gateway import (
    APPRENTICE,
    EMPLOYER,
    PART_WORDS,
    PARTS,
    PROVIDER,
    Check,
    behaviours_check,
    declarations_check,
    english_maths_check,
    gateway_state,
    hours_check,
    ksbs_check,
    showcase_check,
    time_check,
    unknown_check,
    unread_parts,
    wanted_parts,
    why_not_signed_yet,
)
from assessments.rules.on_programme import on_programme_check
from assessments.snapshots import digest
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.models.programme import breaks_of
from portfolio.plan_checks import is_checked
from portfolio.programme import asked_hours, plan_of, with_logged_minutes, with_programme
from standards.models import GatewayRequirement, Method
from standards.said import mapping, verified_codes

Rule = GatewayRequirement.Rule
SHOWCASE = "showcase"  # called what the plan calls it
PLACES: Mapping[str, tuple[str, str, str]] = {
    Rule.MINIMUM_TIME: ("portfolio:training-plan", "#breaks", "Breaks in learning"),
    Rule.ENGLISH_MATHS: ("portfolio:training-plan", "#english-maths", "English and maths"),
    Rule.OFF_THE_JOB: ("portfolio:hours", "", "Training hours"),
    Rule.EVERY_KSB_MET: ("assessments:readiness", "", "Readiness, KSB by KSB"),
    Rule.SHOWCASE_COMPLETE: ("portfolio:showcase", "", SHOWCASE),
    Rule.BEHAVIOURS_VERIFIED: ("assessments:behaviours", "", "Who has verified what"),
    Rule.ON_PROGRAMME_PASSED: ("assessments:results", "", "Results"),
    Rule.EMPLOYER_CONFIRMATION: ("assessments:gateway", "#declarations", "The declarations"),
    Rule.DECLARATIONS: ("assessments:gateway", "#declarations", "The declarations"),
}


@dataclass(frozen=True)
class Row:
    """One requirement of the plan, its answer, and where it is put right."""

    title: str
    explanation: str
    check: Check
    url: str = ""
    place: str = ""
    waiting: Sequence[Unsigned] = ()
    undeclared: Sequence[Undeclared] = ()

    def kept(self) -> dict[str, Any]:
        return {
            "rule": self.check.rule,
            "title": self.title,
            "explanation": self.explanation,
            "is_met": self.check.is_met,
            "says": self.check.says,
            "note": self.check.note,
        }


@dataclass(frozen=True)
class Facts:
    """One apprenticeship before, in or behind the gateway.

    attempts: the newest first. about: what a declaration would be about now; frozen once it was confirmed.
    """

    apprenticeship: Apprenticeship
    attempts: Sequence[Gateway]
    gateway: Gateway | None
    about: Mapping[str, Any]
    rows: Sequence[Row]

    @cached_property
    def about_hash(self) -> str:
        return digest(dict(self.about))

    @cached_property
    def declarations(self) -> dict[str, Declaration]:
        """The newest of each part."""
        given = self.gateway.declarations.all() if self.gateway else ()
        return {each.part: each for each in given}

    @cached_property
    def _standing_declarations(self) -> list[Declaration]:
        """Those that are about what is there now."""
        every = self.gateway.declarations.all() if self.gateway else ()
        return [each for each in every if each.about_hash == self.about_hash]

    @cached_property
    def signed(self) -> frozenset[str]:
        return frozenset(each.part for each in self._standing_declarations)

    @cached_property
    def standing(self) -> Standing:
        return Standing(
            state=state_of(self.gateway, self.signed) if self.gateway else "",
            signed=self.signed,
            why_not=why_not_signed_yet([row.check for row in self.rows]),
            signers={each.user_id: each.part for each in self._standing_declarations},
        )


def state_of(gateway: Gateway, signed: Iterable[str] = ()) -> str:
    return gateway_state(
        is_withdrawn=gateway.withdrawn_at is not None,
        is_confirmed=gateway.confirmed_at is not None,
        is_completed=gateway.completed_at is not None,
        signed=set(signed),
    )


def for_gateway(apprenticeships: ApprenticeshipQuerySet) -> ApprenticeshipQuerySet:
    """One query, and one for the breaks."""
    return with_logged_minutes(with_programme(apprenticeships.for_page()))


def facts_of(apprenticeship: Apprenticeship) -> Facts:
    """Six queries more, seven while it is open, two once it is confirmed. Needs `for_gateway`."""
    attempts = list(
        Gateway.objects.filter(apprenticeship=apprenticeship)
        .select_related("opened_by", "confirmed_by", "withdrawn_by")
        .prefetch_related(Prefetch("declarations", Declaration.objects.order_by("signed_at", "pk")))
        .order_by("-number")
    )
    gateway = next((each for each in attempts if each.withdrawn_at is None), None)
    if gateway and gateway.confirmed_at:
        rows = [_frozen_row(apprenticeship, kept) for kept in gateway.snapshot["checks"]]
        return Facts(apprenticeship, attempts, gateway, gateway.snapshot["about"], rows)
    number = gateway.number if gateway else (attempts[0].number + 1 if attempts else 1)
    showing = showcases_now([apprenticeship.pk])[apprenticeship.pk]
    about = about_now(apprenticeship, number, showing)
    facts = Facts(apprenticeship, attempts, gateway, about, [])
    return Facts(apprenticeship, attempts, gateway, about, _rows(apprenticeship, showing, facts.signed))


def about_now(apprenticeship: Apprenticeship, number: int, showing: Showing) -> dict[str, Any]:
    """Nothing that changes by itself, such as a day: or a signature would lapse overnight.

    Needs the training plan at hand. employer: who signs for it; once that is somebody else, all three agree
    anew, the new one among them.
    """
    plan = plan_of(apprenticeship)
    return {
        "apprenticeship": str(apprenticeship.pk),
        "attempt": number,
        "version": str(apprenticeship.version_id),
        "plan": str(apprenticeship.plan_id),
        "english_maths": [plan.age_at_start, plan.english, plan.maths],
        "prior_learning_hours": plan.prior_learning_hours,
        "showcase": list(showing.pieces),
        "employer": str(apprenticeship.line_manager_id or ""),
    }


def _rows(apprenticeship: Apprenticeship, showing: Showing, signed: frozenset[str]) -> list[Row]:
    """Four queries: what the plan asks, and how ready the KSBs are."""
    requirements = list(
        GatewayRequirement.objects.filter(plan=apprenticeship.plan_id).order_by("position", "pk")
    )
    ready, plan = readiness_of(apprenticeship), plan_of(apprenticeship)
    answers: dict[str, Callable[[GatewayRequirement], Check]] = {
        Rule.MINIMUM_TIME: lambda asked: time_check(
            asked.parameters,
            started_on=apprenticeship.started_on,
            breaks=breaks_of(apprenticeship),
            today=timezone.localdate(),
        ),
        Rule.ENGLISH_MATHS: lambda asked: english_maths_check(
            _settled(apprenticeship, asked.parameters),
            age_at_start=plan.age_at_start,
            english=plan.english,
            maths=plan.maths,
        ),
        Rule.OFF_THE_JOB: lambda _: hours_check(
            asked_hours(apprenticeship, requirements), int(getattr(apprenticeship, "logged_minutes", 0))
        ),
        Rule.EVERY_KSB_MET: lambda _: _ksbs(ready),
        Rule.BEHAVIOURS_VERIFIED: lambda _: _behaviours(apprenticeship, ready),
        Rule.ON_PROGRAMME_PASSED: lambda _: _on_programme(apprenticeship, ready),
        Rule.SHOWCASE_COMPLETE: lambda _: _showcase(apprenticeship, ready, showing),
        Rule.EMPLOYER_CONFIRMATION: lambda asked: _signatures(asked, signed),
        Rule.DECLARATIONS: lambda asked: _signatures(asked, signed),
    }
    rows = [
        _row(apprenticeship, asked, answers[asked.rule](asked) if asked.rule in answers else None)
        for asked in requirements
    ]
    return [
        replace(row, waiting=showing.unsigned, undeclared=showing.undeclared)
        if row.check.rule == Rule.SHOWCASE_COMPLETE.value
        else row
        for row in rows
    ]


def _settled(apprenticeship: Apprenticeship, asks: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a provider has checked is not in doubt any more."""
    return {**mapping(asks), "is_attempt_confirmed": True} if is_checked(apprenticeship) else asks


def _ksbs(ready: Readiness) -> Check:
    missing = [each.ksb.code for each in ready.missing]
    why = [f"{each.method.name}: {each.found.why}." for each in ready.methods if each.found.why]
    return ksbs_check(met=ready.met, total=ready.total, is_ready=ready.is_ready, missing=missing, why=why)


def _behaviours(apprenticeship: Apprenticeship, ready: Readiness) -> Check:
    """Of those that are asked of this apprentice."""
    wanted = set(verified_codes(apprenticeship.plan.evidence_rules))
    asked = [each for each in ready.ksbs if each.ksb.code in wanted]
    return behaviours_check(
        [each.ksb.code for each in asked], {each.ksb.code for each in asked if each.is_ready}
    )


def _on_programme(apprenticeship: Apprenticeship, ready: Readiness) -> Check:
    found = on_programme_of(apprenticeship, [each.method for each in ready.methods])
    return on_programme_check([each.taken for each in found])


def _showcase(apprenticeship: Apprenticeship, ready: Readiness, showing: Showing) -> Check:
    asked = [
        each.ksb.code
        for method in ready.methods
        if method.method.kind == Method.Kind.SHOWCASE
        for each in method.ksbs
    ]
    missing = [code for code in asked if code not in showing.met]
    return showcase_check(
        pieces=len(showing.pieces),
        not_accepted=showing.not_accepted,
        unsigned=[(each.title, each.countersigner) for each in showing.unsigned],
        undeclared=[each.title for each in showing.undeclared],
        missing=missing,
        is_asked=bool(asked),
        showcase=apprenticeship.plan.words.showcase,
    )


def _signatures(asked: GatewayRequirement, signed: frozenset[str]) -> Check:
    found = declarations_check(asked.rule, wanted_parts(asked.parameters), signed)
    return replace(found, note=unread_parts(asked.parameters))


def _row(apprenticeship: Apprenticeship, asked: GatewayRequirement, check: Check | None) -> Row:
    route, anchor, place = PLACES.get(asked.rule, ("", "", ""))
    url = reverse(route, args=[apprenticeship.pk]) + anchor if route else ""
    return Row(
        asked.title,
        asked.explanation,
        check or unknown_check(asked.rule),
        url,
        _called(apprenticeship, place),
    )


def _called(apprenticeship: Apprenticeship, place: str) -> str:
    return f"The {apprenticeship.plan.words.showcase}" if place == SHOWCASE else place


def _frozen_row(apprenticeship: Apprenticeship, kept: Mapping[str, Any]) -> Row:
    """What was kept before notes and explanations were has neither."""
    route, anchor, place = PLACES.get(kept["rule"], ("", "", ""))
    url = reverse(route, args=[apprenticeship.pk]) + anchor if route else ""
    check = Check(kept["rule"], is_met=kept["is_met"], says=kept["says"], note=kept.get("note", ""))
    return Row(kept["title"], kept.get("explanation", ""), check, url, _called(apprenticeship, place))


@dataclass(frozen=True)
class Signed:
    """One of the three on the page: who, when, whether it stands, and whether it still is what was signed."""

    part: str
    label: str
    declaration: Declaration | None
    stands: bool
    is_whole: bool
    signer: str


def signatures_of(facts: Facts) -> list[Signed]:
    apprenticeship = facts.apprenticeship
    signers = {
        APPRENTICE: str(apprenticeship.apprentice),
        EMPLOYER: str(apprenticeship.line_manager or ""),
        PROVIDER: "",
    }
    return [
        Signed(
            part=part,
            label=PART_WORDS[part].removeprefix("the ").capitalize(),
            declaration=(given := facts.declarations.get(part)),
            stands=part in facts.signed,
            is_whole=given is None or digest(given.snapshot) == given.snapshot_hash,
            signer=signers[part],
        )
        for part in PARTS
    ]


def is_whole(gateway: Gateway) -> bool:
    """Whether what was confirmed is still what its hash says."""
    return gateway.confirmed_at is None or digest(gateway.snapshot) == gateway.snapshot_hash
