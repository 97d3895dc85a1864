"""What quality assurers do: plan, take samples, find, report, settle; and what assessors answer."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import NoticeKind, Provider, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.frozen import marking_snapshot
from assessments.models import AssessorRisk, FindingAnswer, Marking, Sample, SampleFinding, Strategy
from assessments.permissions.sampling import (
    can_answer,
    can_find,
    can_plan,
    can_sample,
    can_set_risk,
    can_settle,
    can_take_over,
)
from assessments.rules import Problem
from assessments.rules.sampling import SAMPLE_STATES, act_of
from assessments.snapshots import digest
from portfolio.models import Claim
from portfolio.rules import counted, trimmed

Kind = SampleFinding.Kind


@transaction.atomic
def set_strategy(*, provider: Provider, rates: Mapping[str, object], note: str, by: User) -> Strategy:
    """The strategy from now on; the earlier ones stay to be read. rates: by the names of the fields.

    What the same person set last, set again, is one.
    """
    can_plan(by, provider.pk).require()
    hold_provider(provider.pk)
    note = trimmed(note)
    last = Strategy.objects.filter(provider=provider).order_by("-created_at", "-pk").first()
    if last and (last.note, last.set_by_id) == (note, by.pk) and _are_those_of(last, rates):
        return last
    strategy = Strategy.objects.create(provider=provider, note=note, set_by=by, **rates)
    record(strategy, "set the sampling strategy", provider_id=provider.pk, by=by)
    return strategy


def _are_those_of(strategy: Strategy, rates: Mapping[str, object]) -> bool:
    return all(getattr(strategy, name) == rate for name, rate in rates.items())


@transaction.atomic
def set_risk(*, provider: Provider, assessor: User, level: str, reason: str, by: User) -> AssessorRisk:
    """The risk from now on. What the same person said last, said again, is one."""
    can_set_risk(by, provider, assessor).require()
    reason = trimmed(reason)
    if level not in AssessorRisk.Level.values:
        raise Incomplete([Problem("Choose low, medium or high.", "level")])
    if not reason:
        raise Incomplete([Problem("Say why. Whoever plans the next samples reads it.", "reason")])
    User.objects.select_for_update(no_key=True).only("pk").get(pk=assessor.pk)
    earlier = AssessorRisk.objects.filter(provider=provider, assessor=assessor)
    last = earlier.order_by("-created_at", "-pk").first()
    if last and (last.level, last.reason, last.set_by_id) == (level, reason, by.pk):
        return last
    risk = AssessorRisk.objects.create(
        provider=provider, assessor=assessor, level=level, reason=reason, set_by=by
    )
    record(assessor, "set an assessor's risk", provider_id=provider.pk, by=by, level=level)
    return risk


@transaction.atomic
def take_sample(*, marking: Marking, stage: str, by: User) -> tuple[Sample, bool]:
    """Freeze what the marking says now. Taken already at this stage by this person: that one, and False."""
    Marking.objects.select_for_update(no_key=True).only("pk").get(pk=marking.pk)
    marking = Marking.objects.select_related(
        "assessor", "voice", "revision__evidence__apprenticeship", "revision__evidence__template"
    ).get(pk=marking.pk)
    can_sample(by, marking).require()
    if stage not in Sample.Stage.values:
        raise Incomplete([Problem("Choose interim or summative.", "stage")])
    there = Sample.objects.filter(marking=marking, iqa=by, stage=stage).first()
    if there:
        return there, False
    apprenticeship = marking.revision.evidence.apprenticeship
    snapshot = marking_snapshot(marking)
    sample = Sample.objects.create(
        provider_id=apprenticeship.provider_id,
        apprenticeship=apprenticeship,
        marking=marking,
        assessor_id=marking.assessor_id,
        iqa=by,
        stage=stage,
        snapshot=snapshot,
        snapshot_hash=digest(snapshot),
    )
    _record(sample, "took a sample", by, marking=str(marking.pk), hash=sample.snapshot_hash)
    return sample, True


@transaction.atomic
def take_over_sample(*, sample: Sample, by: User) -> Sample:
    """Go on with a sample whose IQA has left: what was found and answered stays as it is."""
    sample = _hold(sample)
    can_take_over(by, sample).require()
    before, sample.taken_over_by, sample.taken_over_at = sample.holder, by, timezone.now()
    sample.save(update_fields=["taken_over_by", "taken_over_at"])
    _record(sample, "took over a sample", by, before=str(before.pk))
    if sample.state != Sample.State.OPEN:
        _tell(sample, sample.assessor, f"{by} goes on with a sample of your work.", sample.pk)
    return sample


@transaction.atomic
def add_finding(
    *, sample: Sample, kind: str, text: str, claim_id: UUID | None, due_on: dt.date | None, by: User
) -> SampleFinding:
    """claim_id: of a claim of the piece, or None for the marking as a whole. The same twice is one."""
    sample = _hold(sample)
    can_find(by, sample).require()
    given = _finding(sample, kind, text, claim_id, due_on)
    same = sample.findings.filter(**given).first()
    if same:
        return same
    finding = SampleFinding.objects.create(sample=sample, **given)
    _record(sample, "wrote a finding", by, finding=str(finding.pk), kind=kind)
    return finding


@transaction.atomic
def change_finding(
    *,
    finding: SampleFinding,
    kind: str,
    text: str,
    claim_id: UUID | None,
    due_on: dt.date | None,
    by: User,
) -> None:
    sample = _hold(finding.sample)
    can_find(by, sample).require()
    given = _finding(sample, kind, text, claim_id, due_on)
    SampleFinding.objects.filter(pk=finding.pk).update(**given)
    _record(sample, "changed a finding", by, finding=str(finding.pk), kind=kind)


@transaction.atomic
def remove_finding(*, finding: SampleFinding, by: User) -> None:
    """Only before the sample is reported: until then nobody else has read it."""
    sample = _hold(finding.sample)
    can_find(by, sample).require()
    SampleFinding.objects.filter(pk=finding.pk).delete()
    _record(sample, "removed a finding", by, finding=str(finding.pk))


def _finding(
    sample: Sample, kind: str, text: str, claim_id: UUID | None, due_on: dt.date | None
) -> dict[str, Any]:
    text, is_action = trimmed(text), kind == Kind.ACTION
    problems = []
    if kind not in Kind.values:
        problems.append(Problem("Choose what kind of finding this is.", "kind"))
    if not text:
        problems.append(Problem("Say what you found.", "text"))
    if is_action and due_on is None:
        problems.append(Problem("Say until when the assessor should answer.", "due_on"))
    if is_action and due_on is not None and due_on < timezone.localdate():
        problems.append(Problem("That day has passed. Choose today or a later one.", "due_on"))
    claims = Claim.objects.filter(revision=sample.marking.revision_id)
    claim = claims.filter(pk=claim_id).first() if claim_id else None
    if claim_id and claim is None:
        problems.append(Problem("That claim is not part of this piece.", "about"))
    if problems:
        raise Incomplete(problems)
    return {"kind": kind, "text": text, "claim": claim, "due_on": due_on if is_action else None}


@transaction.atomic
def report_sample(*, sample: Sample, summary: str, by: User) -> Sample:
    """Send the findings to the assessor. Without an action to answer, the sample is closed with it."""
    sample = _hold(sample)
    can_find(by, sample).require()
    summary = trimmed(summary)
    if not summary:
        raise Incomplete([Problem("Say in a sentence or two what the sample shows.", "summary")])
    actions = sample.findings.filter(kind=Kind.ACTION).count()
    sample.summary, sample.reported_at = summary, timezone.now()
    _move(sample, "report with actions" if actions else "report without actions")
    _record(sample, "reported a sample", by, actions=actions)
    asked = f": {counted(actions, 'action')} to answer" if actions else ", with nothing to answer"
    _tell(sample, sample.assessor, f"One of your markings was sampled{asked}.", sample.pk)
    return sample


@transaction.atomic
def answer_finding(*, finding: SampleFinding, text: str, by: User) -> FindingAnswer:
    """The assessor says what they did about an action."""
    finding = _hold_finding(finding)
    can_answer(by, finding).require()
    answer = _say(finding, FindingAnswer.Kind.ANSWER, _needed(text, "Say what you did about it."), by)
    _tell(finding.sample, finding.sample.holder, "An action from a sample was answered.", answer.pk, finding)
    return answer


@transaction.atomic
def agree_finding(*, finding: SampleFinding, text: str, by: User) -> FindingAnswer:
    finding = _hold_finding(finding)
    can_settle(by, finding).require()
    SampleFinding.objects.filter(pk=finding.pk).update(agreed_at=timezone.now())
    answer = _say(finding, FindingAnswer.Kind.AGREE, trimmed(text), by)
    is_last = finding.sample.state == Sample.State.CLOSED
    words = "Your answer was agreed, and the sample is closed." if is_last else "Your answer was agreed."
    _tell(finding.sample, finding.sample.assessor, words, answer.pk, finding)
    return answer


@transaction.atomic
def ask_again(*, finding: SampleFinding, text: str, by: User) -> FindingAnswer:
    finding = _hold_finding(finding)
    can_settle(by, finding).require()
    answer = _say(finding, FindingAnswer.Kind.ASK_AGAIN, _needed(text, "Say what is still missing."), by)
    words = "An action from a sample needs another answer."
    _tell(finding.sample, finding.sample.assessor, words, answer.pk, finding)
    return answer


def _say(finding: SampleFinding, kind: str, text: str, by: User) -> FindingAnswer:
    """Add the answer, and move the sample to where it then stands."""
    answer = FindingAnswer.objects.create(finding=finding, by=by, kind=kind, text=text)
    newest = FindingAnswer.objects.filter(finding=OuterRef("pk")).order_by("-created_at", "-pk")
    actions = finding.sample.findings.filter(kind=Kind.ACTION)
    last = actions.annotate(last=Subquery(newest.values("kind")[:1])).values_list("last", flat=True)
    _move(finding.sample, act_of(kind, [each or "" for each in last]))
    _record(finding.sample, f"{answer.get_kind_display().lower()} a finding", by, finding=str(finding.pk))
    return answer


def _move(sample: Sample, act: str) -> None:
    sample.state = SAMPLE_STATES[sample.state, act]
    sample.closed_at = timezone.now() if sample.state == Sample.State.CLOSED else None
    sample.save(update_fields=["state", "closed_at", "summary", "reported_at"])


def _hold(sample: Sample) -> Sample:
    """Asked in two queries: PostgreSQL reads joined rows before it waits."""
    Sample.objects.select_for_update(no_key=True).only("pk").get(pk=sample.pk)
    return Sample.objects.for_page().get(pk=sample.pk)


def _hold_finding(finding: SampleFinding) -> SampleFinding:
    """Its sample is held first, so that two answers to two findings never move it at once."""
    sample = _hold(finding.sample)
    finding = SampleFinding.objects.prefetch_related("answers").get(pk=finding.pk)
    finding.sample = sample
    return finding


def _needed(text: str, otherwise: str) -> str:
    text = trimmed(text)
    if not text:
        raise Incomplete([Problem(otherwise, "text")])
    return text


def _tell(
    sample: Sample, whom: User, text: str, subject_id: object, finding: SampleFinding | None = None
) -> None:
    name, pk = ("finding", finding.pk) if finding else ("sample", sample.pk)
    url = reverse(f"assessments:{name}", args=[pk])
    tell([whom], NoticeKind.SAMPLED, text, url=url, provider_id=sample.provider_id, subject_id=subject_id)


def _record(sample: Sample, act: str, by: User, **detail: object) -> None:
    record(sample, act, provider_id=sample.provider_id, by=by, **detail)
