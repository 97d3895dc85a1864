"""What goes out comes in again as it was, and the command says what it did and what it left out."""

import json
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from standards.importers import load_packs
from standards.models import Ksb, Standard, StandardVersion
from standards.records.case import read_case
from standards.records.writing import case_of, pack_of
from tests.shipped import FIXTURES
from tests.standards.records.files import WORDS, as_json, case, mahara, moodle, official, sheet

pytestmark = pytest.mark.django_db


def run(command, *arguments, **options):
    out, err = StringIO(), StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content, name="standards.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_pack_goes_out_and_comes_in_as_it_was(tmp_path):
    load_packs(FIXTURES)
    first = pack_of(Standard.objects.get(reference="ST0072"))
    shipped = yaml.safe_load((FIXTURES / "standards" / "st0072-1.1.yaml").read_text(encoding="utf-8"))
    assert _within(shipped, first)
    call_command("export_standard", "ST0072", out=tmp_path / "st0072.yaml")
    text = (tmp_path / "st0072.yaml").read_text(encoding="utf-8").replace("ST0072", "ST9072")
    (tmp_path / "st0072.yaml").write_text(text, encoding="utf-8")
    load_packs(tmp_path)
    second = pack_of(Standard.objects.get(reference="ST9072"))
    assert json.dumps(second, default=str).replace("ST9072", "ST0072") == json.dumps(first, default=str)
    assert load_packs(tmp_path).lines == []


def _within(part, whole):
    """Everything that the one says, the other says too."""
    if isinstance(part, dict):
        return all(name in whole and _within(value, whole[name]) for name, value in part.items() if value)
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return part == whole


def test_case_package_holds_every_area_and_ksb_with_its_parent():
    load_packs(FIXTURES)
    version = StandardVersion.objects.for_case().get(standard__reference="ST0072", version="1.1")
    package = case_of(version)
    items = {item["identifier"]: item for item in package["CFItems"]}
    assert len(items) == 18 + 35
    document = package["CFDocument"]["identifier"]
    for link in package["CFAssociations"]:
        assert link["associationType"] == "isChildOf"
        assert link["originNodeURI"]["identifier"] in items
        assert link["destinationNodeURI"]["identifier"] in {document, *items}
    for row in [package["CFDocument"], *package["CFItems"], *package["CFAssociations"]]:
        assert {"identifier", "uri", "lastChangeDateTime"} <= row.keys()
    found = read_case(json.dumps(package).encode())
    [record] = found.records
    assert [str(problem) for problem in found.problems] == []
    assert [(ksb.code, ksb.statement, ksb.guid, ksb.area) for ksb in record.ksbs] == [
        (ksb.code, ksb.statement, ksb.guid, ksb.area.title) for ksb in version.ksbs.select_related("area")
    ]


GIVEN = ("--level", "2", "--starts-from", "2026-08-01")
NAMED = ("--reference", "ST0999", "--title", "Harbour assistant", "--version-number", "1.1")


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (as_json([official()]), ()),
        (as_json(case()), GIVEN),
        (moodle(), GIVEN),
        (as_json(mahara()), GIVEN),
        (sheet(), (*GIVEN, *NAMED)),
    ],
    ids=["official", "CASE", "Moodle", "Mahara", "sheet"],
)
def test_command_loads_every_dialect_and_knows_it_by_itself(file, content, asked):
    path = file(content)
    assert run("import_standards", path, *asked) == ("loaded: 1\n", "")
    assert dict(Ksb.objects.values_list("code", "statement")) == WORDS
    assert run("import_standards", path, *asked) == ("unchanged: 1\n", "")


def test_command_names_what_it_leaves_out_and_loads_the_rest(file):
    records = [official(), official(referenceNumber="ST0998", version="two"), {}]
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="named above"):
        call_command("import_standards", file(as_json(records)), stdout=out, stderr=err)
    assert out.getvalue() == "left out: 2, loaded: 1\n"
    assert err.getvalue() == (
        "Left out: ST0998 two: record 2 (ST0998): “two” is no version such as 1.1.\n"
        "Left out: record 3: This is not a record of a standard: it has no “referenceNumber”.\n"
    )


def test_command_tells_versions_that_do_not_go_together(file):
    """Beside those in the file, and beside those that the library has."""
    run("import_standards", file(as_json([official(version="1.0", latestStartDate="2026-10-31")])))
    later = official(version="1.2", earliestStartDate="2026-12-01")
    out, err = StringIO(), StringIO()
    records = file(as_json([official(earliestStartDate="2026-10-01"), later, later]))
    with pytest.raises(CommandError, match="named above"):
        call_command("import_standards", records, stdout=out, stderr=err)
    assert out.getvalue() == "left out: 1, loaded: 2\n"
    assert err.getvalue().splitlines() == [
        "ST0999 1.1: record 1 (ST0999): Its first day for starts, 1 Oct 2026, lies before the last of 1.0.",
        "ST0999 1.2: record 2 (ST0999): Versions 1.1 and 1.2 are both approved, with no day between them.",
        "Left out: ST0999 1.2: record 3 (ST0999): Version 1.2 of ST0999 is there twice.",
    ]


def test_command_can_be_tried_and_narrowed(file):
    path = file(as_json([official(), official(referenceNumber="ST0998")]))
    out, _ = run("import_standards", path, "--dry-run", "--only", "ST0998")
    assert out == "ST0998 1.1: 0 kept, 0 reworded, 4 new, 0 removed\nwould be loaded: 1\n"
    assert not Standard.objects.exists()


def test_command_says_what_it_cannot_read(file):
    with pytest.raises(CommandError, match="not whole JSON after record 1"):
        run("import_standards", file(as_json([official(), official()])[:-9]))
    with pytest.raises(CommandError, match="No such file"):
        run("import_standards", "nowhere.json")
    with pytest.raises(CommandError, match="no standard ST0000"):
        run("export_standard", "ST0000")
