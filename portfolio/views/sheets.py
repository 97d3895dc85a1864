"""A sheet as the answer to a request: a file to keep."""

import io

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from portfolio.sheets import CSV, MEDIA_TYPES, Sheet, as_csv, csv_lines, write_book


def handed_out(sheet: Sheet, kind: str) -> HttpResponse:
    return HttpResponse(
        _body(sheet, kind),
        content_type=MEDIA_TYPES[kind],
        headers={"Content-Disposition": named(sheet, kind)},
    )


def streamed(sheet: Sheet) -> StreamingHttpResponse:
    """As CSV, line by line, so that a long one needs no more memory than a short one."""
    headers = {"Content-Disposition": named(sheet, CSV)}
    return StreamingHttpResponse(csv_lines(sheet), content_type=MEDIA_TYPES[CSV], headers=headers)


def named(sheet: Sheet, kind: str) -> str:
    return content_disposition_header(as_attachment=True, filename=f"{sheet.name}.{kind}") or "attachment"


def _body(sheet: Sheet, kind: str) -> bytes:
    if kind == CSV:
        return as_csv(sheet).encode()
    out = io.BytesIO()
    write_book([sheet], out)
    return out.getvalue()
