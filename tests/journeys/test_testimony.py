"""A witness without an account, on a phone: asked, scanned by the mail server, signed once, read."""

import re

import pytest
from django.core import mail

from assessments.models import Signature
from portfolio.models import Revision
from tests.factories import evidence
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.timeout(300)
def test_a_witness_signs_by_a_link_on_a_phone(
    transactional_db, sign_in, browser, live_server, client, serious
):
    piece = evidence(state=Revision.State.SUBMITTED)
    people = piece.apprenticeship
    asking = sign_in(people.apprentice, viewport=PHONE).open(piece.get_absolute_url())
    asking.get_by_role("link", name="Ask a witness").click()
    asking.get_by_label("Their name").fill("Hanna Lindqvist")
    asking.get_by_label("Their e-mail address").fill("hanna@elsewhere.example")
    asking.get_by_label("How they know the apprentice").fill("Shift leader")
    asking.get_by_role("button", name="Send the link").click()
    asking.get_by_text("Hanna Lindqvist gets an e-mail").wait_for()
    path = re.search(r"/sign/[^/\s]+/", mail.outbox[0].body)[0]
    assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]

    context = browser.new_context(viewport=PHONE, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(live_server.url + path)
    assert page.evaluate(WIDE) is False
    assert serious(page) == []
    page.get_by_label("What you saw, in your own words").fill("I stood beside them.")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("Nothing is lost.").wait_for()
    assert page.get_by_label("What you saw, in your own words").input_value() == "I stood beside them."
    page.get_by_label(re.compile(f"^{piece.latest.claims.get().ksb.code} ")).check()
    page.get_by_label("Your role").fill("Shift leader")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("heading", name="Thank you. It is signed.").wait_for()
    assert Signature.objects.get().snapshot_hash in page.content()
    page.goto(live_server.url + path)
    page.get_by_role("heading", name="Already signed").wait_for()
    context.close()

    reading = sign_in(people.assessor).open(piece.get_absolute_url())
    reading.get_by_text("I stood beside them.").wait_for()
    reading.get_by_text("signed by").first.wait_for()
