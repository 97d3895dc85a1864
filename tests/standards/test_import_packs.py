"""Our own packs, in and out through the browser: what is brought in and taken away again is equal."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AuditEvent, Role
from standards.models import AssessmentPlan, Criterion, KsbCue, Method, StandardVersion
from standards.records.case import read_case
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
    told["plans"][0]["methods"][0]["criteria_status"] = "official"
    for method in told["plans"][0]["methods"]:
        for place in method["areas"]:
            for grade in ("pass", "distinction"):
                for criterion in place.get(grade, {}).values():
                    criterion["ksbs"] = [code for code in criterion["ksbs"] if code != gone["code"]]
    draft = brought_in(client, admin, pack, base=str(version.pk), version="1.1-1")
    assert draft.replaces == version
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
        (lambda told: told["areas"][0].update(colour="red"), "colour"),
        (lambda told: told["plans"][0].update(vocabulary=[1]), "names with values are expected here"),
        (
            lambda told: told["plans"][0]["evidence_rules"].update(allowed_kinds=5),
            "is not what is expected there",
        ),
        (lambda told: told["plans"][0]["methods"][0].update(kind="dance"), "kind"),
        (lambda told: told["plans"][0]["methods"][0].update(weight=10**30), "weight"),
        (lambda told: told.update(typical_months=[]), "typical_months"),
        (lambda told: told.update(minimum_otj_hours=""), "minimum_otj_hours"),
        (lambda told: told.update(starts_until=""), "starts_until"),
        (lambda told: told.update(credit_line={}), "credit_line"),
        (lambda told: told["plans"][0]["methods"][0].update(duration_minutes=[]), "duration_minutes"),
        (lambda told: told["areas"][0]["ksbs"][0].update(alternative="half"), "contradicts itself"),
        (
            lambda told: told["plans"][0].update(
                gateway=[{"rule": "luck", "title": "a", "explanation": "b"}]
            ),
            "rule",
        ),
    ],
    ids=[
        "unknown",
        "vocabulary",
        "rules",
        "kind",
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
    if not row:
        return
    answer = confirm(
        as_user(admin), row, version="1.1", starts_from="2018-10-03", base="anew", why="My words"
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert not StandardVersion.objects.exists()


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
