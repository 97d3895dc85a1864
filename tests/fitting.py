"""Whether a value fits a JSON schema: as much of the language as our own schemas use."""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def misfits(value, schema, whole=None, place="$"):
    """Where it does not fit, and why; empty when it fits."""
    whole = whole or schema
    if "$ref" in schema:
        return misfits(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, place)
    kinds = schema.get("type", list(TYPES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(_is_a(value, kind) for kind in kinds):
        return [f"{place}: {value!r} is none of {kinds}"]
    found = (
        [f"{place}: {value!r} is not one of those known"] if value not in schema.get("enum", [value]) else []
    )
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{place}: {value!r} is not written like {schema['pattern']}")
    if isinstance(value, list):
        inner = schema.get("items", {})
        found += [bad for n, each in enumerate(value) for bad in misfits(each, inner, whole, f"{place}[{n}]")]
    return found + (_misfits_inside(value, schema, whole, place) if isinstance(value, dict) else [])


def _is_a(value, kind):
    return isinstance(value, TYPES[kind]) and not (kind in {"integer", "number"} and isinstance(value, bool))


def _misfits_inside(value, schema, whole, place):
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
    for name, each in value.items():
        inner = known.get(name, others)
        if inner is False:
            found.append(f"{place}: {name} is not known")
        elif isinstance(inner, dict):
            found += misfits(each, inner, whole, f"{place}.{name}")
    return found
