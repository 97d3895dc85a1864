"""What is shipped is complete: ST0072 version 1.1 with its plan, templates and guidance."""

from collections import Counter, defaultdict
from datetime import date
from uuid import uuid4

import pytest

from standards.models import (
    EvidenceKind,
    EvidenceTemplate,
    GuidanceEntry,
    Ksb,
    Prompt,
    Standard,
    StandardVersion,
)

GUIDS = [
    "5a8f3fb4-7427-45ca-8635-c4d6f0a777ff",
    "0b8cbf90-4f9a-466c-a4c8-ed8f3386d5d1",
    "c46a583e-4153-401f-b584-4e2e914927c4",
    "247b9857-986f-42a9-8c53-257186ee0bd3",
    "f196c9b6-1afd-4be3-9ff3-b810f576f646",
    "4363e16a-1399-4dfa-b9fa-0421805c99bc",
    "9b0aa44b-7444-4bd6-817f-58a27de06492",
    "3f83f553-2a65-47ba-bbc7-4086ed1f8ad5",
    "103c3cf3-54cf-4e78-86e9-0b6dfc87b421",
    "88b6a64f-486a-496e-a9e5-e1bafce9fb63",
    "b13250c0-ebcb-4f6a-8b1c-15ec4c3f33b3",
    "cef9ecd1-e165-419f-8feb-d9e75a9119fc",
    "ef4b4572-3be4-4b87-abf6-fd324e0d4c1b",
    "51cbb563-7ae4-4dba-bd97-1c323fa9df52",
    "44058ba9-5167-4465-bf99-81f5a073c1e6",
    "0be0d7cc-b0d5-48f7-a07c-9da4b2137219",
    "8c86c734-c2ee-49e8-92d2-82c54b0398cc",
    "738caf96-b549-431d-9c72-a4ad6cc6ce2c",
    "3062ca9c-a89b-430f-a8c5-a9f060b9cf26",
    "7ef91c4a-ba92-4022-b411-53a2db874c00",
    "27fc955c-4fa4-44e3-82e5-b8b8acc99de8",
    "6f02525e-203f-4fc0-906d-afd3e77518b9",
    "87357aac-9ff0-4c1b-bdf7-314448a3401e",
    "419e1613-b28e-4c91-b23e-45d3b9954b6e",
    "4c3e5f70-564c-478e-a722-fb62cc1f1b7d",
    "32fa2594-0204-4d57-b2f3-67937fb5261a",
    "216ba9ca-3050-45c4-b5bb-f854c8dc9b89",
    "3a506aa3-d22a-49f2-a775-58598c99b040",
    "1163066c-699e-4465-bff4-53476210f5d5",
    "e5f8e48b-a857-421d-8e9a-199dc92bd65c",
    "d49b032a-4eb0-4e03-87e3-1e0aea118e7f",
    "6635e32d-a8ee-4637-9a8f-67a5753e5606",
    "934a8fa4-b129-4b3f-9bfa-79e6191cd865",
    "73e17d83-8eec-449c-95dc-28d066885956",
    "427ab329-8cab-4bed-a6da-d04d258f2fe1",
]
CODES = [
    *(f"K{number}" for number in range(1, 16)),
    *(f"S{number}" for number in range(1, 11)),
    *(f"B{number}" for number in range(1, 11)),
]
SHOWCASE = [
    "K4",
    "K5",
    "K6",
    "K7",
    "K8",
    "K9",
    "K10",
    "K15",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
]
OBSERVATION = ["S1", "S2", "S3", "S4", "B6", "B7", "B8", "B9", "B10"]
DISCUSSION = ["K1", "K2", "K3", "K11", "K12", "K13", "K14"]


def codes(ksbs):
    return [ksb.code for ksb in ksbs]


def test_pack_has_every_ksb_with_its_guid_in_order(version):
    assert [(ksb.code, str(ksb.guid), ksb.position) for ksb in version.ksbs.all()] == list(
        zip(CODES, GUIDS, range(1, 36), strict=True)
    )


def test_pack_has_eighteen_areas_none_of_them_empty(version):
    assert Counter(area.kind for area in version.areas.all()) == {"K": 7, "S": 5, "B": 6}
    assert not version.areas.filter(ksbs=None).exists()


def test_pack_gives_every_ksb_the_kind_of_its_code(version):
    assert all(ksb.kind == ksb.code[0] for ksb in version.ksbs.all())


