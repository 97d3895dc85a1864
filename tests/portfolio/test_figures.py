"""The rows of a KPI record and of a journey map: read, checked, worked out, drawn, exported. No database."""

import csv
import io

import pytest

from portfolio.figures.chart import chart_of
from portfolio.figures.checking import impossible, missing
from portfolio.figures.columns import JOURNEY_SHAPE, KPI_SHAPE
from portfolio.figures.journey import journey_of
from portfolio.figures.measures import CSAT, FCR, NPS, pooled, rounded, trend, worked_out
from portfolio.figures.reading import read_rows
from portfolio.figures.record import record_of
from portfolio.figures.table import table_of
from portfolio.sheets import as_csv, guarded

WHOLE = {
    "period": "October",
    "contacts": 112,
    "resolved_first": 84,
    "csat_answers": 40,
    "csat_happy": 35,
    "promoters": 30,
    "passives": 6,
    "detractors": 4,
}


def sentences(shape, typed):
    return [(problem.row, problem.column, problem.sentence) for problem in read_rows(shape, typed)[1]]


# Read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("84", 84),
        (" 0 ", 0),
        ("007", 7),
        ("1,204", 1204),
        ("1 204", 1204),
        ("12,345,678", None),
        ("9999999", 9_999_999),
        ("٣", 3),
        (84, 84),
        ("", None),
    ],
)
def test_read_rows_takes_whole_numbers_as_people_write_them(typed, kept):
    rows, _ = read_rows(KPI_SHAPE, [{"contacts": typed}])
    assert rows == ([] if kept is None else [{"contacts": kept}])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "A count cannot be below 0."),
        ("−5", "A count cannot be below 0."),
        ("lots", "Write a whole number, such as 84."),
        ("3.5", "Write a whole number, such as 84."),
        ("1e3", "Write a whole number, such as 84."),
        ("75 %", "Write a whole number, such as 84."),
        ("1,2", "Write a whole number, such as 84."),
        ("=1+1", "Write a whole number, such as 84."),
        ("1000000000000", "Write a number up to 9,999,999."),
        ("9" * 5000, "Write a number up to 9,999,999."),
    ],
)
def test_read_rows_says_what_is_no_count(typed, sentence):
    assert sentences(KPI_SHAPE, [{}, {"contacts": typed}]) == [(1, "contacts", sentence)]


@pytest.mark.parametrize("typed", ["0", "6", "happy", "٣", "3.0"])
def test_read_rows_takes_only_the_five_feelings(typed):
    found = sentences(JOURNEY_SHAPE, [{"feeling": typed}])
    assert found == [(0, "feeling", "Choose one of the five feelings.")]


def test_read_rows_keeps_text_up_to_its_limit():
    assert sentences(KPI_SHAPE, [{"period": "ŵ" * 40}]) == []
    assert sentences(KPI_SHAPE, [{"period": "ŵ" * 41}]) == [
        (0, "period", "Keep this to 40 characters; it has 41.")
    ]


def test_read_rows_leaves_blank_rows_and_cells_out():
    rows, problems = read_rows(KPI_SHAPE, [{"period": " "}, {"period": "May", "contacts": ""}, {}])
    assert (rows, problems) == ([{"period": "May"}], [])


# Check


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"resolved_first": 113}, "resolved_first", "113 solved first time is more than 112 contacts."),
        ({"csat_happy": 41}, "csat_happy", "41 satisfied is more than 40 answers."),
        ({"nps_answers": 41}, "nps_answers", "30 + 6 + 4 = 40, but you wrote 41 answers."),
        ({"nps_answers": 39}, "nps_answers", "30 + 6 + 4 = 40, but you wrote 39 answers."),
    ],
)
def test_impossible_finds_counts_that_contradict_each_other(change, column, sentence):
    found = impossible(KPI_SHAPE, [WHOLE | change])
    assert [(problem.column, problem.sentence) for problem in found] == [(column, sentence)]
    assert missing(KPI_SHAPE, [WHOLE | change]) == [f"October: {sentence}"]


@pytest.mark.parametrize("change", [{}, {"nps_answers": 40}, {"resolved_first": 112}, {"contacts": 84}])
def test_impossible_lets_possible_counts_be(change):
    assert impossible(KPI_SHAPE, [WHOLE | change]) == []


