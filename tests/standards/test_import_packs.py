"""Our own packs, in and out through the browser: what is brought in and taken away again is equal."""

import json
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AuditEvent, Role
from standards.guidance_actions import save_own_guidance
from standards.library import OwnWords
from standards.models import (
    AssessmentPlan,
    Criterion,
    EvidenceTemplate,
    GuidanceEntry,
    KsbCue,
    Method,
    ProviderGuidance,
    StandardImport,
    StandardVersion,
)
from standards.records.case import read_case
from tests.assessments.versions import MADE_UP
from tests.factories import ApprenticeshipFactory, ProviderFactory, member
from tests.fitting import misfits
from tests.shipped import FIXTURES
from tests.standards.sent import confirm, imported

pytestmark = pytest.mark.django_db

SHIPPED = sorted((FIXTURES / "standards").glob("*.yaml"))


@pytest.fixture
def admin():
    return member(ProviderFactory(), Role.PROVIDER_ADMIN)


def renamed(path):
    """The newest version of a shipped pack under a reference that the library does not have."""
    pack = yaml.safe_load(path.read_text(encoding="utf-8"))
    pack["standard"]["reference"] = "ST9072"
    pack["versions"] = pack["versions"][-1:]
    return json.loads(json.dumps(pack, default=str))


def taken(client, version, form):
    return client.post(reverse("standards:take", args=[version.pk]), {"format": form})


def brought_in(client, admin, pack, **fields):
    row = imported(admin, json.dumps(pack).encode())
    told = pack["versions"][0]
    asked = {"version": told["version"], "starts_from": told["starts_from"], "base": "anew"}
    answer = confirm(client, row, **asked | fields)
    assert answer.status_code == 302, answer.content.decode()
    return StandardVersion.objects.get(imported_as=row)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_pack_comes_in_and_goes_out_equal(admin, as_user, path):
    client, pack = as_user(admin), renamed(path)
    draft = brought_in(client, admin, pack)
    assert draft.is_draft
    first = json.loads(taken(client, draft, "json").content)
    assert _within(pack, first)
    draft.delete()
    again = brought_in(client, admin, first)
    assert json.loads(taken(client, again, "json").content) == first
    told = yaml.safe_load(taken(client, again, "yaml").content)
    assert json.loads(json.dumps(told, default=str)) == first


def _within(part, whole):
    """Everything that the one says, the other says too."""
    if isinstance(part, dict):
        return all(name in whole and _within(value, whole[name]) for name, value in part.items() if value)
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return part == whole


def test_a_version_taken_in_the_browser_is_what_the_command_writes(version, admin, as_user, tmp_path):
    call_command("export_standard", "ST0072", out=tmp_path / "whole.yaml")
    whole = yaml.safe_load((tmp_path / "whole.yaml").read_text(encoding="utf-8"))
    whole["versions"] = [each for each in whole["versions"] if each["version"] == "1.1"]
    answer = taken(as_user(admin), version, "yaml")
    assert yaml.safe_load(answer.content) == whole
    assert answer["Content-Disposition"] == 'attachment; filename="st0072-1.1.yaml"'
    event = AuditEvent.objects.get(act="took a version away")
    assert (event.by, event.subject_id, event.detail) == (admin, str(version.pk), {"format": "yaml"})


