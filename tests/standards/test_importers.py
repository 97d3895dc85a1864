"""Loading packs: twice is the same as once, changes are taken over, wrong packs are refused whole."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from standards.importers import PackError, load_packs
from standards.models import Criterion, GuidancePoint, Ksb, Standard
from tests.factories import UserFactory
from tests.shipped import FIXTURES

SMALL = """
pack: standard
standard: {reference: ST9999, title: Small practitioner, level: 2}
versions:
  - version: "1.0"
    status: approved
    starts_from: 2020-01-01
    areas:
      - key: first
        title: First
        kind: K
        ksbs:
          - {code: K1, guid: 00000000-0000-0000-0000-000000000001, title: One, statement: Know one.}
          - {code: K2, guid: 00000000-0000-0000-0000-000000000002, title: Two, statement: Know two.}
    plans:
      - plan_version: "1.0"
        name: Small plan
        in_force_from: 2020-01-01
        methods:
          - key: talk
            name: Talk
            kind: discussion
            weight: 100
            areas:
              - area: first
                pass:
                  P1: {ksbs: [K1], text: Says one.}
                  P2: {ksbs: [K1, K2], text: Says one and two.}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def rewrite(pack: Path, *changes: tuple[str, str]) -> Path:
    file = pack / "small.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return pack


def test_load_twice_writes_nothing(db, django_assert_num_queries):
    load_packs(FIXTURES)
    with django_assert_num_queries(150) as queries:
        assert load_packs(FIXTURES).lines == []
    assert not [
        query for query in queries.captured_queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]


def test_load_takes_over_a_changed_statement_by_guid(db, pack):
    load_packs(pack)
    before = Ksb.objects.get(code="K2").pk
    load_packs(rewrite(pack, ("Know two.", "Know both.")))
    assert Ksb.objects.get(pk=before).statement == "Know both."


def test_load_lets_codes_pass_to_other_guids(db, pack):
    load_packs(pack)
    first = Ksb.objects.get(code="K1").pk
    load_packs(rewrite(pack, ("code: K1", "code: X"), ("code: K2", "code: K1"), ("code: X", "code: K2")))
    assert Ksb.objects.get(code="K2").pk == first


def test_load_removes_criteria_that_are_gone(db, pack):
    load_packs(pack)
    changes = load_packs(
        rewrite(pack, ("                  P2: {ksbs: [K1, K2], text: Says one and two.}\n", ""))
    )
    assert changes.lines == ["Removed criterion: P2 Says one and two."]
    assert Criterion.objects.get().code == "P1"


def test_load_takes_over_the_ksbs_of_a_criterion(db, pack):
    load_packs(pack)
    changes = load_packs(rewrite(pack, ("[K1, K2]", "[K2]")))
    assert changes.lines == ["KSBs of criteria: 0 linked, 1 unlinked"]
    assert [ksb.code for ksb in Criterion.objects.get(code="P2").ksbs.all()] == ["K2"]


def test_load_keeps_a_plan_that_somebody_has_checked(db, pack):
    load_packs(pack)
    plan = Standard.objects.get().versions.get().plans.get()
    plan.checked_by, plan.checked_on, plan.check_source = UserFactory(), date(2026, 11, 1), "The plan itself"
    plan.save()
    changes = load_packs(rewrite(pack, ("weight: 100", "weight: 60")))
    assert changes.lines == ["Kept, because somebody has checked it, assessment plan: Small plan"]
    assert plan.methods.get().weight == 100


def test_load_removes_guidance_that_is_gone(db, tmp_path):
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))
    load_packs(folder)
    file = folder / "guidance" / "areas.yaml"
    line = "      - Treating everyone the same is not the same as treating everyone fairly.\n"
    file.write_text(file.read_text(encoding="utf-8").replace(line, ""), encoding="utf-8")
    load_packs(folder)
    assert not GuidancePoint.objects.filter(text__startswith="Treating everyone the same").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("level: 2}", "}", ', standard: "level" is missing.'),
        ("name: Talk", "colour: red", ', versions 1, plans 1, methods 1: "name" is missing.'),
        (
            "name: Talk",
            "name: Talk\n            colour: red",
            ', versions 1, plans 1, methods 1: "colour" is not known here.',
        ),
        (
            "kind: K\n",
            "kind: Q\n",
            ", versions 1, areas 1: \"kind\" is not right: Value 'Q' is not a valid choice.",
        ),
        (
            '- version: "1.0"',
            "- version: 1.0",
            ", versions 1, version: text is expected here; put numbers in quotation marks.",
        ),
        (
            "[K1, K2]",
            "[K1, K9]",
            ', versions 1, plans 1, methods 1, areas 1, pass, P2, ksbs 2: the area has no KSB "K9".',
        ),
        (
            "- area: first",
            "- area: last",
            ', versions 1, plans 1, methods 1, areas 1: the version has no area "last".',
        ),
        ("000000000002", "000000000001", ', versions 1, areas 1, ksbs 2: "K2 Two" is there twice.'),
        ("{reference", "{title: Twice, reference", ', line 3: "title" is there twice.'),
        (
            "pack: standard",
            "pack: cake",
            (
                ': "cake" is not a kind of pack; known are standard, evidence-templates, template-fits, '
                "guidance, ksb-cues, scenarios, worked-examples."
            ),
        ),
        (
            "code: K1",
            "code: !!python/name:os.system K1",
            (
                ", line 13: this is not YAML (could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/name:os.system')."
            ),
        ),
        (
            "versions:",
            "versions: [",
            ", line 5: this is not YAML (did not find expected node content).",
        ),
    ],
)
def test_load_refuses_a_wrong_pack_and_names_the_place(db, pack, old, new, message):
    with pytest.raises(PackError) as refused:
        load_packs(rewrite(pack, (old, new)))
    assert str(refused.value) == f"small.yaml{message}"
    assert not Standard.objects.exists()


def test_load_refuses_to_lose_a_ksb(db, pack):
    load_packs(pack)
    [line] = [line for line in SMALL.splitlines(keepends=True) if "code: K2" in line]
    with pytest.raises(PackError, match=r"K2 \(.*\) is in the database but not in the pack"):
        load_packs(rewrite(pack, (line, ""), ("[K1, K2]", "[K1]")))
    assert Ksb.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\xff\xfe\x00", "small.yaml: the file is not UTF-8 text."),
        (b"- a\n- b\n", "small.yaml: names with values are expected here."),
        (b"", "small.yaml: names with values are expected here."),
    ],
)
def test_load_refuses_a_file_of_another_shape(db, pack, body, message):
    (pack / "small.yaml").write_bytes(body)
    with pytest.raises(PackError) as refused:
        load_packs(pack)
    assert str(refused.value) == message


def test_load_of_several_packs_is_all_or_nothing(db, pack):
    (pack / "z.yaml").write_text("pack: evidence-templates\ntemplates: [{key: a}]\n", encoding="utf-8")
    with pytest.raises(PackError, match=r'z\.yaml, templates 1: "name" is missing'):
        load_packs(pack)
    assert not Standard.objects.exists()


def test_load_standards_command_counts_what_it_did(db, pack):
    first, second = StringIO(), StringIO()
    call_command("load_standards", pack, stdout=first)
    call_command("load_standards", pack, stdout=second)
    assert "Added KSB: 2\n" in first.getvalue()
    assert second.getvalue() == "Nothing to change.\n"


def test_load_standards_command_reports_a_wrong_pack(db, tmp_path):
    with pytest.raises(CommandError, match="there are no packs in this folder"):
        call_command("load_standards", tmp_path)
