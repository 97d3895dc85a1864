"""What the script that sends a file says about it, before the first byte and with each part."""

import base64
import binascii
import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portfolio.forms import CleanCharField
from portfolio.keeping import EMPTY

LARGEST = 2**62
_SHA_256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):\s*(?:,|$)", re.ASCII)


class BeginForm(forms.Form):
    """fingerprint: SHA-256 in hexadecimal over what the device knows of the file: name, size and date."""

    name = CleanCharField(max_length=2000, error_messages={"required": "The file has no name."})
    size = forms.IntegerField(
        min_value=1,
        max_value=LARGEST,
        error_messages={"min_value": EMPTY, "max_value": "Nothing is as large as that."},
    )
    fingerprint = forms.RegexField(r"^[0-9a-f]{64}\Z", strip=False)

    @classmethod
    def sent_with(cls, request: HttpRequest) -> "BeginForm":
        """From a form or from JSON; what is neither has nothing in it."""
        if request.content_type != "application/json":
            return cls(request.POST)
        try:
            sent = json.loads(request.body)
        except (ValueError, RecursionError):
            sent = None
        return cls({key: str(value) for key, value in sent.items()} if isinstance(sent, dict) else {})


class ChunkForm(forms.Form):
    """The headers of one part: where it belongs, how long it is, what it hashes to."""

    offset = forms.IntegerField(min_value=0, max_value=LARGEST)
    length = forms.IntegerField(min_value=1, max_value=LARGEST)
    digest = forms.CharField(max_length=500)

    @classmethod
    def sent_with(cls, request: HttpRequest) -> "ChunkForm":
        return cls(
            {
                "offset": request.headers.get("Upload-Offset", ""),
                "length": request.headers.get("Content-Length", ""),
                "digest": request.headers.get("Content-Digest", ""),
            }
        )

    def clean_digest(self) -> bytes:
        """RFC 9530: sha-256=:base64:, perhaps beside others."""
        return digest_in(self.cleaned_data["digest"])


def digest_in(header: Any) -> bytes:
    found = _SHA_256.search(str(header))
    try:
        digest = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        digest = b""
    if len(digest) != 32:  # as long as every SHA-256
        raise ValidationError("no digest")
    return digest
