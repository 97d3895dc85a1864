import datetime as dt

import pytest

from accounts.audit import record
from accounts.models import AuditEvent
from portfolio.models import Claim, Revision, TrainingEntry
from reports.models import Export
from reports.sheets import trail
from reports.sheets.evidence import evidence_sheet, files_sheet
from reports.sheets.hours import hours_sheet
from reports.sheets.signed import decisions_sheet, markings_sheet, signatures_sheet
from tests.architecture.records import whole_portfolio
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence
from tests.reports.portfolios import accepted, small_portfolio
from tests.reports.sheets.reading import again, dicts

pytestmark = pytest.mark.django_db


def trained(apprenticeship, minutes, **fields):
    return TrainingEntry.objects.create(
        apprenticeship=apprenticeship,
        trained_on=dt.date(2026, 3, 2),
        minutes=minutes,
        kind="theory",
        learned="How to listen",
        by=apprenticeship.apprentice,
        **fields,
    )


def test_hours_list_every_entry_and_count_those_that_stand():
    apprenticeship = ApprenticeshipFactory()
    trained(apprenticeship, 90)
    trained(
        apprenticeship,
        30,
        struck_at=dt.datetime(2026, 3, 3, tzinfo=dt.UTC),
        struck_by=apprenticeship.assessor,
        struck_because="Entered twice",
    )
    sheet = hours_sheet(again(apprenticeship))
    rows = dicts(sheet)
    assert [(row["Minutes"], row["Hours"], row["Counts"]) for row in rows] == [
        (90, 1.5, "Yes"),
        (30, 0.5, "Struck out"),
    ]
    assert rows[1]["Why it was struck out"].startswith("Entered twice (")
    assert sheet.notes[0].startswith("1 h 30 min entered")


def test_evidence_index_has_a_row_for_each_piece_and_ksb():
    apprenticeship = ApprenticeshipFactory(ksbs=3)
    ksbs = list(apprenticeship.version.ksbs.order_by("position"))
    piece = accepted(apprenticeship, title="Put right", ksbs=ksbs[:2])
    file = attachment(piece.shown, name="letter.pdf")
    piece.shown.claims.filter(ksb=ksbs[0]).update(
        outcome="met",
        decided_on=dt.date(2026, 10, 9),
        anchor_kind="page",
        anchor_attachment=file,
        anchor_at=2,
    )
    chosen(piece)
    evidence(apprenticeship, title="A draft")
    evidence(apprenticeship, Revision.State.SUBMITTED, title="Claims nothing", ksbs=[])
    rows = dicts(evidence_sheet(apprenticeship))
    assert [(row["Piece"], row["KSB"]) for row in rows] == [
        ("Put right", ksbs[0].code),
        ("Put right", ksbs[1].code),
        ("Claims nothing", ""),
    ]
    first = rows[0]
    assert (first["Where to look"], first["Decision"], first["Assessor"], first["In the showcase"]) == (
        "page 2 of letter.pdf",
        "Met",
        str(apprenticeship.assessor),
        "Yes",
    )
    assert first["Files, with SHA-256"] == f"letter.pdf: {file.file.sha256}"


@pytest.mark.parametrize("pieces", [1, 3])
def test_evidence_sheets_ask_a_constant_number_of_queries(pieces, django_assert_num_queries):
    apprenticeship = small_portfolio(pieces)
    for build, queries in ((evidence_sheet, 3), (files_sheet, 2), (decisions_sheet, 1), (markings_sheet, 1)):
        with django_assert_num_queries(queries):
            assert list(build(apprenticeship).rows)


def test_files_are_listed_with_the_hash_of_the_original():
    apprenticeship = small_portfolio(2)
    rows = dicts(files_sheet(apprenticeship))
    assert len(rows) == 4
    for row in rows:
        file = apprenticeship.evidence.get(shown__title=row["Piece"]).shown.attachments.get(name=row["File"])
        assert row["SHA-256 of the original"] == file.file.sha256
        assert row["Bytes"] == file.file.size


def test_decisions_that_were_corrected_stay_listed():
    piece = accepted()
    first = piece.shown.claims.get().decisions.get()
    first.pk = None
    first.supersedes_id = piece.shown.claims.get().decisions.get().pk
    first.reason, first.outcome = "Looked again", "not_yet"
    first.created_at += dt.timedelta(days=1)
    first.save(force_insert=True)
    rows = dicts(decisions_sheet(piece.apprenticeship))
    assert [(row["Decision"], row["Corrects an earlier one"], row["In force"]) for row in rows] == [
        ("Met", "No", "No"),
        ("Not yet", "Yes", "Yes"),
    ]


def test_signatures_say_who_when_how_and_of_what():
    portfolio = whole_portfolio()
    row = dicts(signatures_sheet(portfolio.apprenticeship))[0]
    signature = portfolio.signature
    assert (row["Who"], row["Role"], row["When"], row["SHA-256 of what was signed"], row["Version"]) == (
        signature.name,
        signature.role,
        signature.signed_at,
        signature.snapshot_hash,
        1,
    )


def test_what_is_signed_of_a_draft_is_left_out():
    portfolio = whole_portfolio()
    Revision.objects.filter(pk=portfolio.signature.revision_id).update(state="draft", submitted_at=None)
    assert dicts(signatures_sheet(portfolio.apprenticeship)) == []


def test_trail_of_a_portfolio_holds_its_events_and_no_others():
    portfolio = whole_portfolio()
    apprenticeship = portfolio.apprenticeship
    other = accepted(ApprenticeshipFactory(provider=apprenticeship.provider))
    for subject in (portfolio.export, other):
        record(subject, "made", provider_id=apprenticeship.provider_id, by=apprenticeship.apprentice)
    mine = {row["Its id"] for row in dicts(trail.portfolio_trail(apprenticeship))}
    theirs = {row["Its id"] for row in dicts(trail.portfolio_trail(other.apprenticeship))}
    assert {str(portfolio.export.pk), str(portfolio.evidence.pk), str(portfolio.sample.pk)} <= mine
    assert theirs == {str(other.pk)}
    assert not mine & theirs


def test_every_kind_of_event_has_a_way_to_its_portfolio_or_none():
    """Whatever is recorded in these tests is known: a new kind of subject is added to PATHS, or here."""
    outside = {"accounts.user", "assessments.supervision", "assessments.comment"}
    outside |= {"standards.assessmentplan", "standards.standardversion"}
    whole_portfolio()
    kinds = set(AuditEvent.objects.values_list("subject_type", flat=True))
    assert kinds <= {*trail.PATHS, *outside}


def test_trail_of_a_provider_is_read_in_one_query(django_assert_num_queries):
    portfolio = whole_portfolio()
    with django_assert_num_queries(1):
        rows = dicts(trail.provider_trail(portfolio.provider))
    assert [row["No."] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["SHA-256"] for row in rows][:-1] == [row["SHA-256 of the event before"] for row in rows][1:]
    assert Export.objects.count()


def test_claims_that_were_declined_are_not_in_the_index():
    piece = accepted()
    Claim.objects.filter(revision=piece.shown).update(outcome="declined", decided_on=dt.date(2026, 10, 9))
    assert [row["KSB"] for row in dicts(evidence_sheet(piece.apprenticeship))] == [""]
