"""One mock as its pages show it: while it is run, and once it is finished."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from assessments.forms.practice import CUSTOMER, STORY, MockForm
from assessments.models import CriterionResult, MockAssessment, MockPhoto
from assessments.permissions.practice import can_practise, can_throw_away, is_self_marked
from assessments.photos import Photo, photo_on_page
from assessments.question_bank import Questions, questions_for
from assessments.rules.grades import MethodGrade, Tally, method_grade
from assessments.rules.photos import MOST_PHOTOS, captions_in
from assessments.rules.practice import NO_CHANCE, WATCHED, clock_words, judged_in, no_chance_words
from assessments.wording import called
from portfolio.addresses import addresses
from portfolio.models import Claim
from portfolio.spoken import Spoken, spoken_from
from standards.models import Criterion

OUTCOMES = dict(CriterionResult.Outcome.choices)


@dataclass(frozen=True, slots=True)
class Piece:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion to tap. pieces: what is chosen for the showcase and speaks to it."""

    criterion: Criterion
    outcome: BoundField
    note: BoundField
    at: BoundField
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: Sequence[Any]


@dataclass(frozen=True)
class MockDesk:
    mock: MockAssessment
    is_self_marked: bool
    groups: Sequence[Group]
    customers: Sequence[Sequence[BoundField]]
    stories: Sequence[Sequence[BoundField]]
    questions: Sequence[Questions]
    photos: Sequence[Photo]
    spoken: Spoken | None
    minutes: int | None
    may_throw_away: Permission

    @property
    def called(self) -> str:
        return called(self.mock)

    @property
    def takes_photos(self) -> bool:
        return self.mock.kind in WATCHED

    @property
    def most_photos(self) -> int:
        return MOST_PHOTOS

    @property
    def criteria(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def tapped(self) -> int:
        return sum(bool(row.outcome.value()) for row in self.criteria)


def mock_desk(mock: MockAssessment, form: MockForm, viewer: User) -> MockDesk:
    """At most three queries beside those for the mock, its criteria and its photos."""
    is_discussion = mock.kind == MockAssessment.Kind.DISCUSSION
    is_showcase = mock.kind == MockAssessment.Kind.SHOWCASE
    pieces = _chosen_pieces(mock) if is_showcase else {}
    rows = [_row(criterion, form, pieces) for criterion in form.criteria]
    return MockDesk(
        mock=mock,
        is_self_marked=is_self_marked(mock),
        groups=_grouped((row.criterion, row) for row in rows),
        customers=form.customers,
        stories=form.stories,
        questions=questions_for(mock.apprenticeship, form.criteria) if is_discussion else [],
        photos=[photo_on_page(photo, form[f"caption-{photo.pk}"]) for photo in form.photos],
        spoken=spoken_in(mock),
        minutes=_planned_minutes(mock),
        may_throw_away=can_throw_away(viewer, mock),
    )


def spoken_in(mock: MockAssessment) -> Spoken | None:
    if mock.recording is None:
        return None
    return spoken_from(mock.recording, reverse("assessments:mock-listen", args=[mock.pk]))


def _planned_minutes(mock: MockAssessment) -> int | None:
    if mock.scenario:
        return mock.scenario.minutes
    return mock.method.duration_minutes if mock.method else None


def _row(criterion: Criterion, form: MockForm, pieces: Mapping[Any, Sequence[Piece]]) -> Row:
    found = {piece.url: piece for ksb in criterion.ksbs.all() for piece in pieces.get(ksb.pk, [])}
    return Row(
        criterion,
        form[f"outcome-{criterion.pk}"],
        form[f"note-{criterion.pk}"],
        form[f"at-{criterion.pk}"],
        list(found.values()),
    )


def _grouped(rows: Iterable[tuple[Criterion, Any]]) -> list[Group]:
    groups: dict[str, list[Any]] = {}
    for criterion, row in rows:
        groups.setdefault(criterion.heading or "The whole method", []).append(row)
    return [Group(title, found) for title, found in groups.items()]


def _chosen_pieces(mock: MockAssessment) -> dict[Any, list[Piece]]:
    """What is in the showcase, by the KSB that it was found to meet."""
    claims = Claim.objects.filter(
        revision__shown_of__apprenticeship=mock.apprenticeship_id,
        revision__shown_of__showcase_item__isnull=False,
        outcome=Claim.Outcome.MET,
    )
    url_of = addresses("portfolio:evidence")
    found: dict[Any, list[Piece]] = {}
    rows = claims.order_by("revision__title", "pk").values_list(
        "ksb", "revision__title", "revision__evidence"
    )
    for ksb, title, evidence in rows:
        found.setdefault(ksb, []).append(Piece(title, url_of(evidence)))
    return found


@dataclass(frozen=True, slots=True)
class ResultRow:
    """at: what the clock said when it was first seen, or blank."""

    result: CriterionResult
    at: str


@dataclass(frozen=True)
class MockResult:
    mock: MockAssessment
    is_self_marked: bool
    grade: MethodGrade
    no_chance: str
    groups: Sequence[Group]
    customers: Sequence[Mapping[str, str]]
    stories: Sequence[Mapping[str, str]]
    photos: Sequence[Photo]
    spoken: Spoken | None
    took: str
    is_plan_checked: bool

    @property
    def called(self) -> str:
        return called(self.mock)


def mock_result(
    mock: MockAssessment, results: Sequence[CriterionResult], photos: Sequence[MockPhoto]
) -> MockResult:
    """All fetched `for_page`. No query of its own."""
    outcomes = Counter(result.outcome for result in results)
    rows = [
        (result.criterion, ResultRow(result, clock_words(result.at) if result.at is not None else ""))
        for result in results
    ]
    return MockResult(
        mock=mock,
        is_self_marked=is_self_marked(mock),
        grade=method_grade(tally_in(mock)),
        no_chance=no_chance_words(outcomes[NO_CHANCE]),
        groups=_grouped(rows),
        customers=_table(mock.content, "customers", CUSTOMER),
        stories=_table(mock.content, "stories", STORY),
        photos=[photo_on_page(photo) for photo in photos],
        spoken=spoken_in(mock),
        took=clock_words(mock.seconds) if mock.seconds else "",
        is_plan_checked=bool(vars(mock).get("plan_checked")),
    )


def tally_in(mock: MockAssessment) -> Tally:
    """As it was counted the day it was finished."""
    return Tally(
        mock.pass_shown, mock.pass_asked, mock.distinction_shown, mock.distinction_asked, mock.threshold
    )


def _table(content: Mapping[str, Any], name: str, columns: Mapping[str, str]) -> list[dict[str, str]]:
    return [dict(zip(columns, row, strict=True)) for row in content.get(name, [])]


@dataclass(frozen=True)
class MockOver:
    """A mock that was finished or thrown away while somebody still had it on screen.

    typed: what stood on their page, field by field, to go on with. mine and other: both versions in words.
    """

    mock: MockAssessment
    reason: str
    mine: Sequence["Other"]
    other: Sequence["Other"]
    typed: Sequence[tuple[str, str]]
    may_begin: Permission

    @property
    def called(self) -> str:
        return called(self.mock)


def mock_over(mock: MockAssessment, reason: str, form: MockForm, viewer: User) -> MockOver:
    """form: as it was posted."""
    values = [(name, form[name].value()) for name in form.fields if name != "saves"]
    return MockOver(
        mock=mock,
        reason=reason,
        mine=in_words(form.content(), form.criteria),
        other=in_words(mock.content, form.criteria),
        typed=[(name, str(value)) for name, value in values if value not in (None, "")],
        may_begin=can_practise(viewer, mock.apprenticeship, mock.kind),
    )


@dataclass(frozen=True, slots=True)
class Other:
    """One thing that the other version says. outcome: in words, or blank."""

    about: str
    outcome: str
    words: str


def in_words(content: Mapping[str, Any], criteria: Sequence[Criterion]) -> list[Other]:
    """What was kept, to be read beside another version."""
    judged = judged_in(content)
    found = [
        Other(
            f"{each.code} {each.text.removesuffix('.')}",
            OUTCOMES.get(judged[str(each.pk)].outcome, ""),
            judged[str(each.pk)].note,
        )
        for each in criteria
        if str(each.pk) in judged
    ]
    for name, label in (("customers", "Customer"), ("stories", "Story")):
        for number, row in enumerate(content.get(name, []), start=1):
            found.append(Other(f"{label} {number}", "", " · ".join(words for words in row if words)))
    found += [Other("A photo", "", caption) for caption in captions_in(content).values()]
    for name, label in (
        ("notes", "Notes"),
        ("strengths", "What went well"),
        ("next_steps", "What to work on next"),
    ):
        if content.get(name):
            found.append(Other(label, "", content[name]))
    return found
