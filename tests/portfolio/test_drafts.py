from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from assessments.models import Marking
from portfolio.models import Apprenticeship, Claim, Evidence, Revision, StoredFile
from tests.factories import (
    ApprenticeshipFactory,
    KsbFactory,
    TemplateFactory,
    attachment,
    evidence,
    member,
    visitor,
)
from tests.portfolio.drafts import page, typed, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return evidence()


@pytest.fixture
def owner(piece, as_user):
    return as_user(piece.apprenticeship.apprentice)


def latest(piece: Evidence) -> Revision:
    return Evidence.objects.select_related("latest").get(pk=piece.pk).latest


def claims(piece: Evidence) -> dict[str, str]:
    return {claim.ksb.code: claim.justification for claim in latest(piece).claims.select_related("ksb")}


# Start


@pytest.fixture
def apprenticeship():
    TemplateFactory(name="STAR account")
    TemplateFactory(name="Work product")
    return ApprenticeshipFactory()


def test_new_offers_every_template_with_its_questions(apprenticeship, as_user):
    text = as_user(apprenticeship.apprentice).get(page("evidence-new", apprenticeship)).content.decode()
    assert text.count('name="template"') == 2
    assert "STAR account" in text
    assert "The what?" in text


@pytest.mark.parametrize("templates", [1, 3])
def test_new_takes_seven_queries(templates, as_user, django_assert_num_queries):
    TemplateFactory.create_batch(templates)
    apprenticeship = ApprenticeshipFactory()
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(7):
        client.get(page("evidence-new", apprenticeship))


def test_new_starts_a_draft_and_opens_it(apprenticeship, as_user):
    template = TemplateFactory()
    response = as_user(apprenticeship.apprentice).post(
        page("evidence-new", apprenticeship), {"template": template.pk, "form_id": uuid4()}
    )
    piece = Evidence.objects.get()
    assert response.headers["Location"] == page("evidence-edit", piece)
    assert (piece.template, piece.apprenticeship) == (template, apprenticeship)


