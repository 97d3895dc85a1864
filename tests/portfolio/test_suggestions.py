from http import HTTPStatus

import pytest

from portfolio.actions import decline_suggestion
from portfolio.models import AcceptedWord, Evidence, Revision
from standards.models import EvidenceTemplate, KsbCue
from tests.again import again
from tests.factories import ApprenticeshipFactory, evidence
from tests.portfolio.drafts import page, typed
from tests.shipped import shipped

pytestmark = pytest.mark.django_db

SHOUTING = (
    "A man was shouting because his parcel was late. I stayed calm and let him finish. I said I "
    "understood how frustrating it was, apologised, and kept him informed until it came."
)
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def version():
    return again(shipped)


def draft(version, text=SHOUTING, **fields):
    template = EvidenceTemplate.objects.get(key="star-account")
    channel = fields.pop("contact_channel", "both")
    apprenticeship = ApprenticeshipFactory(version=version, plan=version.plans.get(), contact_channel=channel)
    return evidence(
        apprenticeship, ksbs=fields.pop("ksbs", []), template=template, answers={"action": text}, **fields
    )


@pytest.fixture
def piece(version):
    return draft(version)


@pytest.fixture
def owner(piece, as_user):
    return as_user(piece.apprenticeship.apprentice)


def shown(client, piece, **query):
    return client.get(page("evidence-suggestions", piece), query, **HX)


def codes(response):
    text = response.content.decode()
    return [part.split("<")[0] for part in text.split('class="ksb-code">')[1:]]


def test_the_block_names_ksbs_with_the_words_written(owner, piece):
    response = shown(owner, piece)
    assert set(codes(response)[:2]) == {"S7", "S8"}
    assert "You wrote “I stayed calm and let him finish”: staying calm." in response.content.decode()


def test_the_block_takes_seven_queries(owner, piece, django_assert_num_queries):
    owner.get("/")
    with django_assert_num_queries(7):
        shown(owner, piece)


@pytest.mark.parametrize("claims", [1, 3])
def test_the_block_takes_as_many_with_claims(claims, version, as_user, django_assert_num_queries):
    piece = draft(version, ksbs=version.ksbs.all()[:claims])
    client = as_user(piece.apprenticeship.apprentice)
    client.get("/")
    with django_assert_num_queries(7):
        shown(client, piece)


def test_what_is_shown_already_is_not_sent_again(owner, piece):
    text = shown(owner, piece).content.decode()
    digest = text.split("?shown=")[1].split('"')[0]
    assert shown(owner, piece, shown=digest).status_code == HTTPStatus.NO_CONTENT


def test_a_claimed_ksb_is_not_suggested(version, as_user):
    piece = draft(version, ksbs=[version.ksbs.get(code="S7")])
    assert "S7" not in codes(shown(as_user(piece.apprenticeship.apprentice), piece))


@pytest.mark.parametrize(("channel", "spared"), [("remote", "S2"), ("face_to_face", "S3")])
def test_the_half_that_the_job_spares_is_not_suggested(channel, spared, version, as_user):
    text = "At the counter I smiled and used body language. On the phone I repeated back the order."
    piece = draft(version, text, contact_channel=channel)
    found = codes(shown(as_user(piece.apprenticeship.apprentice), piece))
    assert spared not in found
    assert ({"S2", "S3"} - {spared}) <= set(found)


def test_an_empty_draft_is_asked_to_be_written(version, as_user):
    piece = draft(version, "", title="")
    response = shown(as_user(piece.apprenticeship.apprentice), piece)
    assert codes(response) == []
    assert "Write a few sentences" in response.content.decode()


def test_others_are_refused_and_strangers_find_nothing(piece, as_user):
    piece.latest.state, piece.latest.submitted_at = Revision.State.SUBMITTED, piece.created_at
    piece.latest.save()
    piece.shown = piece.latest
    piece.save()
    apprenticeship = piece.apprenticeship
    assert shown(as_user(apprenticeship.assessor), piece).status_code == HTTPStatus.FORBIDDEN
    assert shown(as_user(apprenticeship.apprentice), piece).status_code == HTTPStatus.CONFLICT
    assert shown(as_user(ApprenticeshipFactory().apprentice), piece).status_code == HTTPStatus.NOT_FOUND


