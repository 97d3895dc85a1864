"""An administrator brings in the official record, sees what differs, and finds it in the draft."""

import json

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from standards.models import StandardVersion
from tests.factories import ProviderFactory, member
from tests.journeys.conftest import DESK, PHONE
from tests.shipped import shipped
from tests.standards.test_import_drafts import official_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["desk", "phone without scripts"])
def test_official_record_is_looked_at_and_becomes_a_draft(
    transactional_db, sign_in, serious, tmp_path, has_scripts
):
    version = shipped()
    record = official_of(version, without=["K2"], reworded=["K1"], more=[("B", "Something wholly new.")])
    (tmp_path / "st0072.json").write_text(json.dumps(record), encoding="utf-8")
    admin = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    visit = sign_in(admin, viewport=DESK if has_scripts else PHONE, java_script_enabled=has_scripts)
    page = visit.open("/standards/")
    page.get_by_role("link", name="Bring in standards").click()
    page.get_by_label("The file").set_input_files(tmp_path / "st0072.json")
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/imports/*/*/")
    page.get_by_role("link", name=record["title"].replace("&amp;", "&")).click()
    expect(page.get_by_text("1 reworded, 1 new, 1 removed, 33 kept.")).to_be_visible()
    expect(page.get_by_text("Official words for K1.")).to_be_visible()
    assert not StandardVersion.objects.filter(provider__isnull=False).exists()
    if has_scripts:
        assert serious(page) == []
    page.get_by_label("Why you make it").fill("The official words.")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("This is your draft.")).to_be_visible()
    expect(page.get_by_text("No method looks at B11 Something wholly new.")).to_be_visible()
    page.get_by_role("link", name="See what would change, and publish").click()
    expect(page.get_by_text("Official words for K1.").first).to_be_visible()
    draft = StandardVersion.objects.get(provider__isnull=False)
    assert (draft.replaces, draft.wording, draft.why) == (version, "official", "The official words.")
    assert visit.console == []
