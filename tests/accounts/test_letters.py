"""Letters: who gets one, what stands in it, and what happens when the mail server does not play along."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.mails import RESTING, send, take
from accounts.models import Channel, Letter, NoticeChoice, NoticeKind, Notification, Role
from accounts.tasks import sweep_letters
from accounts.telling import tell, without_letters
from tests.accounts.post_office import post_office
from tests.factories import ProviderFactory, member

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_rests():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return member(ProviderFactory(), Role.ASSESSOR, name="Morgan Ellis")


@pytest.fixture
def open_office(settings):
    """A mail server of this manner that letters go to."""
    offices = []

    def start(manner="accept"):
        office = post_office(manner)
        server = office.__enter__()
        offices.append(office)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.3 if manner == "hang" else 10
        return server

    yield start
    for office in offices:
        office.__exit__(None, None, None)


ASKED = "Amira asks you to sign “A refund put right”."


def told(*people, kind=NoticeKind.SIGNATURE_ASKED, text=ASKED, about="1"):
    provider = people[0].memberships.first().provider
    tell(people, kind, text, url="/evidence/7/", provider_id=provider.pk, subject_id=about)


def waiting_letter(person, **fields):
    told(person)
    Letter.objects.update(touched_at=None, **fields)
    return Letter.objects.get()


def test_ask_makes_a_letter_that_leaves_after_the_act(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told(person)
        assert mail.outbox == []
    letter = Letter.objects.get()
    assert (letter.state, letter.channel, letter.attempts) == ("sent", Channel.AT_ONCE, 1)
    assert Notification.objects.get().letter == letter
    assert len(mail.outbox) == 1


def test_letter_says_what_and_where_but_its_subject_names_nobody(person, settings):
    settings.SITE_URL = "https://portfolio.college.example"
    letter = waiting_letter(person)
    send(letter.pk)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Waymark: something is waiting for you", [person.email])
    assert "Amira asks you to sign “A refund put right”." in message.body
    assert "https://portfolio.college.example/evidence/7/" in message.body
    assert "https://portfolio.college.example/notices/choices/" in message.body
    (html,) = message.alternatives
    assert '<a href="https://portfolio.college.example/evidence/7/">' in html.content
    assert message.extra_headers == {
        "Message-ID": f"<{letter.pk}@portfolio.college.example>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<https://portfolio.college.example/notices/choices/>",
    }


def test_letter_cannot_carry_markup(person):
    told(person, text="<script>alert(1)</script> & “more”")
    send(Letter.objects.get().pk)
    (message,) = mail.outbox
    assert "<script>alert(1)</script> & “more”" in message.body
    assert "&lt;script&gt;" in message.alternatives[0].content
    assert "<script" not in message.alternatives[0].content


def test_what_piles_up_waits_together_for_the_next_working_morning(person):
    told(person, kind=NoticeKind.SUBMITTED, text="One.", about="1")
    told(person, kind=NoticeKind.SUBMITTED, text="Two.", about="2")
    letter = Letter.objects.get()
    assert (letter.channel, letter.state) == (Channel.DAILY, "waiting")
    assert timezone.localtime(letter.due_at).time() == dt.time(7, 30)
    assert letter.due_at > timezone.now()
    Letter.objects.update(due_at=LONG_AGO)
    send(letter.pk)
    (message,) = mail.outbox
    assert message.subject == "Waymark: your daily summary"
    assert message.body.index("One.") < message.body.index("Two.")


def test_daily_letter_that_has_left_is_not_joined(person):
    told(person, kind=NoticeKind.SUBMITTED, text="One.")
    Letter.objects.update(state="sent", sent_at=timezone.now())
    told(person, kind=NoticeKind.SUBMITTED, text="Two.")
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent", "waiting"}


@pytest.mark.parametrize(
    ("channel", "letters"), [(Channel.AT_ONCE, ["at_once"]), (Channel.DAILY, ["daily"]), (Channel.OFF, [])]
)
def test_letters_follow_what_each_person_chose(person, channel, letters):
    other = member(person.memberships.get().provider, Role.ASSESSOR)
    NoticeChoice.objects.create(user=person, kind=NoticeKind.SUBMITTED, channel=channel)
    told(person, other, kind=NoticeKind.SUBMITTED)
    assert list(person.letters.values_list("channel", flat=True)) == letters
    assert list(other.letters.values_list("channel", flat=True)) == ["daily"]
    assert Notification.objects.count() == 2


def test_told_again_makes_no_second_letter(person):
    told(person), told(person)
    assert Letter.objects.count() == 1


def test_history_told_again_makes_no_letters(person):
    with without_letters():
        told(person)
    assert (Notification.objects.count(), Letter.objects.count()) == (1, 0)
    told(person, about="2")
    assert Letter.objects.count() == 1


def test_who_left_meanwhile_is_written_to_no_more(person):
    letter = waiting_letter(person)
    person.memberships.update(ended_at=timezone.now())
    send(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.trouble, mail.outbox) == ("failed", "NothingLeftToTell", [])


def test_letter_goes_over_the_wire(person, open_office):
    office = open_office()
    letter = waiting_letter(person)
    send(letter.pk)
    (message,) = office.letters
    assert message["Subject"] == "Waymark: something is waiting for you"
    assert message["Message-ID"].startswith(f"<{letter.pk}@")
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
    letter.refresh_from_db()
    assert (letter.state, letter.trouble, letter.leased_until) == ("sent", "", None)
    send(letter.pk)
    assert len(office.letters) == 1


@pytest.mark.parametrize(
    ("manner", "trouble"),
    [
        ("refuse", "SMTPRecipientsRefused"),
        ("hang", "SMTPServerDisconnected"),
        ("drop", "SMTPServerDisconnected"),
    ],
)
def test_letter_waits_when_the_server_does_not_take_it(person, open_office, manner, trouble):
    office = open_office(manner)
    letter = waiting_letter(person)
    before = timezone.now()
    send(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == ("waiting", 1, trouble)
    assert before + dt.timedelta(seconds=59) < letter.leased_until < timezone.now() + dt.timedelta(seconds=61)
    assert office.letters == []


def test_letter_leaves_when_the_server_is_back(person, open_office):
    letter = waiting_letter(person)
    open_office("drop")
    send(letter.pk)
    Letter.objects.update(leased_until=LONG_AGO)
    cache.clear()
    office = open_office()
    assert sweep_letters(timezone.now()) == 1
    assert len(office.letters) == 1
    assert Letter.objects.get().attempts == 2


def test_server_that_is_not_there_is_noticed(person, open_office, settings):
    open_office()
    settings.EMAIL_PORT = 1
    letter = waiting_letter(person)
    send(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("waiting", "ConnectionRefusedError")


def test_hanging_server_is_asked_by_one_letter_not_by_all(person, open_office, settings):
    office = open_office("hang")
    settings.EMAIL_TIMEOUT = 2
    for number in range(3):
        told(person, about=number)
    for letter in Letter.objects.order_by("pk"):
        send(letter.pk)
    assert office.callers == 1
    assert sorted(Letter.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_refused_address_does_not_hold_up_others(person, open_office):
    open_office("refuse")
    send(waiting_letter(person).pk)
    assert cache.get(RESTING) != "away"


def test_letter_is_given_up_after_eight_tries(person, open_office):
    open_office("refuse")
    letter = waiting_letter(person, attempts=7)
    send(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == ("failed", 8, "SMTPRecipientsRefused")
    assert sweep_letters(timezone.now()) == 0


def test_letter_of_a_killed_worker_is_taken_again_when_its_lease_has_run_out(person):
    letter = waiting_letter(person)
    assert take(letter.pk, timezone.now()) == 1
    assert take(letter.pk, timezone.now()) is None
    assert sweep_letters(timezone.now()) == 0
    Letter.objects.update(leased_until=LONG_AGO)
    assert sweep_letters(timezone.now()) == 1
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("sent", 2)


def test_letter_that_keeps_killing_its_worker_is_given_up(person):
    letter = waiting_letter(person, state="sending", attempts=8, leased_until=LONG_AGO)
    send(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.trouble, mail.outbox) == ("failed", "Interrupted", [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_letter(person, open_office):
    office = open_office()
    with without_letters():
        told(person)
    letter = Letter.objects.create(user=person, channel=Channel.AT_ONCE, due_at=LONG_AGO)
    Notification.objects.update(letter=letter)
    barrier = threading.Barrier(2)

    def work():
        try:
            barrier.wait()
            send(letter.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, len(office.letters)) == ("sent", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_share_the_daily_letter(person):
    provider, barrier = person.memberships.get().provider, threading.Barrier(2)

    def act(text):
        try:
            barrier.wait()
            kind = NoticeKind.SUBMITTED
            tell([person], kind, text, url="/", provider_id=provider.pk, subject_id=text)
        finally:
            connection.close()

    acts = [threading.Thread(target=act, args=(text,)) for text in ("One.", "Two.")]
    for thread in acts:
        thread.start()
    for thread in acts:
        thread.join(timeout=30)
    assert Letter.objects.get().notifications.count() == 2


def test_sweep_nudges_a_letter_whose_task_was_lost(person, capsys):
    letter = waiting_letter(person)
    call_command("sweep")
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert "1 letters" in capsys.readouterr().out


def test_sweep_leaves_alone_what_was_just_nudged_and_what_is_not_due(person, capsys):
    told(person)
    told(person, kind=NoticeKind.SUBMITTED)
    call_command("sweep", "--dry-run")
    assert "0 letters" in capsys.readouterr().out


def test_status_says_how_many_letters_wait_and_since_when(client, person):
    waiting_letter(person, due_at=LONG_AGO)
    page = client.get("/status/").content.decode()
    assert "1 letter waiting, the oldest since" in page
    Letter.objects.update(state="failed")
    assert "1 given up after eight tries" in client.get("/status/").content.decode()
