"""What is typed about one part of a draft version: an area, a KSB, a method, a criterion, a gateway item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from accounts.forms.plain import OnceField
from standards.draft_rules import free_code
from standards.figures import numbers_of
from standards.models import Area, AssessmentPlan, Criterion, GatewayRequirement, Ksb, KsbKind, Method
from standards.parts import KINDS, Draft, Kind, Wish, part_print, verified_in
from standards.plan_forms import field_for

from .fields import SOURCE_MISSING, STATEMENT_LIMIT, SUMMARY_LIMIT, SeenForm, choice, line, text, ticks


class PartForm(SeenForm):
    """One part of a draft. row: None for a new one, which gets the id that was made with the form."""

    kind: Kind
    new_id = OnceField()

    def __init__(self, data: QueryDict | None, *, draft: Draft, row: Any = None, within: Any = None) -> None:
        self.draft, self.row, self.within = draft, row, within
        shown = self.shown(row) if row is not None else self.first()
        seen = part_print(self.kind, row) if row is not None else ""
        super().__init__(data, initial={**shown, "new_id": uuid4(), "seen": seen})
        if row is not None:
            del self.fields["new_id"]
        self.narrow()

    def shown(self, row: Any) -> dict[str, Any]:
        found = {name: getattr(row, name, None) for name in self.base_fields}
        if self.kind.has_ksbs:
            found["ksbs"] = [str(ksb.pk) for ksb in row.ksbs.all()]
        return found

    def first(self) -> dict[str, Any]:
        """What stands in a new one."""
        return {}

    def narrow(self) -> None:
        """Choices that depend on the draft."""

    def owner(self) -> dict[str, UUID]:
        return {"version_id": self.draft.version.pk}

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return self.owner() | {name: typed[name] for name in self.kind.fields if name in typed}

    @property
    def pk(self) -> UUID:
        found: UUID = self.row.pk if self.row is not None else self.cleaned_data["new_id"]
        return found

    def wish(self) -> Wish:
        ksbs = [UUID(pk) for pk in self.cleaned_data.get("ksbs", [])]
        return Wish(self.kind, self.pk, self.values(), self.cleaned_data["seen"], ksbs)

    def others(self) -> list[Any]:
        """The other parts of its kind; a new one may be there already, sent once before."""
        own = self.row.pk if self.row is not None else self.cleaned_data.get("new_id")
        return [each for each in self.draft.parts(self.kind) if each.pk != own]

    @property
    def ksb_groups(self) -> list[tuple[str, list[Any]]]:
        """The boxes to tick, by area."""
        areas = {str(ksb.pk): ksb.area.title for ksb in self.draft.ksbs}
        options = list(self["ksbs"].subwidgets)
        return [
            (area, list(members))
            for area, members in groupby(options, lambda option: areas[str(option.data["value"])])
        ]


class AreaForm(PartForm):
    kind = KINDS["area"]
    title = line("Title", 120)
    kind_ = choice("What its KSBs are", KsbKind.choices)
    summary = text("In a sentence", SUMMARY_LIMIT, required=False, help_text="Stands on the area's page.")

    def shown(self, row: Area) -> dict[str, Any]:
        return {"title": row.title, "kind_": row.kind, "summary": row.summary}

    def values(self) -> dict[str, Any]:
        return super().values() | {"kind": self.cleaned_data["kind_"]}


class KsbForm(PartForm):
    kind = KINDS["ksb"]
    area = choice("Area", ())
    code = line(
        "Code", 6, help_text="K, S or B and a number. It is only a position; you can number them again."
    )
    title = line("Short title", 60)
    statement = text("What is asked", STATEMENT_LIMIT, 4)
    alternative_channel = choice(
        "Whom it is asked of",
        (
            ("", "Everybody"),
            ("face_to_face", "Who meets customers face to face"),
            ("remote", "Who meets customers remotely"),
        ),
        required=False,
    )
    partner = choice(
        "The other half of the pair",
        (),
        required=False,
        help_text="Only where it is not asked of everybody: what is asked in its place of the others.",
    )

    is_verified = forms.BooleanField(
        label="Verified by the employer",
        required=False,
        help_text="Then no method has to look at it, and no criterion to judge it.",
    )

    def shown(self, row: Ksb) -> dict[str, Any]:
        halves = [each for each in self.draft.ksbs if row.alternative and each.alternative == row.alternative]
        partner = next((str(each.pk) for each in halves if each.pk != row.pk), "")
        is_verified = row.code in verified_in(self.draft.plan)
        more = {"area": str(row.area_id), "partner": partner, "is_verified": is_verified}
        return super().shown(row) | more

    def first(self) -> dict[str, Any]:
        if self.within is None:
            return {}
        taken = {ksb.code for ksb in self.draft.ksbs}
        return {"area": str(self.within.pk), "code": free_code(self.within.kind, taken)}

    def narrow(self) -> None:
        cast("forms.ChoiceField", self.fields["area"]).choices = [
            (str(area.pk), f"{area.get_kind_display()}: {area}") for area in self.draft.areas
        ]
        own = self.row.pk if self.row is not None else None
        others = [(str(ksb.pk), str(ksb)) for ksb in self.draft.ksbs if ksb.pk != own]
        cast("forms.ChoiceField", self.fields["partner"]).choices = [("", "None"), *others]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        taken = next((ksb for ksb in self.others() if ksb.code == code), None)
        if taken is not None:
            raise forms.ValidationError(f"{code} is the code of “{taken.title}”. Choose a free one.")
        return str(code)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        area = next((each for each in self.draft.areas if str(each.pk) == found.get("area")), None)
        code = found.get("code", "")
        if area and code and not (code[:1] == area.kind and code[1:].isdecimal()):
            self.add_error("code", f"In “{area}” a code is {area.kind} and a number, such as {area.kind}1.")
        if found.get("partner") and not found.get("alternative_channel"):
            self.add_error("alternative_channel", "Say who is asked this one, or choose no other half.")
        return found

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return super().values() | {"area_id": UUID(typed["area"]), "alternative": self._pair()}

    def _pair(self) -> str:
        """What both halves are known by: kept while the halves are the same two."""
        typed = self.cleaned_data
        if not typed["alternative_channel"]:
            return ""
        before = self.row.alternative if self.row is not None else ""
        same = typed["partner"] == (self.shown(self.row)["partner"] if self.row is not None else "")
        return before if before and same else f"pair-{self.pk.hex[:8]}"

    def wish(self) -> Wish:
        found, partner = super().wish(), self.cleaned_data["partner"]
        is_verified = self.cleaned_data["is_verified"]
        return replace(found, partner=UUID(partner) if partner else None, is_verified=is_verified)


class MethodForm(PartForm):
    kind = KINDS["method"]
    name = line("Name", 120)
    kind_ = choice("What kind of method it is", Method.Kind.choices)
    moment = choice("When it takes place", Method.Moment.choices)
    summary = text("In a sentence or two", SUMMARY_LIMIT, required=False)
    ksbs = ticks("KSBs it looks at", ())

    def shown(self, row: Method) -> dict[str, Any]:
        return super().shown(row) | {"kind_": row.kind}

    def first(self) -> dict[str, Any]:
        return {"moment": Method.Moment.AFTER_GATEWAY}

    def narrow(self) -> None:
        self.fields["ksbs"] = ticks("KSBs it looks at", self.draft.ksbs)

    def owner(self) -> dict[str, UUID]:
        return {"plan_id": cast("AssessmentPlan", self.draft.plan).pk}

    def values(self) -> dict[str, Any]:
        return super().values() | {"kind": self.cleaned_data["kind_"]}


class CriterionForm(PartForm):
    """within: the method that it is, or will be, a criterion of."""

    kind = KINDS["criterion"]
    grade = choice("What it is for", Criterion.Grade.choices)
    code = line("Code", 12, help_text="Such as P1 or D1, each once among those of an area.")
    outcome = line(
        "Outcome", 160, required=False, help_text="Where a plan goes by outcomes. Blank: it goes by area."
    )
    text = text("What is looked for", STATEMENT_LIMIT, 3)
    status = choice(
        "Whose words these are",
        (("indicative", "Indicative: ours or yours"), ("official", "Official: word for word from the plan")),
    )
    source = line(
        "Source", 200, required=False, help_text="For official words: the document and its version."
    )
    ksbs = ticks("KSBs it judges", ())

    def first(self) -> dict[str, Any]:
        taken = {each.code for each in self.within.criteria.all()}
        return {"code": free_code("P", taken)}

    def narrow(self) -> None:
        looked_at = {ksb.pk for ksb in self.within.ksbs.all()}
        judged = {ksb.pk for ksb in self.row.ksbs.all()} if self.row is not None else set()
        offered = [ksb for ksb in self.draft.ksbs if ksb.pk in looked_at | judged]
        self.fields["ksbs"] = ticks("KSBs it judges", offered)

    def owner(self) -> dict[str, UUID]:
        return {"method_id": self.within.pk}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("status") == Criterion.Status.OFFICIAL and not found.get("source"):
            self.add_error("source", SOURCE_MISSING)
        areas = {ksb.area_id for ksb in self.draft.ksbs if str(ksb.pk) in found.get("ksbs", [])}
        area = areas.pop() if len(areas) == 1 and not found.get("outcome") else None
        for each in self.others():
            if (each.method_id, each.area_id, each.code) == (self.within.pk, area, found.get("code")):
                self.add_error("code", f"{each.code} is the code of “{each.text[:60]}”. Choose a free one.")
        return found


class GatewayForm(PartForm):
    kind = KINDS["gateway"]
    rule = choice("What is asked", ())
    title = line("Title", 120)
    explanation = text("In words", SUMMARY_LIMIT, 3, help_text="What apprentices read about it.")

    def narrow(self) -> None:
        own = self.row.rule if self.row is not None else ""
        made = self.data.get("new_id")
        taken = {each.rule for each in self.draft.gateway if str(each.pk) != made} - {own}
        if own:
            self.fields["rule"].widget = forms.HiddenInput()
            taken = set(GatewayRequirement.Rule.values) - {own}
        offered = [each for each in GatewayRequirement.Rule.choices if each[0] not in taken]
        cast("forms.ChoiceField", self.fields["rule"]).choices = offered
        for figure in numbers_of(self.row) if self.row is not None else ():
            field = self.fields[f"figure.{figure.path[-1]}"] = field_for(figure)
            field.initial = self.row.parameters.get(figure.path[-1])

    def shown(self, row: GatewayRequirement) -> dict[str, Any]:
        return {"rule": row.rule, "title": row.title, "explanation": row.explanation}

    def owner(self) -> dict[str, UUID]:
        return {"plan_id": cast("AssessmentPlan", self.draft.plan).pk}

    def values(self) -> dict[str, Any]:
        set_otherwise = {
            name.partition(".")[2]: value for name, value in self.cleaned_data.items() if "." in name
        }
        kept = self.row.parameters if self.row is not None else {}
        return super().values() | {"parameters": {**kept, **set_otherwise}}


FORMS: Mapping[str, Callable[..., PartForm]] = MappingProxyType(
    {
        "area": AreaForm,
        "ksb": KsbForm,
        "method": MethodForm,
        "criterion": CriterionForm,
        "gateway": GatewayForm,
    }
)


def texts_in(kind: Kind, sent: QueryDict) -> list[tuple[str, str]]:
    """What was typed about a part, by the labels of its fields. What was chosen or ticked is not among it."""
    fields = cast("type[PartForm]", FORMS[kind.key]).base_fields.items()
    written = [(name, each) for name, each in fields if isinstance(each, forms.CharField)]
    return [
        (str(each.label), str(sent[name]))
        for name, each in written
        if not each.widget.is_hidden and sent.get(name)
    ]
