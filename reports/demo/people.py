"""The people of the demonstration and where they belong; apprentices join later, when their story begins."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.actions import give_role
from accounts.models import Employer, Provider, Role, User
from portfolio.models import Apprenticeship, Visitor
from reports.demo.library import standard_at
from reports.demo.stages import STAGES, Stage
from standards.models import AssessmentPlan, ContactChannel, Ksb, StandardVersion

VISIT_DAYS = 60
FIRST_ADDRESS = "apprentice@demo.waymark.example"


@dataclass
class Enrolment:
    """One apprentice and everybody around them. `apprenticeship` is there from the first day on.

    earlier, later: by how many days this one differs from others at the same stage.
    """

    apprentice: User
    provider: Provider
    employer: Employer
    workplace: str
    channel: str
    stage: Stage
    speaks_welsh: bool
    assessor: User
    iqa: User
    line_manager: User
    visitor: User | None
    admin: User
    earlier: int
    later: int
    apprenticeship: Apprenticeship = field(init=False)

    @property
    def standard(self) -> str:
        return standard_at(self.workplace)

    def begin(self, *, version: StandardVersion, today: dt.date) -> None:
        started_on = monday_of(today - dt.timedelta(days=self.stage.started + self.earlier))
        plan = AssessmentPlan.objects.for_start(version, self.provider.pk, started_on)
        if plan is None:
            raise AssessmentPlan.DoesNotExist(f"{version} had no plan on {started_on}.")
        give_role(user=self.apprentice, provider=self.provider, role=Role.APPRENTICE, by=self.admin)
        self.apprenticeship = Apprenticeship.objects.create(
            provider=self.provider,
            apprentice=self.apprentice,
            employer=self.employer,
            line_manager=self.line_manager,
            assessor=self.assessor,
            iqa=self.iqa,
            version=version,
            plan=plan,
            contact_channel=self.channel,
            started_on=started_on,
            gateway_planned_on=monday_of(today + dt.timedelta(days=self.stage.gateway + self.later)),
        )

    def end(self, *, today: dt.date) -> None:
        """Where the story leaves them, and who may come and read."""
        self.apprenticeship.status = self.stage.status
        self.apprenticeship.save(update_fields=["status"])
        if self.visitor:
            until = today + dt.timedelta(days=VISIT_DAYS)
            Visitor.objects.create(apprenticeship=self.apprenticeship, user=self.visitor, until=until)

    def asked_of(self, ksbs: Iterable[Ksb]) -> set[str]:
        channels = ContactChannel(self.channel).alternative_channels
        return {ksb.code for ksb in ksbs if ksb.alternative_channel in channels}


@dataclass
class Company:
    """One training provider while its people are being gathered."""

    provider: Provider
    mail: str
    password: str
    people: dict[str, User] = field(default_factory=dict)

    def add(self, entry: dict[str, Any]) -> User:
        """Those with an address of their own can log in; the others are only there to be seen."""
        address = entry.get("email") or f"{entry.get('latin') or address_part(entry['name'])}@{self.mail}"
        password = self.password if entry.get("email") else make_password(None)
        return User.objects.create(email=address, name=entry["name"], password=password)

    def hire(self, entry: dict[str, Any], role: str, employer: Employer | None = None) -> None:
        person = self.people.get(entry["key"]) or self.add(entry)
        self.people[entry["key"]] = person
        give_role(user=person, provider=self.provider, role=role, by=None, employer=employer)

    def holder_of(self, role: str) -> User:
        """Whoever has this role and, if possible, no other."""
        held = {
            person: set(person.memberships.values_list("role", flat=True)) for person in self.people.values()
        }
        return min((person for person in held if role in held[person]), key=lambda person: len(held[person]))


def gather(cast: Sequence[dict[str, Any]]) -> list[Enrolment]:
    """Everybody who was there before the first apprentice came, and who is going to come."""
    password = make_password(settings.WAYMARK_DEMO_PASSWORD)
    return [enrolment for entry in cast for enrolment in _company(entry, password)]


def _company(entry: dict[str, Any], password: str) -> list[Enrolment]:
    provider = Provider.objects.create(name=entry["name"])
    company = Company(provider, entry["mail"], password)
    for person in entry["people"]:
        if not person["roles"]:
            company.people[person["key"]] = company.add(person)  # joins in the course of the story
        for role in person["roles"]:
            company.hire(person, role)
    return [enrolment for employer in entry["employers"] for enrolment in _employer(company, employer)]


def _employer(company: Company, entry: dict[str, Any]) -> list[Enrolment]:
    employer = Employer.objects.create(provider=company.provider, name=entry["name"])
    for manager in entry["managers"]:
        company.hire(manager, Role.LINE_MANAGER, employer)
    return [_enrolment(company, employer, entry, apprentice) for apprentice in entry["apprentices"]]


def _enrolment(company: Company, employer: Employer, entry: dict[str, Any], who: dict[str, Any]) -> Enrolment:
    people = company.people
    chance = random.Random(who["name"])  # noqa: S311  # dates, not secrets
    return Enrolment(
        apprentice=company.add(who),
        provider=company.provider,
        employer=employer,
        workplace=who.get("workplace", entry["workplace"]),
        channel=who.get("channel") or entry.get("channel", ContactChannel.BOTH),
        stage=STAGES[who["stage"]],
        speaks_welsh=who.get("speaks_welsh", False),
        assessor=people[who["assessor"]] if "assessor" in who else company.holder_of(Role.ASSESSOR),
        iqa=people[who["iqa"]] if "iqa" in who else company.holder_of(Role.IQA),
        line_manager=people[who.get("manager", entry["managers"][0]["key"])],
        visitor=company.holder_of(Role.VISITOR) if who.get("is_visited") else None,
        admin=company.holder_of(Role.PROVIDER_ADMIN),
        earlier=chance.randint(0, 9),
        later=chance.randint(0, 9),
    )


def monday_of(day: dt.date) -> dt.date:
    """People start at the beginning of a week, and plan for one."""
    return day - dt.timedelta(days=day.weekday())


def address_part(name: str) -> str:
    plain = name.lower().translate(str.maketrans("łąęńóśźżćôéáàâêíîñìûŷøŵò", "laenoszzcoeaaaeiiniuyowo"))
    return ".".join("".join(c for c in word if c.isascii() and c.isalpha()) for word in plain.split())
