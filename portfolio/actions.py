"""What an apprentice does with evidence: start, save, submit, revise, delete, choose for the showcase."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused, not_now
from portfolio import progress, rules
from portfolio.anchors import FOREIGN_FILE, ClaimText
from portfolio.answering import Answer, cleaned, texts_of, unfinished
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Apprenticeship, Attachment, Claim, Evidence, Revision, ShowcaseItem, StoredFile
from portfolio.permissions import (
    can_add_evidence,
    can_choose_showcase,
    can_delete,
    can_revise,
    can_submit,
    can_write,
)
from portfolio.search import index_revision
from portfolio.spots import RevisionPlaces
from portfolio.telling import tell_handed_in
from portfolio.versions import latest_of
from standards.models import EvidenceTemplate, Ksb


@dataclass(frozen=True)
class DraftText:
    """What the apprentice typed: everything of a draft but its files. `claims` is by KSB id."""

    title: str
    happened_on: dt.date | None
    answers: Mapping[str, Answer]
    claims: Mapping[UUID, ClaimText]


class StaleDraft(Refused):
    """The draft was saved elsewhere since this form was opened; `current` is how it stands now."""

    def __init__(self, current: Revision) -> None:
        super().__init__("This piece was changed in another window since you opened it.", HTTPStatus.CONFLICT)
        self.current = current


class NotReady(Refused):
    """The draft cannot be submitted yet; `missing` says why, a sentence each."""

    def __init__(self, missing: list[rules.Gap]) -> None:
        super().__init__(" ".join(missing), HTTPStatus.CONFLICT)
        self.missing = missing


@transaction.atomic
def start_evidence(
    *,
    apprenticeship: Apprenticeship,
    template: EvidenceTemplate,
    evidence_id: UUID,
    by: User,
    ksb: Ksb | None = None,
) -> Evidence:
    """Start a draft, empty but for a claim of `ksb`. Asking twice with one id gives the same piece.

    One that was started like this before and left as it was is given again, not a second one.
    """
    can_add_evidence(by, apprenticeship).require()
    left = _left_untouched(apprenticeship, template, ksb)
    if left is not None:
        return left
    if ksb is not None:
        hold_apprenticeship(apprenticeship.pk)  # before the provider, whom `begin` holds
    evidence, is_new = begin(apprenticeship=apprenticeship, template=template, evidence_id=evidence_id, by=by)
    if is_new and ksb is not None and evidence.latest is not None:
        _replace_claims(evidence, evidence.latest, {ksb.pk: ClaimText()})
        index_revision(evidence.latest)
    return evidence


def begin(
    *,
    apprenticeship: Apprenticeship,
    template: EvidenceTemplate,
    evidence_id: UUID,
    by: User,
    in_inbox: bool = False,
) -> tuple[Evidence, bool]:
    """A piece with its first draft, and whether it is new. An id in use elsewhere is replaced by another."""
    can_add_evidence(by, apprenticeship).require()
    if Evidence.objects.filter(pk=evidence_id).exclude(apprenticeship=apprenticeship).exists():
        evidence_id = uuid5(evidence_id, str(apprenticeship.pk))
    defaults = {"template": template, "kind": template.evidence_kind, "in_inbox": in_inbox}
    evidence, is_new = Evidence.objects.get_or_create(
        pk=evidence_id, defaults={"apprenticeship": apprenticeship, **defaults}
    )
    if is_new:
        evidence.latest = Revision.objects.create(evidence=evidence)
        evidence.save(update_fields=["latest"])
        index_revision(evidence.latest)
        act = "captured" if in_inbox else "started"
        record(evidence, act, provider_id=apprenticeship.provider_id, by=by)
    return evidence, is_new


def _left_untouched(
    apprenticeship: Apprenticeship, template: EvidenceTemplate, ksb: Ksb | None
) -> Evidence | None:
    """A draft of this template that claims the same and was never written in."""
    mine = Evidence.objects.filter(apprenticeship=apprenticeship, template=template).untouched()
    claimed = Q(latest__claims__isnull=True) if ksb is None else Q(latest__claims__ksb=ksb)
    return mine.filter(claimed).select_related("latest", "apprenticeship").order_by("-created_at").first()


@transaction.atomic
def save_draft(*, evidence: Evidence, text: DraftText, saves: int, by: User) -> Revision:
    """Save what was typed over the draft that had been saved `saves` times.

    Raises StaleDraft when it was saved from elsewhere meanwhile; nothing is overwritten then.
    """
    evidence, draft = _lock(evidence)
    can_write(by, evidence).require()
    if draft.saves != saves:
        raise StaleDraft(draft)
    draft.title = rules.trimmed(text.title, rules.TITLE_LIMIT)
    draft.happened_on = text.happened_on
    draft.answers = {key: cleaned(answer) for key, answer in text.answers.items()}
    draft.saves += 1
    draft.saved_at = timezone.now()
    draft.save()
    _replace_claims(evidence, draft, text.claims)
    index_revision(draft)
    return draft


def _replace_claims(evidence: Evidence, draft: Revision, claims: Mapping[UUID, ClaimText]) -> None:
    before = {claim.ksb_id: claim for claim in draft.claims.all()}
    _refuse_foreign_ksbs(evidence, claims, set(claims) - set(before))
    _refuse_foreign_files(draft, claims)
    draft.claims.exclude(ksb__in=claims).delete()
    for ksb_id, claim in claims.items():
        sentence = rules.trimmed(claim.sentence, rules.JUSTIFICATION_LIMIT)
        text = ClaimText(sentence, claim.anchor)
        if ksb_id not in before:
            Claim.objects.create(revision=draft, ksb_id=ksb_id, **_as_fields(text))
        elif before[ksb_id].text != text:
            draft.claims.filter(ksb=ksb_id).update(**_as_fields(text))
    if set(before) != set(claims):
        progress.refresh(evidence.apprenticeship_id, set(before) ^ set(claims))


def _refuse_foreign_ksbs(evidence: Evidence, claims: Mapping[UUID, ClaimText], added: set[UUID]) -> None:
    """Who adds a claim waits for a move to another version, which does not know of a piece that is new."""
    version = evidence.apprenticeship.version_id
    if added:
        version = hold_apprenticeship(evidence.apprenticeship_id).version_id
    if Ksb.objects.filter(version=version, pk__in=claims).count() != len(claims):
        not_now(rules.FOREIGN_KSB).require()


def _refuse_foreign_files(draft: Revision, claims: Mapping[UUID, ClaimText]) -> None:
    """An anchor points into this draft or nowhere: another piece's file would show what nobody chose to."""
    ids = (claim.anchor.attachment_id for claim in claims.values())
    wanted = {pk for pk in ids if pk is not None}
    if wanted and draft.attachments.filter(pk__in=wanted).count() != len(wanted):
        not_now(FOREIGN_FILE).require()


