"""What never stands in a log: the secrets of links that need no account."""

import re
from collections.abc import MutableMapping
from typing import Any

# What an address begins with whose next part is a secret of 32 bytes.
_SECRET = re.compile(r"(/(?:sign|open)/)[A-Za-z0-9_-]{20,}")
MASKED = r"\1[secret]"


def without_secrets(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: masks them in every text of an event, also in what Django says of a refused address."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET.sub(MASKED, value)
    return event