def test_a_pack_over_a_copy_keeps_rows_and_leaves_out_what_it_does_not_name(version, admin, as_user):
    client = as_user(admin)
    pack = json.loads(taken(client, version, "json").content)
    told = pack["versions"][0]
    area = told["areas"][0]
    area["title"], gone = "Renamed", area["ksbs"].pop()
    area["ksbs"][0]["statement"] = "Know it in words of our own."
    told["plans"][0]["methods"][0]["criteria_status"] = "official"
    for method in told["plans"][0]["methods"]:
        for place in method["areas"]:
            for grade in ("pass", "distinction"):
                for criterion in place.get(grade, {}).values():
                    criterion["ksbs"] = [code for code in criterion["ksbs"] if code != gone["code"]]
    draft = brought_in(client, admin, pack, base=str(version.pk), version="1.1-1")
    assert (draft.replaces, draft.wording) == (version, "provider")
    page = client.get(draft.get_absolute_url()).content.decode()
    assert f"{draft.provider}’s own words, made from Waymark’s" in page
    assert draft.credit == f"Of what it was made from: {version.credit_line}"
    assert draft.areas.get(key=area["key"]).title == "Renamed"
    assert not draft.ksbs.filter(guid=gone["guid"]).exists()
    assert draft.ksbs.count() == version.ksbs.count() - 1
    [plan] = AssessmentPlan.objects.filter(version=draft)
    assert (plan.provider, plan.replaces.version) == (draft.provider, version)
    assert Method.objects.filter(plan=plan).count() == 3
    first = plan.methods.get(key=told["plans"][0]["methods"][0]["key"])
    assert set(Criterion.objects.filter(method=first).values_list("status", flat=True)) == {"official"}
    assert KsbCue.objects.filter(ksb__version=draft).count() > 100
    assert version.areas.exclude(title="Renamed").count() == version.areas.count()


def test_an_area_that_a_pack_names_without_ksbs_waits_for_them(admin, as_user):
    pack = yaml.safe_load(MADE_UP.read_text(encoding="utf-8"))
    pack = json.loads(json.dumps(pack, default=str))
    client = as_user(admin)
    preview = client.get(imported(admin, MADE_UP.read_bytes()).get_absolute_url()).content.decode()
    assert "Line 255" in preview
    assert "has to be put right in the draft before it can be published" in preview
    draft = brought_in(client, admin, pack)
    assert list(draft.areas.filter(ksbs__isnull=True).values_list("key", flat=True)) == ["presentation"]
    page = client.get(reverse("standards:version-edit", args=[draft.provider_id, draft.pk]))
    assert "has no KSB. Add one to it, or remove the area." in page.content.decode()


def test_an_own_version_that_was_taken_away_can_be_brought_in_again(version, admin, as_user):
    """Its name is one that a provider gave, such as 1.1-1."""
    client = as_user(admin)
    whole = json.loads(taken(client, version, "json").content)
    own = brought_in(client, admin, whole, base=str(version.pk), version="1.1-1")
    first = json.loads(taken(client, own, "json").content)
    own.delete()
    again = brought_in(client, admin, first, base=str(version.pk))
    assert again.version == "1.1-1"
    assert json.loads(taken(client, again, "json").content) == first


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda told: told["plans"][0].update(vocabulary=[1]), "names with values are expected here"),
        (
            lambda told: told["plans"][0]["evidence_rules"].update(allowed_kinds=5),
            "is not what is expected there",
        ),
        (lambda told: told["plans"][0]["methods"][0].update(kind="dance"), "kind"),
        (lambda told: told["plans"][0]["evidence_rules"].update(methods=5), "names with values"),
        (lambda told: told["plans"][0]["methods"][0].update(weight=10**30), "weight"),
        (lambda told: told.update(typical_months=[]), "typical_months"),
        (lambda told: told.update(minimum_otj_hours=""), "minimum_otj_hours"),
        (lambda told: told.update(starts_until=""), "starts_until"),
        (lambda told: told.update(credit_line={}), "credit_line"),
        (lambda told: told["plans"][0]["methods"][0].update(duration_minutes=[]), "duration_minutes"),
        (lambda told: told["areas"][0]["ksbs"][0].update(alternative="half"), "go together"),
        (
            lambda told: told["plans"][0].update(
                gateway=[{"rule": "luck", "title": "a", "explanation": "b"}]
            ),
            "rule",
        ),
    ],
    ids=[
        "vocabulary",
        "rules",
        "kind",
        "methods that are a number",
        "number",
        "list for months",
        "words for hours",
        "words for a day",
        "names for words",
        "list for minutes",
        "constraint",
        "gateway",
    ],
)
def test_a_pack_that_is_wrong_inside_makes_nothing(admin, as_user, spoil, sentence):
    pack = renamed(FIXTURES / "standards" / "st0072-1.1.yaml")
    spoil(pack["versions"][0])
    row = imported(admin, json.dumps(pack).encode())
    client = as_user(admin)
    assert sentence in unescape(client.get(row.get_absolute_url()).content.decode())
    answer = confirm(client, row, version="1.1", starts_from="2018-10-03", base="anew", why="My words")
    assert answer.status_code == 409
    assert sentence in unescape(answer.content.decode())
    assert "My words" in answer.content.decode()
    assert not StandardVersion.objects.exists()