def test_new_gives_one_piece_for_a_double_click(apprenticeship, as_user):
    client, form = as_user(apprenticeship.apprentice), {"template": TemplateFactory().pk, "form_id": uuid4()}
    places = {client.post(page("evidence-new", apprenticeship), form).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Evidence.objects.count() == 1


def test_new_gives_another_piece_after_going_back_for_the_other_template(apprenticeship, as_user):
    client, form_id = as_user(apprenticeship.apprentice), uuid4()
    for template in (TemplateFactory(), TemplateFactory()):
        client.post(page("evidence-new", apprenticeship), {"template": template.pk, "form_id": form_id})
    assert Evidence.objects.count() == 2


def test_new_starts_a_piece_though_the_page_lost_its_id(apprenticeship, as_user):
    form = {"template": TemplateFactory().pk, "form_id": "1"}
    assert (
        as_user(apprenticeship.apprentice).post(page("evidence-new", apprenticeship), form).status_code == 302
    )
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"template": ""}, {"template": "\0"}, {"template": "abc"}])
def test_new_says_what_is_wrong(wrong, apprenticeship, as_user):
    form = {"template": TemplateFactory().pk, "form_id": uuid4()} | wrong
    response = as_user(apprenticeship.apprentice).post(page("evidence-new", apprenticeship), form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Evidence.objects.exists()


def test_new_says_why_nothing_can_be_added_during_a_break(apprenticeship, as_user):
    Apprenticeship.objects.update(status=Apprenticeship.Status.BREAK)
    client = as_user(apprenticeship.apprentice)
    response = client.get(page("evidence-new", apprenticeship))
    assert response.status_code == HTTPStatus.OK
    assert "only while on programme" in response.content.decode()
    assert 'name="template"' not in response.content.decode()
    refused = client.post(page("evidence-new", apprenticeship), {"template": TemplateFactory().pk})
    assert refused.status_code == HTTPStatus.CONFLICT


def test_new_is_for_the_apprentice_alone(apprenticeship, as_user):
    address = page("evidence-new", apprenticeship)
    assert as_user(apprenticeship.assessor).get(address).status_code == HTTPStatus.FORBIDDEN
    assert as_user(ApprenticeshipFactory().apprentice).get(address).status_code == HTTPStatus.NOT_FOUND


# Write


@pytest.mark.parametrize("rows", [1, 3])
def test_edit_takes_eight_queries(rows, as_user, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory(ksbs=4)
    piece = evidence(apprenticeship, ksbs=list(apprenticeship.version.ksbs.all()[:rows]))
    for number in range(rows):
        attachment(piece.latest, body=b"%%PDF %d" % number, position=number)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        client.get(page("evidence-edit", piece))


def test_edit_shows_what_was_saved(piece, owner):
    text = owner.get(page("evidence-edit", piece)).content.decode()
    for part in ("A refund put right", "2026-10-05", "The what?", "I listened", "I did this when", "asks"):
        assert part in text


def test_edit_saves_all_that_was_typed(piece, owner):
    ksb = piece.latest.claims.get().ksb
    form = typed(
        piece, title="New", happened_on="2026-11-01", **{"answer-what": "More", f"claim-{ksb.pk}": "So"}
    )
    response = owner.post(page("evidence-edit", piece), form)
    draft = latest(piece)
    assert response.headers["Location"] == page("evidence-edit", piece)
    assert (draft.title, str(draft.happened_on), draft.saves) == ("New", "2026-11-01", 1)
    assert draft.answers["what"] == "More"
    assert claims(piece) == {ksb.code: "So"}


def test_edit_goes_on_to_the_check(piece, owner):
    response = owner.post(page("evidence-edit", piece), typed(piece, act="check", title="Kept"))
    assert response.headers["Location"] == page("evidence-submit", piece)
    assert latest(piece).title == "Kept"


def test_edit_adds_a_ksb_saves_the_rest_and_comes_back_to_it(piece, owner):
    ksb = piece.apprenticeship.version.ksbs.last()
    form = typed(piece, act="add", add_ksb=str(ksb.pk), title="Kept too")
    response = owner.post(page("evidence-edit", piece), form)
    assert response.headers["Location"] == f"{page('evidence-edit', piece)}#claim-{ksb.code}"
    assert latest(piece).title == "Kept too"
    assert claims(piece)[ksb.code] == ""


def test_edit_removes_a_claim_and_saves_the_rest(piece, owner):
    claimed = piece.latest.claims.get()
    response = owner.post(
        page("evidence-edit", piece), typed(piece, remove=str(claimed.ksb_id), title="Kept")
    )
    assert response.headers["Location"].endswith("#claims")
    assert (claims(piece), latest(piece).title) == ({}, "Kept")


@pytest.mark.parametrize(
    ("channel", "offered"), [("face_to_face", ["S2"]), ("remote", ["S3"]), ("both", ["S2", "S3"])]
)
def test_edit_offers_the_ksbs_that_the_work_asks_for_by_area(channel, offered, as_user):
    apprenticeship = ApprenticeshipFactory(contact_channel=channel)
    area = apprenticeship.version.areas.get()
    for code, way in (("S2", "face_to_face"), ("S3", "remote")):
        KsbFactory(area=area, code=code, alternative="channel", alternative_channel=way)
    response = as_user(apprenticeship.apprentice).get(
        page("evidence-edit", evidence(apprenticeship, ksbs=[]))
    )
    _, *groups = response.context["form"].fields["add_ksb"].choices
    assert [name for name, _ in groups] == [area.title]
    assert [label[:2] for _, label in groups[0][1] if label[:2] in {"S2", "S3"}] == offered


def test_edit_takes_a_second_click_for_the_first(piece, owner):
    ksb = piece.apprenticeship.version.ksbs.last()
    form = typed(piece, act="add", add_ksb=str(ksb.pk), title="Once")
    answers = [owner.post(page("evidence-edit", piece), form).status_code for _ in range(2)]
    assert answers == [HTTPStatus.FOUND, HTTPStatus.FOUND]
    assert latest(piece).saves == 1


def test_edit_shows_both_versions_when_the_other_window_was_faster(piece, owner):
    mine, theirs = typed(piece, title="Mine"), typed(piece, title="Theirs")
    owner.post(page("evidence-edit", piece), theirs)
    response = owner.post(page("evidence-edit", piece), mine)
    text = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert [(pair.label, pair.saved, pair.typed) for pair in response.context["both"]] == [
        ("Title", "Theirs", "Mine")
    ]
    assert 'value="Mine"' in text
    assert latest(piece).title == "Theirs"
    assert owner.post(page("evidence-edit", piece), mine | {"saves": "1"}).status_code == HTTPStatus.FOUND
    assert latest(piece).title == "Mine"


# Bad input


def test_edit_drops_control_characters(piece, owner):
    ksb_id = piece.latest.claims.get().ksb_id
    dirty = "a\0b\x1b\u202e\r\nc"
    form = typed(piece, title=f"T{dirty}", **{"answer-what": dirty, f"claim-{ksb_id}": dirty})
    assert owner.post(page("evidence-edit", piece), form).status_code == HTTPStatus.FOUND
    draft = latest(piece)
    assert draft.answers["what"] == "ab\nc"
    assert list(claims(piece).values()) == ["ab\nc"]
    assert "\0" not in draft.title


@pytest.mark.parametrize(
    "wrong",
    [
        {"saves": "abc"},
        {"saves": ""},
        {"saves": "-1"},
        {"saves": "\0"},
        {"happened_on": "yesterday"},
        {"happened_on": "2026-02-30"},
        {"happened_on": "\0"},
        {"title": "x" * 201},
        {"answer-what": "x" * 20_001},
        {"add_ksb": "\0"},
        {"add_ksb": "not-a-ksb"},
        {"claim-\0": "x"},
        {"claim-K1": "x"},
    ],
)
def test_edit_refuses_bad_input_and_keeps_what_was_typed(wrong, piece, owner):
    response = owner.post(page("evidence-edit", piece), typed(piece, **{"answer-result": "Precious"}) | wrong)
    text = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "error-summary" in text
    assert "Precious" in text
    assert 'name="saves" value="0"' in text
    assert latest(piece).saves == 0


def test_edit_takes_a_huge_count_of_saves_for_a_stale_form(piece, owner):
    form = typed(piece, saves="9" * 40, title="Mine")
    assert owner.post(page("evidence-edit", piece), form).status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("field", ["add_ksb", "claim"])
def test_edit_refuses_a_ksb_of_another_standard(field, piece, owner):
    foreign = ApprenticeshipFactory().version.ksbs.first()
    extra = {"add_ksb": str(foreign.pk)} if field == "add_ksb" else {f"claim-{foreign.pk}": "Mine"}
    response = owner.post(page("evidence-edit", piece), typed(piece, title="Changed") | extra)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "does not belong to your standard" in response.content.decode()
    assert latest(piece).title == "A refund put right"
    assert not Claim.objects.filter(ksb=foreign).exists()


def test_edit_refuses_more_claims_than_an_assessor_can_judge(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=13)
    ksbs = list(apprenticeship.version.ksbs.all())
    piece = evidence(apprenticeship, ksbs=ksbs[:12])
    form = typed(piece, add_ksb=str(ksbs[12].pk))
    response = as_user(apprenticeship.apprentice).post(page("evidence-edit", piece), form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "12 KSBs at most" in response.content.decode()


def test_more_claims_than_that_after_a_move_can_be_saved_and_not_added_to(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=14)
    ksbs = list(apprenticeship.version.ksbs.all())
    piece = evidence(apprenticeship, ksbs=ksbs[:13])
    owner = as_user(apprenticeship.apprentice)
    assert (
        owner.post(page("evidence-edit", piece), typed(piece, title="Kept")).status_code == HTTPStatus.FOUND
    )
    assert latest(piece).title == "Kept"
    added = owner.post(page("evidence-edit", piece), typed(latest(piece).evidence, add_ksb=str(ksbs[13].pk)))
    assert added.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert latest(piece).claims.count() == 13


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-autosave"])
def test_ten_megabytes_of_text_are_too_much(name, piece, owner):
    form = typed(piece, **{"answer-what": "x" * 10_000_000})
    response = owner.post(page(name, piece), form)
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "It was not kept" in response.content.decode()
    assert latest(piece).saves == 0


# Autosave


def test_autosave_saves_and_says_when(piece, owner):
    response = owner.post(page("evidence-autosave", piece), typed(piece, title="As typed"))
    assert response.json()["saves"] == 1
    assert len(response.json()["saved_at"]) == len("14:02")
    assert latest(piece).title == "As typed"


def test_autosave_says_that_the_draft_was_changed_elsewhere(piece, owner):
    owner.post(page("evidence-autosave", piece), typed(piece, title="First"))
    response = owner.post(page("evidence-autosave", piece), typed(piece, saves="0", title="Second"))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "another window" in response.json()["message"]
    assert latest(piece).title == "First"


def test_autosave_says_what_is_wrong(piece, owner):
    response = owner.post(page("evidence-autosave", piece), typed(piece, saves="abc"))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "lost track" in response.json()["message"]


def test_autosave_of_a_submitted_piece_is_refused_in_words(as_user):
    piece = evidence(state="submitted")
    response = as_user(piece.apprenticeship.apprentice).post(page("evidence-autosave", piece), typed(piece))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "with your assessor" in response.json()["message"]


def test_autosave_describes_a_picture(piece, owner):
    picture = attachment(piece.latest)
    picture.file.has_picture = True
    picture.file.save()
    owner.post(
        page("evidence-autosave", piece), typed(piece, **{f"caption-{picture.pk}": "A till\0 receipt"})
    )
    picture.refresh_from_db()
    assert picture.caption == "A till receipt"


# Submit

TICKS = {"personal_data": "on", "own_work": "on"}


def test_submit_shows_what_is_missing_and_where(as_user):
    piece = evidence(title="", ksbs=[], answers={"result": "x"})
    response = as_user(piece.apprenticeship.apprentice).get(page("evidence-submit", piece))
    anchors = [anchor for _, anchor in response.context["missing"]]
    assert anchors == ["id_title", "id_answer-what", "claims"]
    edit = as_user(piece.apprenticeship.apprentice).get(page("evidence-edit", piece)).content.decode()
    assert all(f'id="{anchor}"' in edit for anchor in anchors)


def test_submit_points_to_the_claim_without_a_sentence(piece, owner):
    Claim.objects.update(justification="")
    (_, anchor), *_ = owner.get(page("evidence-submit", piece)).context["missing"]
    assert anchor == f"claim-{piece.latest.claims.get().ksb.code}"
    assert f'id="{anchor}"' in owner.get(page("evidence-edit", piece)).content.decode()


def test_submit_hands_the_piece_in_with_the_declaration_on_record(piece, owner):
    response = owner.post(page("evidence-submit", piece), TICKS)
    assert response.headers["Location"] == piece.get_absolute_url()
    assert latest(piece).state == Revision.State.SUBMITTED
    assert AuditEvent.objects.get(act="submitted").detail == {
        "revision": 1,
        "declared": ["own_work", "personal_data"],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_submit_takes_eight_queries(rows, as_user, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory(ksbs=4)
    piece = evidence(apprenticeship, ksbs=list(apprenticeship.version.ksbs.all()[:rows]))
    for number in range(rows):
        attachment(piece.latest, body=b"%%PDF %d" % number, position=number)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        client.get(page("evidence-submit", piece))


@pytest.mark.parametrize("ticks", [{}, {"personal_data": "on"}, {"own_work": "on"}])
def test_submit_asks_for_both_ticks(ticks, piece, owner):
    assert owner.post(page("evidence-submit", piece), ticks).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert latest(piece).state == Revision.State.DRAFT


def test_submit_of_an_empty_piece_is_refused_in_words(as_user):
    piece = evidence(title="", ksbs=[])
    response = as_user(piece.apprenticeship.apprentice).post(page("evidence-submit", piece), TICKS)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Give it a title." in response.content.decode()


def test_submit_lets_one_look_again_while_a_file_is_checked(piece, owner):
    attachment(piece.latest)
    StoredFile.objects.update(state="received")
    text = owner.get(page("evidence-submit", piece)).content.decode()
    assert f'href="{page("evidence-submit", piece)}">Look again</a>' in text


def test_submit_offers_no_second_look_when_nothing_is_awaited(as_user):
    piece = evidence(title="")
    text = as_user(piece.apprenticeship.apprentice).get(page("evidence-submit", piece)).content.decode()
    assert "Look again" not in text


def test_submit_twice_lands_on_the_piece(piece, owner):
    answers = [owner.post(page("evidence-submit", piece), TICKS) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [piece.get_absolute_url()] * 2
    assert AuditEvent.objects.filter(act="submitted").count() == 1


# Revise and delete


def test_revise_opens_a_new_version_once(as_user):
    piece = evidence(state="returned")
    client = as_user(piece.apprenticeship.apprentice)
    for _ in range(2):
        assert client.post(page("evidence-revise", piece)).headers["Location"] == page("evidence-edit", piece)
    assert [revision.number for revision in piece.revisions.all()] == [1, 2]


def test_edit_of_a_new_version_shows_what_the_assessor_said(as_user, django_assert_num_queries):
    piece = evidence(state="returned")
    person = piece.apprenticeship.assessor
    Marking.objects.create(
        revision=piece.latest, assessor=person, outcome="returned", feedback="Say how it ended."
    )
    client = as_user(piece.apprenticeship.apprentice)
    client.post(page("evidence-revise", piece))
    with django_assert_num_queries(8):
        text = client.get(page("evidence-edit", piece)).content.decode()
    assert "Say how it ended." in text
    assert f"{piece.get_absolute_url()}?revision=1" in text


def test_revise_of_an_accepted_piece_is_refused(as_user):
    piece = evidence(state="accepted")
    response = as_user(piece.apprenticeship.apprentice).post(page("evidence-revise", piece))
    assert response.status_code == HTTPStatus.CONFLICT


def test_delete_asks_by_name_and_then_deletes(piece, owner):
    text = owner.get(page("evidence-delete", piece)).content.decode()
    assert "A refund put right" in text
    assert "cannot be undone" in text
    response = owner.post(page("evidence-delete", piece))
    assert response.headers["Location"] == reverse("portfolio:evidence-list", args=[piece.apprenticeship_id])
    assert not Evidence.objects.exists()
    assert owner.post(page("evidence-delete", piece)).status_code == HTTPStatus.NOT_FOUND


def test_delete_of_a_submitted_piece_is_refused(as_user):
    piece = evidence(state="submitted")
    response = as_user(piece.apprenticeship.apprentice).post(page("evidence-delete", piece))
    assert response.status_code == HTTPStatus.CONFLICT


# Who may: (page, method) -> status for each person, on a draft and on a submitted piece

PAGES = [
    "evidence-edit",
    "evidence-autosave",
    "evidence-submit",
    "evidence-revise",
    "evidence-delete",
    "evidence-files",
]


def people(piece: Evidence) -> dict:
    apprenticeship = piece.apprenticeship
    return {
        "assessor": apprenticeship.assessor,
        "line manager": apprenticeship.line_manager,
        "iqa": apprenticeship.iqa,
        "admin": member(apprenticeship.provider, "provider_admin"),
        "other apprentice": ApprenticeshipFactory(provider=apprenticeship.provider).apprentice,
        "other provider's admin": member(ApprenticeshipFactory().provider, "provider_admin"),
        "visitor": visitor(apprenticeship),
    }


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_finds_a_draft(name, piece, as_user):
    answers = {
        who: as_user(person).post(page(name, piece)).status_code for who, person in people(piece).items()
    }
    assert set(answers.values()) == {HTTPStatus.NOT_FOUND}


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_changes_a_submitted_piece(name, as_user):
    piece = evidence(state="submitted")
    answers = {
        who: as_user(person).post(page(name, piece)).status_code for who, person in people(piece).items()
    }
    strangers = dict.fromkeys(["other apprentice", "other provider's admin", "visitor"], HTTPStatus.NOT_FOUND)
    colleagues = dict.fromkeys(["assessor", "line manager", "iqa", "admin"], HTTPStatus.FORBIDDEN)
    assert answers == strangers | colleagues


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_log_in(name, piece, client):
    assert client.post(page(name, piece)).headers["Location"].startswith(reverse("account_login"))


def test_edit_saves_the_text_even_when_a_file_is_bad(piece, owner):
    form = typed(piece, title="Kept", act="attach") | {"files": [upload(b"", "empty.txt")]}
    response = owner.post(page("evidence-edit", piece), form)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "“empty.txt” was not added. It is empty." in response.content.decode()
    assert 'value="Kept"' in response.content.decode()
    assert 'name="saves" value="1"' in response.content.decode()


def test_edit_attaches_files_even_when_the_text_is_wrong(piece, owner):
    form = typed(piece, happened_on="yesterday", act="attach") | {"files": [upload()]}
    assert owner.post(page("evidence-edit", piece), form).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [a.name for a in latest(piece).attachments.all()] == ["note.txt"]
