"""Boards: who stands how, counted again by hand; what each number opens; and what leaves as a file."""

import csv
import datetime as dt
import io
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Role
from assessments.boards.gateways import HIGH, time_line
from assessments.boards.scope import Filters, narrowed
from assessments.models import EvidenceRequest, ReadinessStanding
from assessments.rules import RISK_ORDER, Course, stands
from assessments.standing import refresh_standing
from portfolio import progress
from portfolio.models import Apprenticeship, BreakInLearning, Claim, KsbProgress, Revision
from portfolio.rules import counted
from portfolio.spans import add_months
from tests.again import again
from tests.assessments.pieces import accepted, submitted
from tests.factories import (
    ApprenticeshipFactory,
    KsbFactory,
    ProviderFactory,
    TemplateFactory,
    evidence,
    member,
    visitor,
)

pytestmark = pytest.mark.django_db
BOARDS = ["board", "board-gateways", "board-heat", "board-workload"]


def worked_out(*rows):
    for row in rows:
        progress.rebuild(row)
        refresh_standing(row.pk)
    return rows


def url(name, **query):
    return reverse(f"assessments:{name}", query=query)


@pytest.fixture
def cohort():
    return again(nine)


def nine():
    """Nine apprentices of one provider, in three months of starting, who stand differently."""
    first = ApprenticeshipFactory(ksbs=3, contact_channel="both")
    area = first.version.areas.get()
    KsbFactory(area=area, alternative="pair", alternative_channel="face_to_face")
    ksbs = list(first.version.ksbs.order_by("position"))
    first.plan.methods.get().ksbs.set(ksbs)
    today = timezone.localdate()
    same = {"provider": first.provider, "version": first.version, "plan": first.plan, "iqa": first.iqa}
    rows = [first] + [
        ApprenticeshipFactory(
            **same,
            assessor=first.assessor if n % 2 else member(first.provider, Role.ASSESSOR),
            contact_channel=["both", "remote", "face_to_face"][n % 3],
            started_on=dt.date(2026, 1 + 3 * (n % 3), 5),
            gateway_planned_on=today + dt.timedelta(days=[-10, 6, 20, 40, 200][n % 5]),
            status=Apprenticeship.Status.BREAK if n == 8 else Apprenticeship.Status.ON_PROGRAMME,
        )
        for n in range(1, 9)
    ]
    TemplateFactory()
    for n, row in enumerate(rows):
        for ksb in ksbs[: n % 5]:
            accepted(row, ksbs=[ksb])
        if n % 3 == 1:
            submitted(row, days_ago=n * 9, ksbs=ksbs[:1])
        evidence(row, ksbs=ksbs[-1:], title="A draft that counts for nobody else")
    worked_out(*rows)
    return first.provider


@pytest.fixture
def admin(cohort, as_user):
    return as_user(member(cohort, Role.PROVIDER_ADMIN))


def groups_by_hand(provider):
    """From the rows of evidence, without anything that is maintained."""
    found, today = {}, timezone.localdate()
    for row in Apprenticeship.objects.filter(provider=provider):
        handed_in = Revision.objects.filter(evidence__apprenticeship=row, submitted_at__isnull=False)
        last = max((timezone.localdate(r.submitted_at) for r in handed_in), default=None)
        asked = [k for k in row.version.ksbs.all() if channel_asks(k, row)]
        met = {
            claim.ksb_id
            for claim in Claim.objects.filter(revision__evidence__apprenticeship=row, outcome="met")
            if claim.ksb in asked
        }
        if row.status != Apprenticeship.Status.ON_PROGRAMME:
            found[row.pk] = "off-programme"
            continue
        course = Course(row.started_on, row.gateway_planned_on, len(asked), len(met), last)
        found[row.pk] = stands(course, today, is_ready=len(met) == len(asked)).key
    return found


def channel_asks(ksb, row):
    return not ksb.alternative_channel or row.contact_channel in {"both", ksb.alternative_channel}


