"""Whatever a file holds, the process that reads it answers with a sentence."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from standards.records.apart import read
from tests.standards.records.files import as_json, official, sheet

SAID = {"reference": "", "title": "", "version": "", "level": None, "starts_from": ""}


def bomb():
    """A workbook of a few kilobytes whose only sheet would unpack to a gigabyte."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", b"<Types/>")
        for number in range(4):
            folder.writestr(f"xl/{number}.xml", b" " * 60_000_000)
    return content.getvalue()


def entities():
    """A true workbook whose words refer to each other a thousand million times."""
    content = BytesIO()
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(BytesIO(sheet())) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                words = text.decode().replace("Area", "&l9;", 1)
                text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{words}'.encode()
            new.writestr(name, text)
    return content.getvalue()


def zipped():
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as folder:
        folder.writestr("standards.json", as_json([official()]))
    return content.getvalue()


def workbook():
    content, book = BytesIO(), Workbook()
    book.active.append(["code", "statement"])
    book.save(content)
    return content.getvalue()


def damaged(part):
    """One of the documents in a workbook breaks off."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook())) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text[: len(text) // 2] if name == part else text)
    return content.getvalue()


def flipped():
    """Packed words that cannot be unpacked."""
    content = bytearray(workbook())
    with zipfile.ZipFile(BytesIO(bytes(content))) as folder:
        [sheet] = [each for each in folder.infolist() if each.filename == "xl/worksheets/sheet1.xml"]
    begins = sheet.header_offset + 30 + len(sheet.filename)
    content[begins : begins + 4] = b"\xff" * 4
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "cannot be read"),
        (b"code,statement\nK1,\0words", "This is not a text file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "This is not a text file"),
        (b"code;words\nK1;x\n", "line 1: The first row has to name the columns"),
        (b"<html><script>alert(1)</script></html>", "line 1: There is no row below the headings."),
        (b'{"CFItems": ' + b"[" * 100_000, "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"a":' * 50_000, "nested too deeply"),
        (b'{"pack": ' + b"[" * 100_000, "nested too deeply"),
        (b"pack: standard\nstandard:\n " + b"- " * 100_000, "nested too deeply"),
        (b"pack: standard\nstandard: &x {a: *x}\n", "line 2"),
        (b"pack: standard\nstandard: {reference: [\n", "this is not YAML"),
        (b"pack: guidance\nstandard: {}\nversions: []\n", "only packs of a standard are read here"),
        (b"PK\x03\x04 not a folder", "This is no workbook that can be read."),
        (zipped(), "This is no workbook that can be read."),
        (bomb(), "unpacks to more than"),
        (entities(), "This is no workbook that can be read."),
        (damaged("xl/worksheets/sheet1.xml"), "This is no workbook that can be read."),
        (damaged("docProps/core.xml"), "This is no workbook that can be read."),
        (flipped(), "This is no workbook that can be read."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path, content, sentence):
    (tmp_path / "file").write_bytes(content)
    order = {"file": tmp_path / "file", "out": tmp_path / "out", "dialect": "", "said": SAID}
    problem = read(order)["problem"]
    assert sentence in f"{problem['place']}: {problem['text']}"
