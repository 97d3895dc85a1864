"""What somebody typed into a form that was refused comes back to them, and to nobody else."""

import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.typed import MOST_SHOWN, typed_words
from tests.factories import ApprenticeshipFactory

WORDS = "Why it has <b>changed</b>."


def posted(**fields):
    request = RequestFactory().post("/", fields)
    request.csrf_processing_done = True
    return request


def test_words_are_given_back_and_ids_choices_and_lists_are_not():
    request = posted(a=" two words ", b="one", c="9f8e-1", d='[{"note": "a b"}]', e=["x y", "z"], f="  ")
    assert typed_words(request) == ["two words", "x y"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reason", "Mistaken."),
        ("reason", "late"),
        ("reason-9f8e", "unclear"),
        ("feedback", "顾客很满意因为我先道歉然后退款"),
        ("anything", "ลูกค้าพอใจมาก"),
        ("answer-what", "Refunded"),
        ("claim-K4", "Policy."),
        ("english_maths_evidence", "Certificates"),
        ("title", "Refund"),
        ("reference", "ST0072"),
        ("version", "1.1-2"),
    ],
    ids=ascii,
)
def test_one_word_is_given_back_where_people_write(name, value):
    assert typed_words(posted(**{name: value})) == [value]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "not_yet"),
        ("outcome-9f8e", "met"),
        ("kind", "training"),
        ("reason", "7b1d2f38-2f0e-4c7b-9e93-0d2f7f7e9a11"),
        ("about_hash", "ab" * 32),
        ("csrfmiddlewaretoken", "AbCdEf"),
        ("password", "correct horse battery staple"),
        ("trained_on", "2026-11-22"),
        ("ksb", "K4"),
    ],
)
def test_ids_choices_tokens_and_secrets_are_not_given_back(name, value):
    assert typed_words(posted(**{name: value})) == []


# Searching is not writing, and these are filled in by scripts and machines.
NOT_WRITTEN = {"q", "code", "ksb", "chosen", "about_hash", "seen", "digest", "help", "label", "who"}
FIELD = re.compile(
    r"^    (\w+) = (?:CleanCharField|words_field|_words|forms\.CharField|line|text)\(", re.MULTILINE
)


def test_every_field_for_words_is_known():
    found = {
        name
        for app in ("standards", "portfolio", "assessments")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for name in FIELD.findall(path.read_text())
    }
    assert {name for name in found - NOT_WRITTEN if not typed_words(posted(**{name: "Word"}))} == set()


def test_a_page_full_of_words_is_enough():
    assert len(typed_words(posted(a=[f"word {number}" for number in range(100)]))) == MOST_SHOWN


def test_reading_gives_nothing_back():
    assert typed_words(RequestFactory().get("/", {"a": "two words"})) == []


@pytest.mark.django_db
def test_a_refused_form_shows_what_was_typed(as_user):
    apprenticeship = ApprenticeshipFactory()
    for url, who, status in (
        (reverse("assessments:request-new", args=[apprenticeship.pk]), apprenticeship.iqa, 403),
        ("/evidence/7b1d2f38-2f0e-4c7b-9e93-0d2f7f7e9a11/reopen/", apprenticeship.assessor, 404),
    ):
        answer = as_user(who).post(url, {"reason": WORDS})
        assert answer.status_code == status
        assert "Why it has &lt;b&gt;changed&lt;/b&gt;." in answer.content.decode()


@pytest.mark.django_db
def test_another_site_cannot_have_its_words_shown_here():
    client = Client(enforce_csrf_checks=True)
    for url, status in (("/nowhere/", 404), ("/accounts/login/", 403)):
        answer = client.post(url, {"reason": WORDS})
        assert answer.status_code == status
        assert "&lt;b&gt;" not in answer.content.decode()
