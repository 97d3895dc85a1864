"""What an apprentice does with evidence, and what each act leaves behind."""

from uuid import uuid4

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Refused
from portfolio.actions import (
    DraftText,
    NotReady,
    StaleDraft,
    choose_showcase,
    delete_draft,
    revise_evidence,
    save_draft,
    start_evidence,
    submit_evidence,
)
from portfolio.anchors import NOWHERE, Anchor, ClaimText
from portfolio.file_actions import remove_attachment
from portfolio.models import Claim, Evidence, KsbProgress, Revision, ShowcaseItem, StoredFile
from portfolio.permissions import can_delete
from tests.factories import ApprenticeshipFactory, KsbFactory, TemplateFactory, attachment, evidence

pytestmark = pytest.mark.django_db


def text(**changes):
    return DraftText(**{"title": "Title", "happened_on": None, "answers": {}, "claims": {}, **changes})


def progress_of(apprenticeship):
    return dict(KsbProgress.objects.filter(apprenticeship=apprenticeship).values_list("ksb__code", "state"))


def test_start_evidence_gives_one_piece_for_one_id():
    apprenticeship, template, pk = ApprenticeshipFactory(), TemplateFactory(), uuid4()
    by = apprenticeship.apprentice
    first = start_evidence(apprenticeship=apprenticeship, template=template, evidence_id=pk, by=by)
    again = start_evidence(apprenticeship=apprenticeship, template=template, evidence_id=pk, by=by)
    assert first == again
    assert first.revisions.count() == 1
    assert AuditEvent.objects.filter(act="started").count() == 1


def test_start_evidence_never_gives_another_persons_piece():
    theirs, mine = evidence(), ApprenticeshipFactory()
    piece = start_evidence(
        apprenticeship=mine, template=TemplateFactory(), evidence_id=theirs.pk, by=mine.apprentice
    )
    assert piece.pk != theirs.pk
    assert piece.apprenticeship == mine


def test_start_evidence_is_refused_while_on_a_break():
    apprenticeship = ApprenticeshipFactory(status="break")
    with pytest.raises(Refused, match="only while on programme") as caught:
        start_evidence(
            apprenticeship=apprenticeship,
            template=TemplateFactory(),
            evidence_id=uuid4(),
            by=apprenticeship.apprentice,
        )
    assert caught.value.status == 409


def test_save_draft_keeps_words_and_claims_and_cleans_them():
    piece = evidence(ksbs=[])
    ksb = piece.apprenticeship.version.ksbs.first()
    typed = text(
        title="A \x00title", answers={"what": "I\u202e did"}, claims={ksb.pk: ClaimText("Because \x07I did.")}
    )
    draft = save_draft(evidence=piece, text=typed, saves=0, by=piece.apprenticeship.apprentice)
    assert (draft.title, draft.answers, draft.saves) == ("A title", {"what": "I did"}, 1)
    assert list(draft.claims.values_list("ksb", "justification")) == [(ksb.pk, "Because I did.")]
    assert progress_of(piece.apprenticeship) == {ksb.code: "drafted"}


def test_save_draft_drops_a_claim_that_was_taken_away():
    piece = evidence()
    code = piece.latest.claims.get().ksb.code
    save_draft(evidence=piece, text=text(), saves=0, by=piece.apprenticeship.apprentice)
    assert piece.latest.claims.count() == 0
    assert progress_of(piece.apprenticeship) == {code: "not-started"}


def test_save_draft_never_overwrites_a_save_from_elsewhere():
    piece = evidence()
    by = piece.apprenticeship.apprentice
    save_draft(evidence=piece, text=text(title="From my phone"), saves=0, by=by)
    with pytest.raises(StaleDraft) as caught:
        save_draft(evidence=piece, text=text(title="From the desk"), saves=0, by=by)
    assert caught.value.current.title == "From my phone"
    assert Revision.objects.get(evidence=piece).title == "From my phone"


def test_save_draft_refuses_a_ksb_of_another_standard_whole():
    piece, foreign = evidence(title="Before"), KsbFactory()
    typed = text(title="After", claims={foreign.pk: ClaimText("Because.")})
    with pytest.raises(Refused, match="does not belong to your standard"):
        save_draft(evidence=piece, text=typed, saves=0, by=piece.apprenticeship.apprentice)
    assert Revision.objects.get(evidence=piece).title == "Before"


