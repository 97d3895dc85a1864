"""People without an account: asked by link, shown exactly one thing, signing it once."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mails import RESTING
from accounts.models import Notification
from accounts.permissions import Refused
from assessments.actions.asking import ask_for_behaviours, send_again, withdraw_request
from assessments.links import hash_of, sendable_secret
from assessments.mails import SUBJECT, send_sign_letter
from assessments.models import BehaviourSeen, Signature, SignRequest
from assessments.rules.signing import Invited
from assessments.tasks import sweep_links
from assessments.verifying import broken_parts
from portfolio.actions import delete_draft
from portfolio.forgetting import forget_unattached
from portfolio.models import Attachment, Revision, StoredFile
from tests.factories import PASSWORD, ApprenticeshipFactory, AreaFactory, KsbFactory, attachment, evidence
from tests.signatures import SOUND, WITNESS, asked, secret, testimony

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_rests():
    cache.delete(RESTING)
    yield
    cache.delete(RESTING)


@pytest.fixture(autouse=True)
def forget_earlier_attempts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def piece():
    return evidence(state=Revision.State.SUBMITTED)


@pytest.fixture
def request_(piece):
    return asked(piece)


def link(request, name="sign-link", **more):
    return reverse(f"assessments:{name}", kwargs={"token": secret(request), **more})


def code(piece):
    return piece.latest.claims.get().ksb.code


def filled(piece, **changes):
    typed = {
        "text": "I stood beside them and heard it.",
        "name": "Hanna Lindqvist",
        "role": "Shift leader",
        "relationship": "We work the same shift",
        f"ksb-{code(piece)}": "on",
    }
    return {key: value for key, value in {**typed, **changes}.items() if value is not None}


def test_a_scanner_that_fetches_the_link_uses_nothing_up(client, request_):
    before = SignRequest.objects.values().get()
    for ask in (client.get, client.head, client.get):
        assert ask(link(request_)).status_code == 200
    assert SignRequest.objects.values().get() == before


def test_the_page_shows_exactly_the_snapshot_and_tells_nobody_its_address(client, piece, request_):
    Revision.objects.filter(pk=piece.latest_id).update(title="Changed later")
    answer = client.get(link(request_))
    page = answer.content.decode()
    assert "A refund put right" in page
    assert "Changed later" not in page
    assert "I listened and put it right." in page
    assert WITNESS.message in page
    assert 'class="navigation"' not in page
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer, strict-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_signing_keeps_what_was_shown_and_written_and_works_once(client, piece, request_):
    answer = client.post(link(request_), filled(piece))
    signature = Signature.objects.for_page().get()
    assert answer.status_code == 200
    assert signature.snapshot_hash in answer.content.decode()
    assert signature.snapshot["shown"] == SignRequest.objects.get().snapshot
    assert (signature.route, signature.user, signature.name) == ("link", None, "Hanna Lindqvist")
    assert [ksb.code for ksb in signature.testimony.ksbs.all()] == [code(piece)]
    assert broken_parts(signature) == []
    for again in (client.get(link(request_)), client.post(link(request_), filled(piece))):
        assert again.status_code == 409
        assert "already signed on" in again.content.decode()
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"text": "   "}, "Write what you saw, or record it.", id="spaces"),
        pytest.param({"name": " "}, "Give your name.", id="no name"),
        pytest.param({"role": ""}, "Say what your role is", id="no role"),
        pytest.param({"ksb": None}, "Tick at least one thing that you saw yourself.", id="no KSB"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, piece, request_, changes, sentence):
    if "ksb" in changes:
        changes = {f"ksb-{code(piece)}": None}
    answer = client.post(link(request_), filled(piece, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "We work the same shift" in page
    assert ("I stood beside them and heard it." in page) is ("text" not in changes)
    assert not Signature.objects.exists()


def test_a_recording_survives_a_mistake_elsewhere_and_is_signed_with_the_rest(client, piece, request_):
    sound = SimpleUploadedFile("said.wav", SOUND)
    first = client.post(link(request_), {**filled(piece, text="", name=""), "recording": sound})
    assert first.status_code == 422
    assert "Your recording is kept." in first.content.decode()
    forget_unattached()
    StoredFile.objects.update(state="safe", seconds=9)
    assert client.post(link(request_), filled(piece, text="")).status_code == 200
    assert Signature.objects.get().testimony.recording.size == len(SOUND)


def test_a_recording_that_is_too_large_is_answered_so(client, piece, request_, monkeypatch):
    monkeypatch.setattr("assessments.recordings.LARGEST_RECORDING_BYTES", len(SOUND) - 1)
    sound = SimpleUploadedFile("said.wav", SOUND)
    answer = client.post(link(request_), {**filled(piece), "recording": sound})
    assert answer.status_code == 413
    assert "Make it shorter." in answer.content.decode()
    assert "We work the same shift" in answer.content.decode()
    assert not Signature.objects.exists()


def test_what_is_no_recording_is_refused_in_words(client, piece, request_):
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 test")
    answer = client.post(link(request_), {**filled(piece), "recording": letter})
    assert answer.status_code == 422
    assert "not a sound or video recording" in answer.content.decode()
    assert not Signature.objects.exists()


def test_not_me_is_one_click_and_told(client, piece, request_):
    answer = client.post(link(request_, "sign-not-me"), {"reason": "I work elsewhere."})
    assert answer.status_code == 200
    assert SignRequest.objects.get().refused_because == "I work elsewhere."
    told = set(Notification.objects.filter(text__contains="not me").values_list("user", flat=True))
    assert told == {piece.apprenticeship.apprentice_id, piece.apprenticeship.assessor_id}
    assert client.post(link(request_), filled(piece)).status_code == 409


def test_a_link_that_ended_or_was_withdrawn_says_whom_to_ask(client, piece, request_):
    SignRequest.objects.update(expires_at=timezone.now(), created_at=timezone.now() - dt.timedelta(days=14))
    answer = client.get(link(request_))
    assert (answer.status_code, "This link has expired." in answer.content.decode()) == (409, True)
    other = asked(piece, invited=Invited("Ola Berg", "ola@elsewhere.example"))
    withdraw_request(request=other, by=piece.apprenticeship.assessor)
    answer = client.get(link(other))
    assert answer.status_code == 409
    assert str(piece.apprenticeship.apprentice) in answer.content.decode()


def test_an_unknown_link_is_not_found(client):
    assert client.get(reverse("assessments:sign-link", args=["x" * 43])).status_code == 404


def test_a_link_sent_again_is_a_new_one_and_the_old_one_dies(client, piece, request_):
    old = link(request_)
    SignRequest.objects.update(sent_at=timezone.now())
    send_again(request=request_, by=piece.apprenticeship.apprentice)
    assert client.get(old).status_code == 404
    assert client.get(link(request_)).status_code == 200


def test_the_apprentice_who_is_logged_in_cannot_sign(as_user, piece, request_):
    client = as_user(piece.apprenticeship.apprentice)
    for answer in (client.get(link(request_)), client.post(link(request_), filled(piece))):
        assert answer.status_code == 403
        assert "You are logged in as the apprentice" in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_browser_in_which_the_apprentice_was_logged_in_is_noticed(client, piece, request_):
    apprentice = piece.apprenticeship.apprentice
    client.post(reverse("account_login"), {"login": apprentice.email, "password": PASSWORD})
    client.post(reverse("account_logout"))
    client.post(link(request_), filled(piece, name="Somebody Else"))
    assert Signature.objects.get().noticed == ["apprentices-browser", "other-name", "soon"]


def test_what_was_noticed_is_read_by_the_assessor_and_the_iqa_alone(client, as_user, piece, request_):
    client.post(link(request_), filled(piece, name="Somebody Else"))
    people = piece.apprenticeship
    sees = {
        who: "signed by another name" in as_user(person).get(piece.get_absolute_url()).content.decode()
        for who, person in (
            ("apprentice", people.apprentice),
            ("assessor", people.assessor),
            ("line manager", people.line_manager),
            ("IQA", people.iqa),
        )
    }
    assert sees == {"apprentice": False, "assessor": True, "line manager": False, "IQA": True}


def test_another_person_on_another_day_has_nothing_noticed(client, piece, request_):
    SignRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=1))
    client.post(link(request_), filled(piece))
    assert Signature.objects.get().noticed == []


@pytest.mark.parametrize("spelling", ["{0}@{1}", "{0}+boss@{1}", "{2}@{1}"])
def test_nobody_asks_their_own_mailbox(piece, spelling):
    local, _, host = piece.apprenticeship.apprentice.email.partition("@")
    own = spelling.format(local, host, local.upper())
    with pytest.raises(Refused, match="own mailbox"):
        asked(piece, invited=Invited("A Friend", own))


def test_the_letter_names_nobody_in_its_subject_and_leads_to_our_site(
    django_capture_on_commit_callbacks, settings, piece
):
    with django_capture_on_commit_callbacks(execute=True):
        request = asked(piece)
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == (SUBJECT, ["hanna@elsewhere.example"])
    assert settings.SITE_URL + link(request) in letter.body
    assert SignRequest.objects.get().sent_at is not None
    assert secret(request) not in str(SignRequest.objects.values().get())


def test_a_mail_server_that_is_down_loses_no_letter(monkeypatch, settings, request_):
    settings.EMAIL_BACKEND = "tests.assessments.test_signing.Down"
    assert send_sign_letter(request_.pk) is False
    waiting = SignRequest.objects.get()
    assert (waiting.sent_at, waiting.trouble, waiting.send_attempts) == (
        None,
        "SMTPServerDisconnected",
        1,
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep_links(timezone.now()) == 0
    SignRequest.objects.update(due_at=timezone.now())
    cache.delete(RESTING)
    assert sweep_links(timezone.now()) == 1
    assert link(request_) in mail.outbox[0].body


def test_links_rest_with_all_other_letters_while_the_mail_server_is_away(settings, piece):
    """The first that finds it away keeps the worker from waiting for it again and again."""
    first, second = (asked(piece, invited=Invited("A Friend", f"{name}@elsewhere.example")) for name in "ab")
    settings.EMAIL_BACKEND = "tests.assessments.test_signing.Down"
    assert send_sign_letter(first.pk) is False
    assert cache.get(RESTING) == "away"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_sign_letter(second.pk) is False
    second.refresh_from_db()
    assert (second.send_attempts, second.leased_until, second.trouble) == (0, None, "")
    cache.delete(RESTING)
    assert send_sign_letter(second.pk) is True


class Down:
    """A mail server that hangs up."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected


def test_a_letter_still_leaves_after_the_sites_key_was_changed(settings, request_):
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "y" * 40, [before]
    made = sendable_secret(request_)
    assert hash_of(made) == request_.token_hash


def test_too_many_tries_from_one_address_end_in_429(client, settings, request_):
    settings.WAYMARK_SIGN_RATE = "3/m/ip"
    answers = [client.get(link(request_)).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    late = client.post(link(request_), {"text": "I stood beside them."})
    assert late.status_code == 429
    assert "I stood beside them." in late.content.decode()


def test_what_was_typed_behind_a_link_that_closed_meanwhile_is_given_back(client, request_):
    withdraw_request(request=request_, by=request_.asked_by)
    answer = client.post(link(request_), {"text": "I stood <i>beside</i> them."})
    assert answer.status_code == 409
    assert "I stood &lt;i&gt;beside&lt;/i&gt; them." in answer.content.decode()


def test_an_address_that_no_mail_can_be_sent_to_is_noted_and_not_tried_at_once_again(piece):
    invited = Invited("Hanna Lindqvist", f"hanna@{'ü' * 60}.example", "Shift leader", "")
    request = asked(piece, invited=invited)
    assert send_sign_letter(request.pk) is False
    waiting = SignRequest.objects.get()
    assert (waiting.sent_at, waiting.leased_until) == (None, None)
    assert waiting.trouble
    assert sweep_links(timezone.now()) == 0


def test_a_name_adds_no_lines_of_its_own_to_the_letter(piece):
    name = "Hanna,\r\n\r\nYour account is closed: https://evil.example\u2028x"
    request = asked(piece, invited=Invited(name, "hanna@elsewhere.example", "Shift\nleader", ""))
    assert (request.name, request.relationship) == (
        "Hanna, Your account is closed: https://evil.example x",
        "Shift leader",
    )


def test_a_page_number_of_any_length_finds_no_picture(client):
    draft = evidence()
    held = attachment(draft.latest, b"%PDF-1.4 shown", name="shown.pdf")
    request = asked(draft)
    for copy in ("page-" + "9" * 5000, "page-0", "page-01", "page--1", "picture1"):
        address = link(request, "sign-picture", attachment_id=held.pk, copy=copy)
        assert client.get(address).status_code == 404


def test_files_are_those_of_the_snapshot_also_after_they_left_the_draft(client):
    draft = evidence()
    held = attachment(draft.latest, b"%PDF-1.4 shown", name="shown.pdf")
    request = asked(draft)
    StoredFile.objects.filter(pk=held.file_id).update(has_clean_copy=False)
    address = link(request, "sign-file", attachment_id=held.pk)
    other = attachment(draft.latest, b"%PDF-1.4 other", name="other.pdf")
    Attachment.objects.filter(pk=held.pk).delete()
    forget_unattached()
    answer = client.get(address)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4 shown")
    assert client.get(link(request, "sign-file", attachment_id=other.pk)).status_code == 404


def test_a_draft_about_which_somebody_was_asked_stays():
    draft = evidence()
    asked(draft)
    with pytest.raises(Refused, match="belongs to the record"):
        delete_draft(evidence=draft, by=draft.apprenticeship.apprentice)


def test_what_was_asked_about_a_draft_is_the_apprentices_until_it_is_handed_in():
    draft = evidence()
    asked(draft)
    assessor = draft.apprenticeship.assessor
    assert not SignRequest.objects.visible_to(assessor).exists()
    assert SignRequest.objects.visible_to(draft.apprenticeship.apprentice).exists()


@pytest.fixture
def with_behaviours():
    apprenticeship = ApprenticeshipFactory()
    area = AreaFactory(version=apprenticeship.version, kind="B")
    for number in (101, 102):
        KsbFactory(area=area, position=number, code=f"B{number - 100}")
    return apprenticeship


def test_behaviours_are_verified_by_link_with_where_and_when(with_behaviours, as_user):
    request = ask_for_behaviours(
        apprenticeship=with_behaviours, invited=WITNESS, by=with_behaviours.apprentice
    )
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    typed = {
        "ksb-B1": "on",
        "where-B1": "At the desk",
        "seen-B1": tomorrow.isoformat(),
        "name": WITNESS.name,
        "role": "Shift leader",
        "relationship": "Same shift",
    }
    answer = Client().post(link(request), typed)
    assert answer.status_code == 422
    assert "The day you saw B1 is in the future." in answer.content.decode()
    assert "At the desk" in answer.content.decode()
    answer = Client().post(link(request), {**typed, "seen-B1": "2026-10-01"})
    assert answer.status_code == 200
    seen = BehaviourSeen.objects.get()
    assert (seen.ksb.code, seen.where, seen.seen_on) == ("B1", "At the desk", dt.date(2026, 10, 1))
    page = as_user(with_behaviours.apprentice).get(
        reverse("assessments:behaviours", args=[with_behaviours.pk])
    )
    assert "seen once" in page.content.decode()


def test_what_the_line_manager_signed_is_not_offered_again(as_user, piece):
    manager = as_user(piece.apprenticeship.line_manager)
    testimony(piece)
    page = manager.get(piece.get_absolute_url()).content.decode()
    assert ("Confirm it" in page, "Give testimony" in page) == (True, False)


def test_the_line_manager_confirms_and_answers_the_request_with_it(as_user, piece):
    people = piece.apprenticeship
    request = asked(piece, "confirmation", Invited("The manager", people.line_manager.email))
    client = as_user(people.line_manager)
    assert "Confirm “A refund put right”" in client.get("/").content.decode()
    typed = {"revision": piece.shown_id, "role": "Shop manager", "relationship": "I manage them"}
    answer = client.post(reverse("assessments:confirm", args=[piece.pk]), typed)
    assert answer.status_code == 302
    signature = Signature.objects.for_page().get()
    assert (signature.route, signature.request, broken_parts(signature)) == ("account", request, [])
    assert client.get(reverse("assessments:confirm", args=[piece.pk])).status_code == 409


def test_the_list_of_requests_asks_the_same_for_one_and_for_three(as_user, piece, django_assert_num_queries):
    client = as_user(piece.apprenticeship.assessor)
    address = reverse("assessments:sign-requests", args=[piece.apprenticeship_id])
    for number in (1, 2):
        for each in range(number):
            asked(piece, invited=Invited(f"Person {number}{each}", f"p{number}{each}@elsewhere.example"))
        with django_assert_num_queries(7):
            assert client.get(address).status_code == 200