def test_counts_on_the_board_equal_a_recount(cohort, admin):
    by_hand = list(groups_by_hand(cohort).values())
    page = admin.get(url("board")).context
    assert {count.key: count.number for count in page["counts"]} == {
        key: by_hand.count(key) for key in ["ready", "at-risk", "watch", "on-track", "off-programme"]
    }
    assert len(set(by_hand)) >= 4
    assert page["everybody"] == 9
    for count in page["counts"]:
        answer = admin.get(count.url)
        assert len(answer.context["page"].object_list) == count.number
        assert {case.risk_key for case in answer.context["page"]} <= {count.key}


def test_rows_on_the_board_equal_a_recount(cohort, admin):
    by_hand = groups_by_hand(cohort)
    rows = admin.get(url("board")).context["page"].object_list
    ranks = [RISK_ORDER.index(row.risk_key) for row in rows]
    assert ranks == sorted(ranks)
    for row in rows:
        pk = row.url.rstrip("/").rpartition("/")[2]
        found = Apprenticeship.objects.get(pk=pk)
        assert row.risk_key == by_hand[found.pk]
        claims = Claim.objects.filter(revision__evidence__apprenticeship=found, outcome="met")
        asked = [ksb for ksb in found.version.ksbs.all() if channel_asks(ksb, found)]
        assert (row.met, row.asked) == (len({c.ksb_id for c in claims if c.ksb in asked}), len(asked))
        waiting = Revision.objects.filter(evidence__apprenticeship=found, state="submitted")
        assert row.waiting == waiting.count()


def test_each_row_is_in_the_group_that_the_rule_says():
    """The database sorts as the rule does, over every combination of days, KSBs and silence."""
    first, today = ApprenticeshipFactory(), timezone.localdate()
    answer = worked_out(first)[0].readiness_answers.get()
    situations = itertools.product(
        (-8, 0, 6, 7, 13, 14, 21, 27, 28, 60),
        (0, 1, 2, 3, 5, 8),
        (0, 27, 28, 55, 56),
        (None, 3, 27, 28, 56, 90),
    )
    made = []
    for days, left, quiet, back in situations:
        row = Apprenticeship(
            provider=first.provider,
            apprentice=first.apprentice,
            employer=first.employer,
            version=first.version,
            plan=first.plan,
            started_on=today - dt.timedelta(days=300),
            gateway_planned_on=today + dt.timedelta(days=days),
            handed_in_on=today - dt.timedelta(days=quiet),
        )
        made.append((row, left, today - dt.timedelta(days=back) if back else None))
    Apprenticeship.objects.bulk_create([row for row, *_ in made])
    off = {"began_on": today - dt.timedelta(days=200), "reason": "Ill.", "recorded_by": first.assessor}
    BreakInLearning.objects.bulk_create(
        BreakInLearning(apprenticeship=row, back_on=back, **off) for row, _, back in made if back
    )
    figures = {"methods": 1, "methods_ready": 0, "is_ready": False, "as_of": today, "answer": answer}
    ReadinessStanding.objects.bulk_create(
        ReadinessStanding(apprenticeship=row, asked=8, ready=8 - left, **figures) for row, left, _ in made
    )
    ranked = narrowed(Apprenticeship.objects.all(), Filters(Role.PROVIDER_ADMIN), today)
    ranks = dict(ranked.values_list("pk", "rank"))
    for row, left, back in made:
        course = Course(row.started_on, row.gateway_planned_on, 8, 8 - left, row.handed_in_on, back)
        said = stands(course, today, is_ready=False)
        assert RISK_ORDER[ranks[row.pk]] == said.key, (course, today)