def test_submit_evidence_freezes_the_draft_and_moves_progress():
    piece = evidence()
    submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    piece.refresh_from_db()
    assert piece.shown == piece.latest
    assert piece.shown.state == Revision.State.SUBMITTED
    assert piece.shown.submitted_at is not None
    assert set(progress_of(piece.apprenticeship).values()) == {"submitted"}
    with pytest.raises(Refused, match="with your assessor"):
        save_draft(evidence=piece, text=text(), saves=0, by=piece.apprenticeship.apprentice)


def test_submit_evidence_says_what_is_missing_and_changes_nothing():
    piece = evidence(title="", ksbs=[], answers={"what": " "})
    with pytest.raises(NotReady) as caught:
        submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    assert caught.value.missing == ["Give it a title.", "Answer “The what?”.", "Claim at least one KSB."]
    assert Revision.objects.get(evidence=piece).state == Revision.State.DRAFT


def test_submit_evidence_waits_for_files_being_checked():
    piece = evidence()
    file = attachment(piece.latest).file
    StoredFile.objects.filter(pk=file.pk).update(state=StoredFile.State.CHECKING)
    with pytest.raises(NotReady, match="Wait until 1 file is checked"):
        submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)


def test_submit_evidence_twice_is_refused():
    piece = evidence()
    submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    with pytest.raises(Refused, match="with your assessor"):
        submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)


def test_revise_evidence_copies_words_claims_and_files():
    piece = evidence(state=Revision.State.RETURNED)
    attachment(piece.shown, name="letter.pdf")
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    piece.refresh_from_db()
    assert (piece.latest, piece.shown.number, draft.number) == (draft, 1, 2)
    assert draft.answers == piece.shown.answers
    assert list(draft.attachments.values_list("name", flat=True)) == ["letter.pdf"]
    assert [c.justification for c in draft.claims.all()] == [
        c.justification for c in piece.shown.claims.all()
    ]


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted"])
def test_revise_evidence_needs_a_returned_piece(state):
    piece = evidence(state=state)
    with pytest.raises(Refused) as caught:
        revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    assert caught.value.status == 409


def test_delete_draft_takes_only_what_was_never_submitted():
    piece, submitted = evidence(), evidence(state=Revision.State.SUBMITTED)
    delete_draft(evidence=piece, by=piece.apprenticeship.apprentice)
    assert not Evidence.objects.filter(pk=piece.pk).exists()
    assert set(progress_of(piece.apprenticeship).values()) == {"not-started"}
    with pytest.raises(Refused, match="belongs to the record"):
        delete_draft(evidence=submitted, by=submitted.apprenticeship.apprentice)


def test_choose_showcase_keeps_exactly_the_order_given():
    apprenticeship = ApprenticeshipFactory()
    one, two = (evidence(apprenticeship, Revision.State.ACCEPTED) for _ in range(2))
    by = apprenticeship.apprentice
    choose_showcase(apprenticeship=apprenticeship, evidence_ids=[one.pk, two.pk], by=by)
    choose_showcase(apprenticeship=apprenticeship, evidence_ids=[two.pk, one.pk, two.pk], by=by)
    assert list(ShowcaseItem.objects.values_list("evidence", flat=True)) == [two.pk, one.pk]


def test_choose_showcase_refuses_a_piece_that_is_not_accepted_or_not_theirs():
    apprenticeship = ApprenticeshipFactory()
    accepted = evidence(apprenticeship, Revision.State.ACCEPTED)
    for other in (evidence(apprenticeship), evidence(state=Revision.State.ACCEPTED)):
        with pytest.raises(Refused, match="Only accepted pieces"):
            choose_showcase(
                apprenticeship=apprenticeship,
                evidence_ids=[accepted.pk, other.pk],
                by=apprenticeship.apprentice,
            )
    assert ShowcaseItem.objects.count() == 0


def test_can_delete_tells_a_stranger_who_may():
    piece = evidence()
    answer = can_delete(piece.apprenticeship.assessor, piece)
    assert (bool(answer), answer.status) == (False, 403)


