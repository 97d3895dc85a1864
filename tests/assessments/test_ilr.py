import pytest

from assessments.rules.ilr import reported


@pytest.mark.parametrize(
    ("status", "grade", "completion", "outcome"),
    [
        ("on_programme", "", 1, None),
        ("in_gateway", "", 1, 8),
        ("completed", "pass", 2, 1),
        ("completed", "distinction", 2, 1),
        ("completed", "fail", 2, 3),
        ("completed", "", 2, None),
        ("withdrawn", "", 3, 3),
        ("break", "", 6, 3),
    ],
)
def test_status_and_result_give_the_codes_of_the_ilr(status, grade, completion, outcome):
    found = reported(status, grade)
    assert (found.completion, found.outcome) == (completion, outcome)
    assert found.words
