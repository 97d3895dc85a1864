"""What a revision says at one moment, as data that can be kept, shown again and proved unchanged."""

import hashlib
import json
from typing import Any

from portfolio.models import Revision


def revision_snapshot(revision: Revision) -> dict[str, Any]:
    """What the apprentice said: title, date, answers, claims and files, as JSON can carry them. Four queries.

    Files stand with the SHA-256 of their original, so that the snapshot covers their every byte.
    """
    evidence = revision.evidence
    prompts = evidence.template.prompts.order_by("position").values("key", "label", "kind")
    claims = revision.claims.filter(added_by__isnull=True).for_list()
    files = revision.attachments.for_list()
    return {
        "evidence": str(evidence.pk),
        "revision": str(revision.pk),
        "number": revision.number,
        "title": revision.title,
        "kind": evidence.kind,
        "happened_on": revision.happened_on.isoformat() if revision.happened_on else "",
        "submitted_at": revision.submitted_at.isoformat() if revision.submitted_at else "",
        "answers": [{**prompt, "answer": revision.answers.get(prompt["key"], "")} for prompt in prompts],
        "claims": [
            {
                "claim": str(claim.pk),
                "code": claim.ksb.code,
                "title": claim.ksb.title,
                "says": claim.justification,
            }
            for claim in claims
        ],
        "files": [
            {
                "attachment": str(held.pk),
                "name": held.name,
                "caption": held.caption,
                "media_type": held.file.media_type,
                "size": held.file.size,
                "sha256": held.file.sha256,
            }
            for held in files
        ],
    }


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot, whatever the order of its keys."""
    written = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
