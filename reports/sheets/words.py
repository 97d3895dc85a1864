"""Words that several sheets use."""


def yes_or_no(is_so: bool) -> str:
    return "Yes" if is_so else "No"