def test_the_tallest_bar_is_among_those_drawn():
    today, filters = timezone.localdate(), Filters(Role.PROVIDER_ADMIN)
    for days in (40, -100, -100):
        ApprenticeshipFactory(
            started_on=today - dt.timedelta(days=300), gateway_planned_on=today + dt.timedelta(days=days)
        )
    line = time_line(narrowed(Apprenticeship.objects.all(), filters, today), filters, "/", today)
    assert ([month.number for month in line.months], line.most) == ([2, 1], 1)
    heights = [sum(part.height for part in month.parts) for month in line.drawn]
    assert heights == [0] * (len(heights) - 1) + [HIGH]
    assert [month.first for month in line.drawn] == [
        add_months(today.replace(day=1), number) for number in range(len(heights))
    ]


def test_heat_map_equals_a_recount_and_each_cell_opens_its_list(cohort, admin):
    heat = admin.get(url("board-heat")).context["heat"]
    on_programme = Apprenticeship.objects.filter(provider=cohort, status="on_programme")
    looked_at = 0
    for row in (row for band in heat.bands for row in band.rows):
        for month, cell in zip([None, *heat.cohorts], [row.whole, *row.cells], strict=True):
            people = [
                one
                for one in on_programme
                if channel_asks(one.version.ksbs.get(code=row.code), one)
                and (month is None or one.started_on.replace(day=1) == month)
            ]
            nothing = {
                str(one.apprentice)
                for one in people
                if not Claim.objects.filter(
                    revision__evidence__apprenticeship=one, ksb__code=row.code
                ).exclude(revision__state="draft")
            }
            if cell is None:
                assert people == []
                continue
            assert (cell.nothing, cell.asked) == (len(nothing), len(people))
            listed = admin.get(cell.url).context
            assert {case.name for case in listed["page"]} == nothing
            looked_at += 1
    assert looked_at >= 12


def test_gateways_equal_a_recount_and_open_their_lists(cohort, admin):
    line = admin.get(url("board-gateways")).context["line"]
    planned = Apprenticeship.objects.filter(provider=cohort, status="on_programme")
    dates = [row.gateway_planned_on for row in planned]
    assert [(m.first, m.number) for m in line.months] == [
        (month, sum(day.replace(day=1) == month for day in dates))
        for month in sorted({day.replace(day=1) for day in dates})
    ]
    for month in line.months:
        assert len(admin.get(month.url).context["page"].object_list) == month.number
        assert sum(part.number for part in month.parts) == month.number
        for part in month.parts:
            assert len(admin.get(part.url).context["page"].object_list) == part.number


def test_workload_equals_a_recount(cohort, admin):
    loads = {load.assessor: load for load in admin.get(url("board-workload")).context["loads"]}
    on_programme = Apprenticeship.objects.filter(provider=cohort, status="on_programme")
    assert set(loads) == {str(row.assessor) for row in on_programme}
    by_hand = groups_by_hand(cohort)
    for name, load in loads.items():
        own = [row for row in on_programme if str(row.assessor) == name]
        waiting = Revision.objects.filter(evidence__apprenticeship__in=own, state="submitted")
        oldest = min((timezone.localdate(r.submitted_at) for r in waiting), default=None)
        assert len(admin.get(load.url).context["page"].object_list) == load.apprentices
        assert len(admin.get(load.risk_url).context["page"].object_list) == load.at_risk
        assert (load.apprentices, load.waiting, load.oldest_on) == (len(own), waiting.count(), oldest)
        assert load.at_risk == sum(by_hand[row.pk] == "at-risk" for row in own)
        marked = Revision.objects.filter(evidence__apprenticeship__in=own, marking__isnull=False).count()
        assert (load.time.pieces if load.time else 0) == marked


def test_the_list_behind_a_number_says_that_it_leaves_some_out(cohort, admin):
    month = admin.get(url("board-gateways")).context["line"].months[0]
    answer = admin.get(month.url)
    assert "Only those on programme." in answer.content.decode()
    others = admin.get(answer.context["with_others"])
    assert "Only those on programme." not in others.content.decode()