def test_a_pack_with_a_name_that_is_none_of_ours_is_refused_with_its_place(admin):
    pack = renamed(FIXTURES / "standards" / "st0072-1.1.yaml")
    pack["versions"][0]["areas"][0]["colour"] = "red"
    assert imported(admin, json.dumps(pack).encode()) is None
    found = StandardImport.objects.get()
    assert (found.state, found.problem["place"]) == ("refused", "versions 1, areas 1")
    assert "colour" in found.problem["text"]


def test_all_that_is_wrong_in_a_pack_is_told_with_its_lines(admin, as_user):
    """What stops confirming, and what publishing would ask for, in one look at the page."""
    lines = (FIXTURES / "standards" / "wm0001-1.0.yaml").read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if "kind: assignment" in line)
    lines[first] = lines[first].replace("assignment", "dance")
    judged = next(place for place, line in enumerate(lines) if "ksbs: [" in line and place > first)
    lines[judged] = lines[judged].replace("ksbs: [", "ksbs: [K99, ")
    row = imported(admin, "\n".join(lines).encode())
    told = [(each["place"].partition(",")[0], each["text"]) for each in row.problems]
    assert (f"line {judged + 1}", 'the version has no KSB "K99".') in told
    assert [text for _, text in told if "dance" in text]
    assert (row.is_usable, row.problem_count) == (False, len(told))
    page = as_user(admin).get(row.get_absolute_url()).content.decode()
    assert f"Line {judged + 1}, versions 1, plans 1" in page
    assert confirm(as_user(admin), row, base="anew", version="1.0").status_code == 409


def test_weights_that_do_not_add_up_are_told_before_and_stop_nothing(admin, as_user):
    pack = renamed(FIXTURES / "standards" / "st0072-1.1.yaml")
    pack["versions"][0]["plans"][0]["methods"][0]["weight"] = 7
    row = imported(admin, json.dumps(pack).encode())
    assert "have to come to 100 %" in as_user(admin).get(row.get_absolute_url()).content.decode()
    assert brought_in(as_user(admin), admin, pack).is_draft


OWN_TEMPLATE = {
    "key": "handover",
    "name": "Handover <b>“note”</b>",
    "evidence_kind": "work_product",
    "group": "known",
    "summary": "What the next shift has to know.",
    "fits": ["K2", "K1"],
    "prompts": [
        {"key": "what", "label": "What was left open?", "help": "Two lines.\nNo names.", "is_required": True},
        {"key": "whom", "label": "Who took it on?", "rows": 2},
    ],
}
OWN_WORDS = {
    "synopsis": "At our desk this is the first week.",
    "good_evidence": ["A call list.", "A note to the team."],
    "links": [{"title": "Our policy", "url": "https://example.org/policy"}],
}


def with_belongings(client, version):
    """A shipped version as it is taken away, with what a provider could have beside it."""
    pack = json.loads(taken(client, version, "json").content)
    entry = GuidanceEntry.objects.filter(kind="area", ksbs__version=version).first()
    ours = EvidenceTemplate.objects.ours().offered().get(key="star-account")
    asked = [{"key": "situation", "label": "What went on at our desk?"}]
    other = {**OWN_TEMPLATE, "key": ours.key, "name": ours.name, "prompts": asked}
    told = {"templates": [OWN_TEMPLATE, other], "guidance": [{"key": entry.key, **OWN_WORDS}]}
    pack["versions"][0] |= json.loads(json.dumps(told))
    return pack, ours, entry


def bring(client, row, **asked):
    page = client.get(row.get_absolute_url())
    seen = page.context["bring_form"]["seen"].value()
    asked = {"bring": "yes", "seen": seen, "templates": "on", "guidance": "on", **asked}
    return client.post(row.get_absolute_url(), asked)


