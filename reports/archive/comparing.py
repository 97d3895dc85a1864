"""Whether two archives tell of the same portfolio: equal but for identity and time.

What is set aside is said in docs/portfolio-json.md, and nowhere else: who made the archive and when, the ids
of rows (each becomes its place in the order of first appearance), the people's ids and addresses, who is
assigned where, what came before, and the record that each provider keeps of its own.
"""

from typing import Any

from reports.archive.reading import Written

SET_ASIDE = ("made", "earlier", "readiness", "trail")
OF_THE_PLACE = ("id", "assessor", "line_manager", "iqa")
AS_SIGNED = "snapshot"


def normalised(written: Written) -> dict[str, Any]:
    """The portfolio without identity and time of import; equal for equal portfolios."""
    kept = {key: value for key, value in written.items() if key not in SET_ASIDE}
    about = {key: value for key, value in kept["apprenticeship"].items() if key not in OF_THE_PLACE}
    kept["apprenticeship"] = about
    ids: dict[str, str] = {}
    _number({key: value for key, value in kept.items() if key != "people"}, ids)
    names = _names(written, kept)
    kept["people"] = sorted(set(names.values()))
    exchanged: dict[str, Any] = _exchanged(kept, ids, names)
    return exchanged


def _number(value: Any, ids: dict[str, str]) -> None:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            ids.setdefault(value["id"], f"row {len(ids) + 1}")
        for each in value.values():
            _number(each, ids)
    elif isinstance(value, list):
        for each in value:
            _number(each, ids)


def _names(written: Written, kept: Written) -> dict[str, str]:
    """People by what they are called, of those whom something kept still names."""
    named: set[str] = set()
    _collect({key: value for key, value in kept.items() if key != "people"}, named)
    people = {row["key"]: f"{row['name']}, {row['organisation']}" for row in written["people"]}
    apprentice = str(written["apprenticeship"].get("apprentice"))
    people[apprentice] = "the apprentice"
    return {key: name for key, name in people.items() if key in named}


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            if key != AS_SIGNED:
                _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, str):
        found.add(value)


def _exchanged(value: Any, ids: dict[str, str], names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: each if key == AS_SIGNED else _exchanged(each, ids, names) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_exchanged(each, ids, names) for each in value]
    return ids.get(value, names.get(value, value)) if isinstance(value, str) else value