def test_impossible_finds_a_period_that_is_there_twice():
    (problem,) = impossible(KPI_SHAPE, [WHOLE, {"period": "october"}])
    assert (problem.row, problem.sentence) == (1, "There is another row for october.")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"contacts": 3, "resolved_first": 1}, "Say which period row 1 of the figures is about."),
        ({"period": "May"}, "Add the counts for May, or remove the row."),
        (
            {"period": "May", "contacts": 3},
            "Add how many were “solved first time” in May, or clear the other number.",
        ),
        (
            {"period": "May", "promoters": 3, "passives": 1},
            "Add the detractors in May; write 0 if there were none.",
        ),
    ],
)
def test_missing_says_what_is_unfinished_in_a_period(row, sentence):
    assert missing(KPI_SHAPE, [row]) == [sentence]


def test_missing_says_what_is_unfinished_in_a_journey():
    assert missing(JOURNEY_SHAPE, [{"feels": "Lost"}]) == [
        "A journey needs at least 2 stages.",
        "Give stage 1 a name.",
        "Say how the customer feels in “stage 1”.",
    ]
    assert missing(JOURNEY_SHAPE, [{"stage": name, "feeling": 3} for name in "ab"]) == []


# Work out


@pytest.mark.parametrize(
    ("part", "whole", "value"),
    [
        (84, 112, 75),
        (0, 7, 0),
        (7, 7, 100),
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),
        (-1, 200, -1),
        (1, 201, 0),
        (-1, 201, 0),
        (-7, 7, -100),
        (9_999_999, 9_999_999, 100),
    ],
)
def test_rounded_rounds_a_half_away_from_zero(part, whole, value):
    assert rounded(part, whole) == value


def test_rounded_is_never_off_by_more_than_a_half():
    for whole in range(1, 120):
        for part in range(-whole, whole + 1):
            assert abs(100 * part - rounded(part, whole) * whole) * 2 <= whole


@pytest.mark.parametrize(
    ("measure", "change", "value", "words"),
    [
        (FCR, {}, 75, "84 of 112 = 75 %"),
        (CSAT, {}, 88, "35 of 40 = 88 %"),
        (NPS, {}, 65, "(30 − 4) of 40 = +65"),
        (NPS, {"promoters": 0, "detractors": 34}, -85, "(0 − 34) of 40 = −85"),
        (NPS, {"promoters": 4}, 0, "(4 − 4) of 14 = 0"),
        (FCR, {"contacts": 1204, "resolved_first": 1204}, 100, "1,204 of 1,204 = 100 %"),
        (FCR, {"contacts": 0, "resolved_first": 0}, None, "no contacts in this period"),
        (CSAT, {"csat_answers": 0, "csat_happy": 0}, None, "no answers in this period"),
        (NPS, {"promoters": 0, "passives": 0, "detractors": 0}, None, "no answers in this period"),
        (FCR, {"contacts": 3}, None, "these counts do not add up"),
    ],
)
def test_measures_are_worked_out_with_their_sums(measure, change, value, words):
    found = worked_out(measure, WHOLE | change)
    assert (found.value, found.sum) == (value, words)


def test_measures_stay_blank_where_something_was_not_counted():
    assert [worked_out(measure, {"contacts": 3, "passives": 2}).sum for measure in (FCR, CSAT, NPS)] == [
        ""
    ] * 3


def test_pooled_adds_only_periods_that_give_the_whole_measure():
    rows = [WHOLE, {"contacts": 88, "resolved_first": 66}, {"contacts": 50}]
    assert worked_out(FCR, pooled(rows)).sum == "150 of 200 = 75 %"
    assert worked_out(NPS, pooled(rows)).sum == "(30 − 4) of 40 = +65"
    assert pooled([{"contacts": 50}]) == {}


def test_pooled_leaves_out_only_the_measure_that_contradicts_itself():
    rows = [WHOLE, WHOLE | {"resolved_first": 113}]
    assert worked_out(FCR, pooled(rows)).sum == "84 of 112 = 75 %"
    assert worked_out(CSAT, pooled(rows)).sum == "70 of 80 = 88 %"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([75, 70, 81], "Up 6 points: from 75 % in a to 81 % in c."),
        ([75, None, 74], "Down 1 point: from 75 % in a to 74 % in c."),
        ([None, 75, 75], "The same at both ends: 75 % in b and in c."),
        ([None, 75, None], "75 % in b. One period only, so there is no trend yet."),
        ([None, None, None], "Nothing counted yet."),
    ],
)
def test_trend_goes_from_the_first_to_the_last_period_that_was_counted(values, words):
    assert trend(FCR, ["a", "b", "c"], values).text == words


# Export


def test_table_can_be_read_back_with_its_measures():
    heading, row = csv.reader(io.StringIO(as_csv(table_of("kpi", KPI_SHAPE, [WHOLE])).removeprefix("\ufeff")))
    assert dict(zip(heading, row, strict=True))["Solved first time"] == "84"
    assert row[-3:] == ["75", "88", "65"]