def test_filters_narrow_every_board(cohort, admin):
    one = Apprenticeship.objects.filter(provider=cohort).order_by("pk").first()
    same = Apprenticeship.objects.filter(provider=cohort)
    month = f"{one.started_on:%Y-%m}"
    expected = {
        "employer": same.filter(employer=one.employer).count(),
        "assessor": same.filter(assessor=one.assessor).count(),
        "version": same.filter(version=one.version).count(),
    }
    for name, number in expected.items():
        query = {name: getattr(one, f"{name}_id")}
        assert admin.get(url("board", **query)).context["everybody"] == number
        assert all(admin.get(url(board, **query)).status_code == 200 for board in BOARDS)
    started = sum(f"{row.started_on:%Y-%m}" == month for row in same)
    assert admin.get(url("board", cohort=month)).context["everybody"] == started
    assert admin.get(url("board", q=str(one.apprentice))).context["everybody"] == 1


JUNK = [
    "employer=x",
    "cohort=2026-13",
    "risk=x",
    "page=9e9",
    "q=%00",
    "as=visitor",
    "version=1",
    "gateway=0000-00",
]


def test_what_cannot_be_read_narrows_nothing(as_user):
    first = ApprenticeshipFactory()
    client = as_user(first.assessor)
    for name, junk in itertools.product([*BOARDS, "board-apprentices-csv"], JUNK):
        assert client.get(f"{url(name)}?{junk}").status_code == 200, (name, junk)
    assert client.get(f"{url('board')}?{'&'.join(JUNK)}").context["everybody"] == 1


def test_employer_sees_own_apprentices_only(cohort, as_user):
    mine = Apprenticeship.objects.filter(provider=cohort).order_by("pk").first()
    client = as_user(mine.line_manager)
    assert [case.name for case in client.get(url("board")).context["page"]] == [str(mine.apprentice)]
    others = Apprenticeship.objects.filter(provider=cohort).exclude(pk=mine.pk)
    for name in [*BOARDS, "board-apprentices-csv", "board-workload-csv"]:
        for asked in ("", "provider_admin"):
            page = client.get(url(name, **{"as": asked})).content.decode()
            assert not any(f">{row.apprentice}<" in page or f"{row.apprentice}," in page for row in others)


def test_assessors_and_quality_assurers_see_theirs(cohort, as_user):
    first = Apprenticeship.objects.filter(provider=cohort).order_by("created_at").first()
    assessed = Apprenticeship.objects.filter(assessor=first.assessor).count()
    assert as_user(first.assessor).get(url("board")).context["everybody"] == assessed
    assert as_user(first.iqa).get(url("board")).context["everybody"] == 9


def test_boards_are_refused_to_those_who_look_after_nobody(cohort, as_user):
    one = Apprenticeship.objects.filter(provider=cohort).first()
    for user in (one.apprentice, visitor(one)):
        for name in [*BOARDS, "board-gaps", "board-apprentices-xlsx"]:
            answer = as_user(user).get(url(name))
            assert answer.status_code == 403
            assert "Boards are for those who look after apprentices" in answer.content.decode()


def test_all_behind_a_cell_can_be_asked_at_once(cohort, admin):
    heat = admin.get(url("board-heat")).context["heat"]
    row = max((row for band in heat.bands for row in band.rows), key=lambda row: row.whole.nothing)
    page = admin.get(row.whole.url).content.decode()
    form_url = f"{url('request-new-for-many')}?gap=1&{row.whole.url.partition('?')[2]}"
    assert form_url.replace("&", "&amp;") in page
    asking = admin.get(form_url)
    form = asking.context["form"]
    assert f"for evidence of {row.code}" in asking.content.decode()
    assert len(form.apprenticeships) == row.whole.nothing
    assert [form.offered[guid].code for guid in form["ksbs"].value()] == [row.code]
    typed = {
        "batch": form["batch"].value(),
        "title": "A call you passed on",
        "text": "Say how the customer knew.",
        "template": form.fields["template"].queryset.first().pk,
        "due_on": form["due_on"].value(),
        "everybody": "on",
        "ksbs": form["ksbs"].value(),
    }
    assert admin.post(form_url, typed).status_code == 302
    asked = EvidenceRequest.objects.values_list("apprenticeship", flat=True)
    assert len(asked) == row.whole.nothing
    assert {one.pk for one in form.apprenticeships.values()} == set(asked)
    names = sorted(str(one.apprentice) for one in form.apprenticeships.values())
    assert sorted(admin.get(row.whole.url).context["already"]) == names
    assert sorted(admin.get(form_url).context["already"]) == names