def test_pack_has_the_retired_version_without_ksbs(version):
    old = StandardVersion.objects.get(standard=version.standard, version="1.0")
    assert (old.status, old.has_structured_ksbs, old.ksbs.count()) == ("retired", False, 0)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2016, 7, 28), None),
        (date(2016, 7, 29), "1.0"),
        (date(2018, 10, 2), "1.0"),
        (date(2018, 10, 3), "1.1"),
        (date(2026, 1, 5), "1.1"),
    ],
)
def test_version_for_start_is_the_one_open_that_day(version, day, found):
    standard = Standard.objects.get(reference="ST0072")
    answer = StandardVersion.objects.for_start(standard, uuid4(), day)
    assert (answer and answer.version) == found


@pytest.mark.parametrize(
    ("channel", "left_out"), [("face_to_face", ["S3"]), ("remote", ["S2"]), ("both", [])]
)
def test_ksbs_applicable_to_leaves_out_the_other_half_of_the_pair(version, channel, left_out):
    assert codes(version.ksbs.applicable_to(channel)) == [code for code in CODES if code not in left_out]


def test_pack_pairs_only_s2_with_s3(version):
    assert codes(version.ksbs.exclude(alternative="")) == ["S2", "S3"]
    [s2] = version.ksbs.filter(code="S2")
    assert codes(Ksb.objects.alternatives_to(s2)) == ["S3"]


def test_pack_asks_each_ksb_in_exactly_one_method(version):
    methods = version.plans.get().methods.all()
    assert [codes(method.ksbs.all()) for method in methods] == [SHOWCASE, OBSERVATION, DISCUSSION]


def test_pack_has_a_pass_criterion_of_its_method_for_every_ksb(version):
    without = [
        ksb.code
        for ksb in version.ksbs.all()
        if not ksb.criteria.filter(grade="pass", method__in=ksb.methods.all()).exists()
    ]
    assert without == []


def test_pack_marks_what_is_not_confirmed(version):
    plan = version.plans.get()
    assert not plan.is_checked_for_all
    assert {method.has_confirmed_figures for method in plan.methods.all()} == {False}
    assert {criterion.status for method in plan.methods.all() for criterion in method.criteria.all()} == {
        "indicative"
    }


def test_pack_has_the_figures_of_each_method(version):
    figures = version.plans.get().methods.values_list("weight", "distinction_threshold", "duration_minutes")
    assert list(figures) == [(65, 70, None), (20, 80, 60), (15, 75, 60)]


def test_pack_has_seven_gateway_requirements(version):
    assert [requirement.rule for requirement in version.plans.get().gateway_requirements.all()] == [
        "minimum-time",
        "employer-confirmation",
        "english-maths",
        "off-the-job",
        "every-ksb-met",
        "showcase-complete",
        "declarations",
    ]


def test_pack_allows_every_kind_of_evidence(version):
    assert version.plans.get().evidence_rules["allowed_kinds"] == EvidenceKind.values


TEMPLATES = {
    "happened": ["star-account", "complaint", "service-cycle", "work-product"],
    "known": ["policy-in-practice", "product-knowledge"],
    "figures": ["kpi-record", "journey-map"],
    "others": ["feedback", "observation-request", "testimony-request"],
    "growth": ["team-contribution", "development-goal"],
}


def test_pack_offers_templates_by_what_an_apprentice_wants_to_show(version):
    found = defaultdict(list)
    for group, key in EvidenceTemplate.objects.offered().values_list("group", "key"):
        found[group].append(key)
    assert {group: found[group] for group in TEMPLATES} == TEMPLATES


def test_pack_explains_each_prompt_of_a_template(version):
    prompts = Prompt.objects.filter(kind="text", help="")
    assert list(prompts.values_list("template__key", "key")) == []


def test_pack_says_which_ksbs_each_template_fits(version):
    code_of = {str(ksb.guid): ksb.code for ksb in version.ksbs.all()}
    fits = dict(EvidenceTemplate.objects.offered().values_list("key", "fits"))
    assert [key for key, guids in fits.items() if not set(guids) & code_of.keys()] == []
    fitted = {code_of[guid] for guids in fits.values() for guid in guids if guid in code_of}
    assert set(CODES) - fitted <= {"K1", "K2", "K3", "K14"}


def test_pack_has_guidance_with_good_evidence_for_every_area(version):
    about = GuidanceEntry.objects.filter(kind="area", ksbs__version=version)
    entries = about.filter(points__section="good_evidence").distinct()
    assert sorted(
        {ksb.area.title for entry in entries for ksb in entry.ksbs.select_related("area")}
    ) == sorted(area.title for area in version.areas.all())
    assert entries.count() == 18
