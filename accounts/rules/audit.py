"""How one audit event's hash follows from the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

FIRST_HASH = "0" * 64


def audit_hash(
    *,
    previous_hash: str,
    provider_id: str,
    number: int,
    at: datetime,
    by_id: str,
    act: str,
    subject: str,
    detail: dict[str, Any],
) -> str:
    """SHA-256, in hex, over the previous hash and every field of the event, written as canonical JSON."""
    fields = [previous_hash, provider_id, number, at.astimezone(UTC).isoformat(), by_id, act, subject, detail]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