def test_line_manager_is_told_why_they_cannot_ask(cohort, as_user):
    mine = Apprenticeship.objects.filter(provider=cohort).order_by("created_at").first()
    code = mine.version.ksbs.order_by("position").last().code
    page = as_user(mine.line_manager).get(url("board-gaps", ksb=code))
    assert "Assessors and administrators ask for evidence." in page.content.decode()
    assert as_user(mine.line_manager).get(url("request-new-for-many", gap=1, ksb=code)).status_code == 403


def test_a_ksb_that_is_not_there_has_no_list(cohort, admin, as_user):
    assert admin.get(url("board-gaps", ksb="Z9")).status_code == 404
    assert admin.get(url("board-gaps")).status_code == 404
    assert (
        as_user(member(ProviderFactory(), Role.PROVIDER_ADMIN)).get(url("board-gaps", ksb="K1")).status_code
        == 404
    )


QUERIES = {"board": 9, "board-gateways": 7, "board-heat": 10, "board-workload": 9, "board-gaps": 12}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("number", [1, 3])
def test_boards_ask_the_same_number_of_questions(as_user, django_assert_num_queries, name, number):
    first = ApprenticeshipFactory(ksbs=2)
    rows = [first] + [
        ApprenticeshipFactory(provider=first.provider, version=first.version, plan=first.plan)
        for _ in range(number - 1)
    ]
    for row in rows:
        submitted(row)
    worked_out(*rows)
    client = as_user(member(first.provider, Role.PROVIDER_ADMIN))
    ksb = first.version.ksbs.order_by("position").last().code
    client.get(url(name, ksb=ksb))
    with django_assert_num_queries(QUERIES[name]):
        client.get(url(name, ksb=ksb))


@pytest.mark.parametrize("name", ["apprentices", "gateways", "heat-map", "gaps", "workload"])
def test_each_list_leaves_as_a_file_with_the_same_rows(cohort, admin, name):
    ksb = KsbProgress.objects.order_by("pk").first().ksb.version.ksbs.order_by("position").last().code
    text = admin.get(url(f"board-{name}-csv", ksb=ksb))
    book = admin.get(url(f"board-{name}-xlsx", ksb=ksb))
    assert text["Content-Disposition"].endswith('.csv"')
    assert book["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert len(rows) >= 2
    assert len({len(row) for row in rows}) == 1
    assert len(sheet_rows(book.content)) == len(rows)


def sheet_rows(content):
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


def test_handed_in_on_is_the_same_after_a_rebuild(cohort):
    for row in Apprenticeship.objects.filter(provider=cohort):
        handed_in = Revision.objects.filter(evidence__apprenticeship=row, submitted_at__isnull=False)
        last = max((timezone.localdate(each.submitted_at) for each in handed_in), default=None)
        assert row.handed_in_on == last


def test_nobody_yet_is_said_in_words(as_user):
    client = as_user(member(ProviderFactory(), Role.PROVIDER_ADMIN))
    for name in BOARDS:
        assert client.get(url(name)).status_code == 200
    assert "No apprentice is enrolled yet" in client.get(url("board")).content.decode()
    assert counted(0, "apprentice") in client.get(url("board")).content.decode()
