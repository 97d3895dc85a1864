import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from reports import press

LIMITS = press.Limits(seconds=30, megabytes=1500)
HEAD = '<!doctype html><html lang="en-GB"><title>Test</title>'


def printed(tmp_path: Path, html: str, **options) -> Path:
    out = tmp_path / "out.pdf"
    options = {"pictures": {}, "attachments": [], "limits": LIMITS, **options}
    press.to_pdf(HEAD + html, out=out, **options)
    return out


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_to_pdf_says_how_long_the_document_is(tmp_path):
    pages = []
    out = tmp_path / "out.pdf"
    html = HEAD + "<p>One<p style='break-before: page'>Two"
    result = press.to_pdf(html, pictures={}, attachments=[], out=out, limits=LIMITS, on_page=pages.append)
    assert (result.pages, result.size, pages) == (2, out.stat().st_size, [1, 2])


def test_to_pdf_sets_welsh_polish_and_arabic(tmp_path):
    found = text_of(printed(tmp_path, "<p>Llŷr Ŵyn<p>Łucja Święta<p>ABC"))
    assert all(name in found for name in ("Llŷr Ŵyn", "Łucja Święta"))
    printed(tmp_path, "<p>عائشة خان")


def test_to_pdf_embeds_originals_byte_for_byte(tmp_path):
    bodies = {"001-01 a.bin": bytes(range(256)) * 9000, "002-01 Siân (llŷr).txt": b"endstream endobj %%EOF"}
    originals = []
    for name, body in bodies.items():
        path = tmp_path / hashlib.sha256(body).hexdigest()
        path.write_bytes(body)
        originals.append(press.Original(str(path), name, "application/octet-stream", "An original"))
    out = printed(tmp_path, "<h1>With files</h1>", attachments=originals)
    with pikepdf.open(out) as pdf:
        found = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        assert pdf.attachments["001-01 a.bin"].description == "An original"
    assert found == bodies
    assert "With files" in text_of(out)


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes every request."""
    heard: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "hostile",
    [
        "<link rel=attachment href=file:///etc/hostname>",
        "<a rel=attachment href=file:///etc/hostname>x</a>",
        "<img src={canary}/img>",
        "<img src=file:///etc/hostname>",
        "<img src=data:image/png;base64,iVBORw0KGgo=>",
        "<img src=evidence:unknown>",
        "<object data={canary}/object></object><embed src={canary}/embed>",
        "<svg><image href={canary}/svg /></svg>",
        "<style>@import url({canary}/import); @font-face{{font-family:x;src:url({canary}/font)}}</style>",
        "<p style='font-family:x;background:url({canary}/bg);list-style-image:url({canary}/ls)'>x",
        "<style>p::before{{content:url({canary}/content)}}</style><p>x",
        "<link rel=stylesheet href={canary}/css>",
    ],
)
def test_to_pdf_reaches_neither_network_nor_files(tmp_path, canary, hostile):
    address, heard = canary
    out = printed(tmp_path, hostile.format(canary=address))
    with pikepdf.open(out) as pdf:
        assert (heard, list(pdf.attachments)) == ([], [])
    hostname = Path("/etc/hostname")
    assert not hostname.exists() or hostname.read_text().strip() not in text_of(out)


def test_to_pdf_stops_a_document_that_takes_too_long(tmp_path):
    with pytest.raises(press.PrintFailedError, match="longer than 1 seconds"):
        printed(tmp_path, "<p>" + "word " * 400_000, limits=press.Limits(1, 1500))


def test_to_pdf_stops_a_document_that_takes_too_much_memory(tmp_path):
    with pytest.raises(press.PrintFailedError, match="more than 250 MB"):
        printed(tmp_path, "<p>" + "word " * 4_000_000, limits=press.Limits(30, 250))


def test_to_pdf_goes_on_after_the_printer_was_killed(tmp_path):
    printed(tmp_path, "<p>One")
    press._press._process.kill()
    assert "Two" in text_of(printed(tmp_path, "<p>Two"))


def test_pdf_problem_is_blank_where_pdfs_can_be_made():
    assert press.pdf_problem() == ""


def test_pdf_problem_says_what_to_install_when_no_font_can_be_used(tmp_path, monkeypatch):
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(press, "_health", {})
    assert "fonts-open-sans" in press.pdf_problem()


def test_to_pdf_says_which_characters_nothing_can_draw(tmp_path):
    out = tmp_path / "out.pdf"
    result = press.to_pdf(HEAD + "<p>A \ue000 b", pictures={}, attachments=[], out=out, limits=LIMITS)
    assert (result.undrawn, "A \ufffd b" in text_of(out)) == ("\ue000", True)


def test_to_pdf_says_of_each_header_cell_whether_it_heads_a_row_or_a_column(tmp_path):
    head = "<thead><tr><th scope=col>K</th></tr></thead>"
    table = f"<table>{head}<tbody><tr><th scope=row>R</th></tr></tbody></table>"
    with pikepdf.open(printed(tmp_path, table)) as pdf:
        cells = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        assert [str(cell["/A"]["/Scope"]) for cell in cells] == ["/Column", "/Row"]


def test_to_pdf_prints_photos_with_as_many_dots_as_their_place_needs(tmp_path):
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (1600, 1200), (90, 120, 140)).save(photo, "JPEG")
    html = "<p><img src=evidence:a alt=A><img src=evidence:b alt=B>"
    out = printed(tmp_path, html, pictures={"a": photo, "b": photo}, photos={"a"})
    with pikepdf.open(out) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Width")]
        assert sorted(int(one["/Width"]) for one in found) == [800, 1600]