def test_templates_and_words_of_a_pack_come_in_beside_ours_and_go_out_equal(version, admin, as_user):
    """What is shipped stays for everybody else, and bringing the same in again changes nothing."""
    client, provider = as_user(admin), admin.memberships.get().provider
    pack, ours, entry = with_belongings(client, version)
    shipped = list(EvidenceTemplate.objects.ours().order_by("pk").values())
    row = imported(admin, json.dumps(pack, indent=1).encode())
    page = unescape(client.get(row.get_absolute_url()).content.decode())
    assert page.count('method="post"') == page.count("csrfmiddlewaretoken")
    assert [word in page for word in ("New, your own", "In place of Waymark’s", "A note to the team.")] == [
        True,
        True,
        True,
    ]
    assert "<b>“note”" not in client.get(row.get_absolute_url()).content.decode()
    assert not EvidenceTemplate.objects.filter(provider=provider).exists()
    assert bring(client, row).status_code == 302
    brought = EvidenceTemplate.objects.get(provider=provider, key="handover")
    assert [question.label for question in brought.prompts.all()] == [
        "What was left open?",
        "Who took it on?",
    ]
    codes = {str(ksb.guid): ksb.code for ksb in version.ksbs.all()}
    assert [codes[fit] for fit in brought.fits] == ["K2", "K1"]
    offered = EvidenceTemplate.objects.offered_at(provider.pk)
    assert (ours in offered, ours.replacements.get() in offered) == (False, True)
    assert ours in EvidenceTemplate.objects.offered_at(ProviderFactory().pk)
    assert list(EvidenceTemplate.objects.ours().order_by("pk").values()) == shipped
    own = ProviderGuidance.objects.get(provider=provider)
    assert (own.entry, own.additions["good_evidence"]) == (entry, "A call list.\nA note to the team.")
    first = json.loads(taken(client, version, "json").content)
    told = first["versions"][0]
    assert {each["key"]: each for each in told["templates"]}["handover"] == OWN_TEMPLATE
    [words] = told["guidance"]
    assert words["links"] == OWN_WORDS["links"]
    schema = json.loads((DOCS / "standard-pack.schema.json").read_text(encoding="utf-8"))
    assert misfits(first, schema) == misfits(pack, schema) == []
    again = imported(admin, json.dumps(first).encode())
    assert "You have all of it already." in client.get(again.get_absolute_url()).content.decode()
    assert json.loads(taken(client, version, "json").content) == first
    other = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    assert bring(as_user(other), imported(other, json.dumps(first).encode())).status_code == 302
    assert json.loads(taken(as_user(other), version, "json").content) == first


def test_a_change_of_a_colleague_is_not_written_over_and_twice_is_once(version, admin, as_user):
    client, provider = as_user(admin), admin.memberships.get().provider
    pack, _, entry = with_belongings(client, version)
    row = imported(admin, json.dumps(pack).encode())
    seen = client.get(row.get_absolute_url()).context["bring_form"]["seen"].value()
    theirs = OwnWords({"synopsis": "A colleague’s."}, [], hides_ours=False)
    save_own_guidance(provider=provider, entry=entry, words=theirs, saves=0, by=admin)
    stale = bring(client, row, seen=seen)
    assert (stale.status_code, "A colleague’s." in unescape(stale.content.decode())) == (409, True)
    assert not EvidenceTemplate.objects.filter(provider=provider).exists()
    assert ProviderGuidance.objects.get().additions == theirs.additions
    assert bring(client, row, templates="", guidance="").status_code == 422
    assert bring(client, row, guidance="").status_code == 302
    assert ProviderGuidance.objects.get().additions == theirs.additions
    assert [bring(client, row).status_code for _ in range(2)] == [302, 302]
    assert EvidenceTemplate.objects.filter(provider=provider).count() == 2
    assert ProviderGuidance.objects.get().additions["synopsis"] == OWN_WORDS["synopsis"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda told: told["templates"][0].update(evidence_kind="song"), "evidence_kind"),
        (lambda told: told["templates"][0].update(fits=["K99"]), "no KSB"),
        (lambda told: told["templates"][0].update(prompts=[]), "from 1 to 30 questions"),
        (lambda told: told["templates"][0]["prompts"][1].update(rows=9000), "from 1 to 30"),
        (lambda told: told["templates"][0].update(summary="x" * 501), "500 fit"),
        (lambda told: told["templates"][1].update(key="handover"), "there twice"),
        (lambda told: told["templates"][1].update(key="own-1"), "begins with"),
        (lambda told: told["guidance"][0].update(good_evidence="x" * 3001), "good_evidence"),
        (lambda told: told["guidance"][0].update(links=[{"title": "a", "url": "javascript:x"}]), "url-1"),
        (lambda told: told["guidance"].append({"key": "other", "hides_ours": True}), "hides_ours"),
        (lambda told: told.update(guidance={"a": 1}), "a list is expected here"),
    ],
)
def test_what_is_wrong_beside_the_standard_is_told_with_it(version, admin, as_user, spoil, sentence):
    client = as_user(admin)
    pack, _, _ = with_belongings(client, version)
    spoil(pack["versions"][0])
    row = imported(admin, json.dumps(pack).encode())
    page = client.get(row.get_absolute_url())
    assert sentence in unescape(page.content.decode())
    assert bring(client, row).status_code == 409
    assert not EvidenceTemplate.objects.filter(provider__isnull=False).exists()
    assert not ProviderGuidance.objects.exists()


