"""What an assessor asks for, before anybody is asked."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from standards.models import EvidenceTemplate


@dataclass(frozen=True)
class Wish:
    """What is asked for. ksbs: GUID -> code, so that it can be asked across versions of a standard."""

    title: str
    text: str
    template: EvidenceTemplate
    due_on: dt.date
    ksbs: Mapping[UUID, str]

    @property
    def said(self) -> str:
        """Everything of it in one line, to tell the same wish sent twice from another one."""
        ksbs = sorted(map(str, self.ksbs))
        return repr([self.title, self.text, str(self.template.pk), str(self.due_on), ksbs])
