"""What becomes of an ask for another look."""

OPEN, STOOD, CORRECTED, REOPENED, OVERTAKEN = "open", "stood", "corrected", "reopened", "overtaken"
REMARK_LIMIT = 4000

# (state, act) -> state. An ask is overtaken when a newer version is handed in before it was answered:
# then that one is marked, and nobody decides on the old one any more.
ASK_STATES: dict[tuple[str, str], str] = {
    (OPEN, "let it stand"): STOOD,
    (OPEN, "correct"): CORRECTED,
    (OPEN, "reopen"): REOPENED,
    (OPEN, "hand in a newer version"): OVERTAKEN,
}
ASK_WORDS = {
    OPEN: "not answered yet",
    STOOD: "it stands",
    CORRECTED: "the decision was corrected",
    REOPENED: "the piece was opened again",
    OVERTAKEN: "overtaken by a newer version",
}


def ask_state(*, is_answered: bool, was_corrected: bool, was_reopened: bool, is_current: bool) -> str:
    """is_current: the version that it is about is still the newest that was handed in."""
    if not is_answered:
        return OPEN if is_current else ASK_STATES[OPEN, "hand in a newer version"]
    act = "correct" if was_corrected else "reopen" if was_reopened else "let it stand"
    return ASK_STATES[OPEN, act]