def test_words_on_what_the_library_does_not_have_are_named_and_left_out(version, admin, as_user):
    client = as_user(admin)
    pack, _, _ = with_belongings(client, version)
    pack["versions"][0]["guidance"].append({"key": "unheard-of", "synopsis": "Words."})
    row = imported(admin, json.dumps(pack, indent=1).encode())
    assert row.problem_count == len(client.get(row.get_absolute_url()).context["preview"].problems) == 1
    assert "no guidance called “unheard-of”" in unescape(client.get(row.get_absolute_url()).content.decode())
    assert bring(client, row).status_code == 302
    assert ProviderGuidance.objects.count() == 1


def test_case_of_an_own_version_is_read_again_as_it_was(version, admin, as_user):
    client = as_user(admin)
    answer = taken(client, version, "case")
    assert answer["Content-Disposition"] == 'attachment; filename="st0072-1.1.case.json"'
    [record] = read_case(answer.content).records
    assert [(ksb.code, ksb.statement) for ksb in record.ksbs] == [
        (ksb.code, ksb.statement) for ksb in version.ksbs.all()
    ]


def test_whoever_sees_a_version_may_take_it_and_nobody_else(admin, as_user):
    draft = brought_in(as_user(admin), admin, renamed(FIXTURES / "standards" / "st0072-1.1.yaml"))
    colleague, stranger = member(draft.provider, Role.ASSESSOR), ApprenticeshipFactory().apprentice
    for person in (colleague, stranger):
        assert taken(as_user(person), draft, "json").status_code == 404
    assert taken(as_user(stranger), ApprenticeshipFactory().version, "json").status_code == 200
    assert taken(as_user(admin), draft, "tapestry").status_code == 404


DOCS = FIXTURES.parent / "docs"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_packs_fit_the_schema_that_is_published(admin, as_user, path):
    schema = json.loads((DOCS / "standard-pack.schema.json").read_text(encoding="utf-8"))
    kinds = schema["$defs"]["method"]["properties"]
    assert (kinds["kind"]["enum"], kinds["moment"]["enum"]) == (Method.Kind.values, Method.Moment.values)
    shipped = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
    assert misfits(shipped, schema) == []
    draft = brought_in(as_user(admin), admin, renamed(path))
    assert misfits(json.loads(taken(as_user(admin), draft, "json").content), schema) == []
    shipped["versions"][-1]["areas"][0]["kind"] = "X"
    assert misfits(shipped, schema) == [
        f"$.versions[{len(shipped['versions']) - 1}].areas[0].kind: 'X' is not one of those known"
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_case_packages_have_the_structure_of_the_specification(admin, as_user, path):
    schema = Path(__file__).parent / "records" / "case-1.1.schema.json"
    draft = brought_in(as_user(admin), admin, renamed(path))
    package = json.loads(taken(as_user(admin), draft, "case").content)
    assert misfits(package, json.loads(schema.read_text(encoding="utf-8"))) == []
    assert len(package["CFItems"]) == draft.areas.count() + draft.ksbs.count()
