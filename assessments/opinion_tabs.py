"""The pages about second opinions, as tabs: each person sees those that are for them."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.permissions.opinions import can_read_agreement, can_read_supervision
from portfolio.roles import Roles


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str


def opinion_tabs(roles: Roles) -> list[Tab]:
    names = [("Exercises", "exercises", True), ("Countersigning", "countersigning", True)]
    names.append(("Agreement", "agreement", bool(can_read_agreement(roles))))
    names.append(("Supervision", "supervision", bool(can_read_supervision(roles))))
    return [Tab(label, reverse(f"assessments:{name}")) for label, name, is_for_them in names if is_for_them]