def test_table_begins_with_the_mark_that_makes_spreadsheets_read_welsh():
    sheet = table_of("map", JOURNEY_SHAPE, [{"stage": "Ŵyl"}])
    assert as_csv(sheet).startswith("\ufeffStage,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"])
def test_table_holds_no_formula(text):
    assert guarded(text) == f"'{text}"
    written = as_csv(table_of("map", JOURNEY_SHAPE, [{"stage": text, "feeling": 2}]))
    assert list(csv.reader(io.StringIO(written, newline="")))[1][0] == f"'{text}"


@pytest.mark.parametrize("cell", ["Ordinary", "", "a=1", -12, 0])
def test_table_leaves_other_cells_alone(cell):
    assert guarded(cell) == cell


# Draw


def test_chart_breaks_its_line_where_a_period_has_no_value():
    chart = chart_of(FCR, list("abcde"), [50, 60, None, 70, None])
    assert (len(chart.lines), len(chart.stems), len(chart.gaps)) == (1, 1, 2)
    assert chart.description == "a: 50 %; b: 60 %; c: no figure; d: 70 %; e: no figure"


@pytest.mark.parametrize(
    ("measure", "values", "labels"),
    [
        (FCR, [0, 100], ["0 %", "50 %", "100 %"]),
        (NPS, [0, 100], ["0", "+50", "+100"]),
        (NPS, [-1, 100], ["−100", "0", "+100"]),
        (NPS, [None], ["0", "+50", "+100"]),
    ],
)
def test_chart_has_a_scale_that_does_not_flatter(measure, values, labels):
    chart = chart_of(measure, [str(n) for n, _ in enumerate(values)], values)
    assert [rule.label for rule in chart.rules] == labels


@pytest.mark.parametrize("count", [1, 2, 12, 13, 36])
def test_chart_keeps_everything_within_its_frame(count):
    values = [(-100, 100, 0, 37)[n % 4] for n in range(count)]
    chart = chart_of(NPS, [f"A period with a long name {n}" for n in range(count)], values)
    assert all(34 <= point.x <= 304 and 22 <= point.y <= 136 for point in chart.points)
    assert all(8 <= point.label_y <= 150 for point in chart.points)
    assert sum(bool(point.label) for point in chart.points) in ({count} if count <= 12 else {3, 4})
    assert all(len(tick.label) <= 22 for tick in chart.ticks)


def test_chart_of_nothing_is_empty():
    assert chart_of(FCR, [], []).points == []


def test_journey_curve_goes_on_from_one_box_to_the_next():
    first, second = journey_of([{"stage": "a", "feeling": 5}, {"stage": "b", "feeling": 1}]).stages
    assert (first.curve, second.curve) == ("M72 18C108 18 126 42 144 66", "M0 66C18 90 36 114 72 114")
    assert (first.rail, second.rail) == ("M50 50C50 75 40 87.5 30 100", "M30 0C20 12.5 10 25 10 50")


def test_journey_curve_stops_where_a_feeling_is_missing():
    stages = journey_of([{"feeling": 2}, {"stage": "b"}, {"feeling": 2}]).stages
    assert [stage.curve for stage in stages] == ["", "", ""]
    assert [stage.name for stage in stages] == ["stage 1", "b", "stage 3"]


@pytest.mark.parametrize(
    ("levels", "summary"),
    [
        ([], "0 stages."),
        ([None], "1 stage."),
        ([3, 3], "2 stages. The customer feels the same all the way: neutral."),
        (
            [3, 1, 4],
            "3 stages. Best at “c” (happy), worst at “b” (very unhappy). It begins neutral and ends happy.",
        ),
    ],
)
def test_journey_is_told_in_words(levels, summary):
    rows = [{"stage": name, "feeling": level} for name, level in zip("abc", levels, strict=False)]
    assert journey_of(rows).summary == summary


@pytest.mark.parametrize(("count", "strips"), [(1, [4]), (4, [4]), (5, [4, 4]), (40, [4] * 10)])
def test_journey_is_cut_into_strips_for_paper(count, strips):
    journey = journey_of([{"stage": "a", "feeling": 3}] * count)
    assert [len(strip) for strip in journey.strips] == strips
    assert sum(stage is not None for strip in journey.strips for stage in strip) == count


def test_record_shows_only_the_measures_that_were_counted():
    record = record_of([{"period": "May", "contacts": 4, "resolved_first": 3}])
    assert [panel.measure.short for panel in record.panels] == ["FCR"]
    assert record.total is None
    (cell,) = record.periods[0].cells
    assert (cell.shown, cell.sum) == ("75 %", "3 of 4")