def _as_fields(text: ClaimText) -> dict[str, object]:
    anchor = text.anchor
    return {
        "justification": text.sentence,
        "anchor_kind": anchor.kind,
        "anchor_attachment_id": anchor.attachment_id,
        "anchor_prompt": anchor.prompt,
        "anchor_at": anchor.at,
    }


@transaction.atomic
def decline_suggestion(*, evidence: Evidence, ksb_id: UUID | None, by: User) -> Revision:
    """Do not suggest this KSB again for this draft; without one, forget all that were declined."""
    evidence = hold_evidence(evidence.pk, "apprenticeship__version", "latest")
    can_write(by, evidence).require()
    draft = latest_of(evidence)
    if ksb_id is None:
        draft.declined = []
    elif evidence.apprenticeship.version.ksbs.filter(pk=ksb_id).exists():
        draft.declined = list(dict.fromkeys([*draft.declined, str(ksb_id)]))
    draft.save(update_fields=["declined"])
    return draft


@transaction.atomic
def submit_evidence(*, evidence: Evidence, by: User, declared: Sequence[str] = ()) -> None:
    """Hand the draft to the assessor. From now on it never changes. Raises NotReady with what is missing.

    declared: the keys of the statements that the apprentice ticked; they are kept with it.
    """
    evidence, draft = _lock(evidence)
    can_submit(by, evidence).require()
    missing = missing_from(evidence, draft)
    if missing:
        raise NotReady(missing)
    draft.state = rules.EVIDENCE_STATES[draft.state, "submit"]
    draft.submitted_at = timezone.now()
    draft.declared = list(declared)
    draft.save(update_fields=["state", "submitted_at", "declared"])
    dropped = _claimed(evidence.shown) - _claimed(draft)
    evidence.shown = draft
    evidence.save(update_fields=["shown"])
    progress.refresh(evidence.apprenticeship_id, _claimed(draft) | dropped)
    record(
        evidence,
        "submitted",
        provider_id=evidence.apprenticeship.provider_id,
        by=by,
        revision=draft.number,
        declared=list(declared),
    )
    tell_handed_in(evidence, draft)


