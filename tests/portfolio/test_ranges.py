import pytest

from portfolio.ranges import NotSatisfiableError, Part, requested_part


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-", Part(0, 99, 100)),
        ("bytes=0-0", Part(0, 0, 100)),
        ("bytes=10-19", Part(10, 19, 100)),
        ("bytes=90-500", Part(90, 99, 100)),
        ("bytes=-10", Part(90, 99, 100)),
        ("bytes=-500", Part(0, 99, 100)),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("items=0-1", None),
    ],
)
def test_requested_part_reads_one_range(header, part):
    assert requested_part(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={10**18}-"])
def test_requested_part_refuses_what_lies_behind_the_end(header):
    with pytest.raises(NotSatisfiableError):
        requested_part(header, 100)