def test_the_address_opened_by_itself_leads_to_the_page(owner, piece):
    response = owner.get(page("evidence-suggestions", piece))
    assert response.headers["Location"] == page("evidence-edit", piece) + "?suggest=1#suggestions"


# Without a script


def test_the_button_saves_and_comes_back_with_suggestions(owner, piece):
    form = typed(piece, act="suggest", **{"answer-action": "I stayed calm and patient."})
    response = owner.post(page("evidence-edit", piece), form)
    assert response.headers["Location"].endswith("?suggest=1#suggestions")
    assert "“I stayed calm and patient”" in owner.get(response.headers["Location"]).content.decode()


def test_the_page_with_suggestions_takes_ten_queries(owner, piece, django_assert_num_queries):
    """Two more than the page alone: only for people without a script."""
    with django_assert_num_queries(10):
        owner.get(page("evidence-edit", piece), {"suggest": "1"})


def test_a_suggestion_pressed_is_claimed_whatever_the_list_below_says(owner, piece, version):
    ksb = version.ksbs.get(code="S7")
    fields = typed(piece)
    fields["add_ksb"] = [str(ksb.pk), ""]
    response = owner.post(page("evidence-edit", piece), fields)
    assert response.headers["Location"].endswith("#claim-S7")
    assert [claim.ksb for claim in piece.latest.claims.all()] == [ksb]


def test_a_suggestion_put_aside_stays_away_and_can_come_back(owner, piece, version):
    ksb = version.ksbs.get(code="S7")
    form = typed(piece, decline=str(ksb.pk), **{"answer-action": f"{SHOUTING} Really."})
    response = owner.post(page("evidence-edit", piece), form)
    answer = owner.get(response.headers["Location"])
    assert "Claim S7" not in answer.content.decode()
    assert "Really." in answer.content.decode()
    owner.post(page("evidence-edit", piece), typed(piece, decline="none"))
    assert "S7" in codes(shown(owner, piece))


def test_putting_aside_with_a_script_answers_with_the_others(owner, piece, version):
    ksb = version.ksbs.get(code="S7")
    response = owner.post(page("evidence-suggestions", piece), {"decline": str(ksb.pk)}, **HX)
    assert "S7" not in codes(response)
    assert codes(response)[0] == "S8"
    assert "1 put aside" in response.content.decode()


def test_only_ksbs_of_the_standard_are_put_aside(piece):
    owner, foreign = piece.apprenticeship.apprentice, ApprenticeshipFactory().version.ksbs.first()
    decline_suggestion(evidence=piece, ksb_id=foreign.pk, by=owner)
    assert Evidence.objects.get(pk=piece.pk).latest.declined == []


# Where cues come from


def test_a_providers_own_cues_count_there_alone(piece, version, as_user):
    other = draft(version)
    ksb = version.ksbs.get(code="K1")
    KsbCue.objects.create(
        ksb=ksb,
        provider=piece.apprenticeship.provider,
        reason="parcels",
        weight=4,
        words=["his parcel was late"],
        position=1,
    )
    assert "K1" in codes(shown(as_user(piece.apprenticeship.apprentice), piece))
    assert "K1" not in codes(shown(as_user(other.apprenticeship.apprentice), other))


def test_a_standard_without_cues_has_template_and_experience(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=3)
    fitting, accepted, _ = apprenticeship.version.ksbs.all()
    piece = evidence(
        apprenticeship,
        ksbs=[],
        answers={"what": "The boiler engineer visited the pensioner twice, brought radiators, tested pipes."},
    )
    EvidenceTemplate.objects.filter(pk=piece.template_id).update(fits=[str(fitting.guid)])
    others = {str(fitting.pk): 300}
    for word, counts in {
        "": others | {str(accepted.pk): 30},
        "boil": {},
        "boiler": {str(accepted.pk): 25},
        "pensioner": {str(accepted.pk): 20},
    }.items():
        AcceptedWord.objects.create(
            provider=apprenticeship.provider, version=apprenticeship.version, word=word, counts=counts
        )
    assert codes(shown(as_user(apprenticeship.apprentice), piece)) == [accepted.code, fitting.code]


def test_a_megabyte_of_text_is_answered(version, as_user):
    piece = draft(version, "I stayed calm. " * 70_000)
    assert codes(shown(as_user(piece.apprenticeship.apprentice), piece))[0] == "S7"