def test_start_evidence_claims_the_ksb_it_was_started_for():
    apprenticeship = ApprenticeshipFactory()
    ksb = apprenticeship.version.ksbs.first()
    piece = start_evidence(
        apprenticeship=apprenticeship,
        template=TemplateFactory(),
        evidence_id=uuid4(),
        by=apprenticeship.apprentice,
        ksb=ksb,
    )
    assert [claim.ksb for claim in piece.latest.claims.all()] == [ksb]
    assert progress_of(apprenticeship) == {ksb.code: "drafted"}


def anchored(piece, anchor, sentence="So."):
    """Save the piece with its first KSB claimed at this place."""
    ksb = piece.apprenticeship.version.ksbs.first()
    typed = text(title="Title", answers={"what": "One."}, claims={ksb.pk: ClaimText(sentence, anchor)})
    saves = Revision.objects.get(latest_of=piece).saves
    return save_draft(evidence=piece, text=typed, saves=saves, by=piece.apprenticeship.apprentice)


def test_save_draft_keeps_changes_and_drops_an_anchor():
    piece = evidence()
    file = attachment(piece.latest)
    for anchor in (Anchor("page", file.pk, at=2), Anchor("paragraph", prompt="what", at=1), NOWHERE):
        assert anchored(piece, anchor).claims.get().text == ClaimText("So.", anchor)


@pytest.mark.parametrize("whose", ["another piece", "an older version", "another provider"])
def test_save_draft_refuses_an_anchor_in_a_foreign_file(whose):
    piece = evidence(state="returned")
    older = attachment(piece.shown, b"older")
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    foreign = {
        "another piece": lambda: attachment(evidence(piece.apprenticeship).latest, b"mine"),
        "an older version": lambda: older,
        "another provider": lambda: attachment(evidence().latest, b"theirs"),
    }[whose]()
    with pytest.raises(Refused, match="not part of this piece") as caught:
        anchored(piece, Anchor("page", foreign.pk, at=1))
    assert caught.value.status == 409
    assert {claim.anchor for claim in draft.claims.all()} == {NOWHERE}


def test_revise_evidence_carries_anchors_over_to_its_own_files():
    piece = evidence(state="returned", ksbs=[])
    file = attachment(piece.shown)
    ksbs = list(KsbFactory.create_batch(3, area=piece.apprenticeship.version.areas.get()))
    for ksb, anchor in zip(
        ksbs, (Anchor("page", file.pk, at=2), Anchor("paragraph", prompt="what", at=1), NOWHERE), strict=True
    ):
        Claim.objects.create(
            revision=piece.shown,
            ksb=ksb,
            anchor_kind=anchor.kind,
            anchor_attachment_id=anchor.attachment_id,
            anchor_prompt=anchor.prompt,
            anchor_at=anchor.at,
        )
    draft = revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    copy = draft.attachments.get()
    assert [claim.anchor for claim in draft.claims.order_by("ksb__position")] == [
        Anchor("page", copy.pk, at=2),
        Anchor("paragraph", prompt="what", at=1),
        NOWHERE,
    ]
    assert piece.shown.claims.order_by("ksb__position").first().anchor == Anchor("page", file.pk, at=2)


def test_remove_attachment_drops_its_anchors_and_no_others():
    piece = evidence()
    file, other = attachment(piece.latest), attachment(piece.latest, b"other", name="other.pdf")
    anchored(piece, Anchor("page", other.pk, at=1))
    remove_attachment(attachment=file, by=piece.apprenticeship.apprentice)
    assert piece.latest.claims.get().anchor == Anchor("page", other.pk, at=1)
    remove_attachment(attachment=other, by=piece.apprenticeship.apprentice)
    assert piece.latest.claims.get().text == ClaimText("So.", NOWHERE)


def test_submit_evidence_asks_for_a_place_that_is_there():
    piece = evidence()
    code = piece.latest.claims.get().ksb.code
    Claim.objects.update(anchor_kind="paragraph", anchor_prompt="what", anchor_at=4)
    with pytest.raises(NotReady) as caught:
        submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    assert caught.value.missing == [
        f"Choose again where {code} is shown: paragraph 4 of “The what?” is not there."
    ]
