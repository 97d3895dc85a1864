"""Texts, tables and e-mails, and names that mean to lead elsewhere."""

import gzip

from tests.portfolio.hostile.case import DOOR, REJECTED, SAFE, Case

HEAD = b"From: a@example.org\nTo: b@example.org\nSubject: Refund\nMIME-Version: 1.0\n"


def nested_mail(depth: int) -> bytes:
    """A letter in a letter in a letter."""
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)
    )
    return HEAD + opening + b"Content-Type: text/plain\n\nat last\n"


def forwarded_mail(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\nSubject: again\n" * depth + b"\nat last\n"


def acting_mail() -> bytes:
    page = b"<html><head><title>t</title></head><body><p>Dear us</p><script>hostile()</script></body></html>"
    return HEAD + b"Content-Type: text/html; charset=nowhere\n\n" + page


def broken_mail() -> bytes:
    return HEAD + (
        b"Date: \xff\xfe nonsense\nContent-Type: multipart/mixed; boundary=\n"
        b"Content-Transfer-Encoding: base64\n\n!!!!not base64!!!!\n"
    )


CASES = [
    Case("text", "with a nul", "a.txt", lambda: b"a\0b" * 50, DOOR, "can’t be added"),
    Case("text", "nul far in", "b.txt", lambda: b"a" * 9000 + b"\0", REJECTED, "could not be read"),
    Case("text", "utf 16", "c.txt", lambda: "Tŷ café".encode("utf-16"), SAFE),
    Case("text", "half of utf 16", "d.txt", lambda: "Tŷ".encode("utf-16") + b"\xd8", REJECTED, "could not"),
    Case("text", "rich text", "e.txt", lambda: rb"{\rtf1\ansi{\object\objdata 01}}", DOOR, "can’t be added"),
    Case("text", "packed", "f.txt", lambda: gzip.compress(b"text" * 900), DOOR, "can’t be added"),
    Case("text", "page with a mark", "g.txt", lambda: b"\xef\xbb\xbf <html><script>", DOOR, "can’t be added"),
    Case("text", "page far in", "h.txt", lambda: b"Dear all, " + b"<script>hostile()</script>" * 9, SAFE),
    Case("text", "program", "i.txt", lambda: b"\x7fELF\x02\x01" + b"\0" * 90, DOOR, "can’t be added"),
    Case("text", "one long line", "j.txt", lambda: b"x" * 5_000_000, SAFE),
    Case("csv", "formula", "a.csv", lambda: b"name;value\n=cmd|' /C calc'!A0;1\n", SAFE),
    Case("csv", "drawing", "b.csv", lambda: b"<svg onload='hostile()'></svg>", DOOR, "can’t be added"),
    Case("mail", "ten thousand deep", "a.eml", lambda: nested_mail(10_000), REJECTED, "too many times"),
    Case("mail", "four hundred deep", "b.eml", lambda: nested_mail(400), REJECTED, "too many times"),
    Case("mail", "forwarded for ever", "c.eml", lambda: forwarded_mail(2000), REJECTED, "too many times"),
    Case("mail", "acting", "d.eml", acting_mail, SAFE),
    Case("mail", "broken", "e.eml", broken_mail, SAFE),
    Case("mail", "is a page", "f.eml", lambda: b"<html><script>hostile()</script>", DOOR, "can’t be added"),
    Case("mail", "says nothing", "g.eml", lambda: b"X-Nothing: here\n\nbody", REJECTED, "could not be read"),
    Case("name", "leads up", "../../../etc/passwd.txt", lambda: b"up", SAFE),
    Case("name", "with a nul", "a\0b.txt", lambda: b"nul", SAFE),
    Case("name", "turned round", "photo\u202etxt.exe.txt", lambda: b"round", SAFE),
    Case("name", "three hundred long", "x" * 300 + ".txt", lambda: b"long", SAFE),
    Case("name", "with a script", '"><script>hostile()</script>.txt', lambda: b"script", SAFE),
    Case("name", "program behind", "letter.txt.exe", lambda: b"MZ\x90\0", DOOR, "can’t be added"),
]