def missing_from(evidence: Evidence, draft: Revision) -> list[rules.Gap]:
    """What the draft still needs before it can be submitted, a sentence each."""
    claims = list(draft.claims.for_list())
    files = StoredFile.objects.filter(attachments__revision=draft)
    prompts = list(evidence.template.prompts.all())
    places = RevisionPlaces(prompts, list(draft.attachments.for_list()), draft.answers)
    submission = rules.Submission(
        title=draft.title,
        happened_on=draft.happened_on,
        answers=texts_of(draft.answers),
        unfinished=unfinished(prompts, draft.answers),
        justifications={claim.ksb.code: claim.justification for claim in claims},
        files_waiting=files.waiting().count(),
        files_refused=files.filter(state=StoredFile.State.REJECTED).count(),
        lost_places=places.lost({claim.ksb.code: claim.anchor for claim in claims}),
    )
    questions = [rules.Question(prompt.key, prompt.label, prompt.is_required) for prompt in prompts]
    return rules.missing_before_submitting(submission, questions, today=timezone.localdate())


@transaction.atomic
def revise_evidence(*, evidence: Evidence, by: User) -> Revision:
    """Start a new draft from a returned piece, with its words, files and claims but for those declined."""
    evidence, returned = _lock(evidence)
    can_revise(by, evidence).require()
    draft = Revision.objects.create(
        evidence=evidence,
        number=returned.number + 1,
        title=returned.title,
        happened_on=returned.happened_on,
        answers=returned.answers,
    )
    copies = {
        a.pk: Attachment(
            revision=draft, file_id=a.file_id, name=a.name, caption=a.caption, position=a.position
        )
        for a in returned.attachments.all()
    }
    Attachment.objects.bulk_create(copies.values())
    Claim.objects.bulk_create(
        Claim(revision=draft, ksb_id=claim.ksb_id, **_as_fields(_carried_over(claim.text, copies)))
        for claim in returned.claims.standing()
    )
    evidence.latest = draft
    evidence.save(update_fields=["latest"])
    progress.refresh(evidence.apprenticeship_id, _claimed(draft))
    index_revision(draft)
    record(evidence, "revised", provider_id=evidence.apprenticeship.provider_id, by=by, revision=draft.number)
    return draft


def _carried_over(text: ClaimText, copies: Mapping[UUID, Attachment]) -> ClaimText:
    """With its anchor in the new version's row of the same file."""
    if text.anchor.attachment_id is None:
        return text
    return replace(text, anchor=replace(text.anchor, attachment_id=copies[text.anchor.attachment_id].pk))


@transaction.atomic
def delete_draft(*, evidence: Evidence, by: User) -> None:
    """Delete a piece that was never submitted. It cannot be undone."""
    evidence, draft = _lock(evidence)
    can_delete(by, evidence).require()
    if Revision.objects.filter(evidence=evidence, sign_requests__isnull=False).exists():
        not_now("Somebody was asked to sign for this piece, so it belongs to the record now.").require()
    claimed = _claimed(draft)
    Evidence.objects.filter(pk=evidence.pk).delete()
    progress.refresh(evidence.apprenticeship_id, claimed)
    record(evidence, "deleted", provider_id=evidence.apprenticeship.provider_id, by=by)


@transaction.atomic
def choose_showcase(*, apprenticeship: Apprenticeship, evidence_ids: Sequence[UUID], by: User) -> None:
    """Put exactly these pieces, in this order, into the showcase. Only accepted pieces can be chosen."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    can_choose_showcase(by, apprenticeship).require()
    accepted = set(
        Evidence.objects.filter(apprenticeship=apprenticeship).accepted().values_list("pk", flat=True)
    )
    if not accepted.issuperset(evidence_ids):
        called = apprenticeship.plan.words.showcase
        not_now(f"Only accepted pieces can go into the {called}. Nothing was changed.").require()
    ShowcaseItem.objects.filter(evidence__apprenticeship=apprenticeship).delete()
    ShowcaseItem.objects.bulk_create(
        ShowcaseItem(evidence_id=pk, position=position)
        for position, pk in enumerate(dict.fromkeys(evidence_ids), start=1)
    )
    record(
        apprenticeship,
        "chose showcase",
        provider_id=apprenticeship.provider_id,
        by=by,
        pieces=len(evidence_ids),
    )


def _lock(evidence: Evidence) -> tuple[Evidence, Revision]:
    """The piece and its latest revision, read again and held until the transaction ends."""
    locked = hold_evidence(evidence.pk, "apprenticeship__version", "latest", "shown", "template")
    latest = Revision.objects.select_for_update().get(latest_of=locked)
    locked.latest = latest
    return locked, latest


def _claimed(revision: Revision | None) -> set[UUID]:
    return set(revision.claims.values_list("ksb_id", flat=True)) if revision else set()
