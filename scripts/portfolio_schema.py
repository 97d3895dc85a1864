"""Writes docs/portfolio.schema.json from the table of shapes, so that what is documented is what leaves.

python scripts/portfolio_schema.py            write it
python scripts/portfolio_schema.py --check    say whether it is as it should be
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "portfolio.schema.json"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TEXT: dict[str, Any] = {"type": "string"}
KINDS: dict[str, dict[str, Any]] = {
    "BooleanField": {"type": "boolean"},
    "DateField": {"type": "string", "format": "date"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "DecimalField": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    "EmailField": TEXT,
    "TimeField": {"type": "string", "format": "time"},
}
NAMES = {
    "User": "key of a person",
    "StoredFile": "sha256 of a file",
    "Ksb": "code of a KSB",
    "EvidenceTemplate": "key of a template",
    "Method": "key of a method of the plan",
    "Criterion": "method/area/code of a criterion of the plan",
    "ScenarioCard": "key of a scenario of the standard",
}


def of_column(column: Any) -> dict[str, Any]:
    if column.is_relation:
        model = column.related_model.__name__
        named = {"type": "string", "description": NAMES.get(model, f"id of a row ({model})")}
        if column.many_to_many:
            return {"type": "array", "items": named}
    else:
        named = of_plain(column)
    if column.null and "type" in named:
        return {**named, "type": [named["type"], "null"]}
    return named


def of_plain(column: Any) -> dict[str, Any]:
    kind = column.get_internal_type()
    if kind == "JSONField":
        return {"type": "array" if column.default is list else "object"}
    if kind.endswith("IntegerField"):
        return {"type": "integer"}
    found = dict(KINDS.get(kind, TEXT))
    if column.choices and kind == "CharField":
        found["enum"] = sorted({value for value, _ in column.flatchoices} | ({""} if column.blank else set()))
    elif column.max_length and found == TEXT:
        found["maxLength"] = column.max_length
    return found


def of_shape(shape: Any) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"type": "string", "format": "uuid"}} if shape.has_id else {}
    properties |= {name: of_column(shape.model._meta.get_field(name)) for name in shape.fields}
    properties |= {part.key: of_part(part) for part in shape.parts}
    return {"description": f"One {shape.name}.", **object_of(properties)}


def object_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def of_part(part: Any) -> dict[str, Any]:
    row = of_shape(part.shape)
    return {"anyOf": [row, {"type": "null"}]} if part.is_one else {"type": "array", "items": row}


def rows_of(*names: str, **others: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": object_of(texts(*names) | others)}


def texts(*names: str) -> dict[str, Any]:
    return {name: dict(TEXT) for name in names}


def schema() -> dict[str, Any]:
    import django

    django.setup()
    from reports.archive import FORMAT, VERSION
    from reports.archive.shapes import PORTFOLIO_PARTS

    people = ("apprentice", "assessor", "line_manager", "iqa")
    truth, number, anything = {"type": "boolean"}, {"type": "integer"}, {"type": "object"}
    about = {
        **texts("id", "employer", "status", "contact_channel", "started_on", "gateway_planned_on"),
        **{name: {"type": ["string", "null"]} for name in people},
        "standard": anything,
        "plan": anything,
    }
    made = {**texts("on", "by", "provider"), "holds_drafts": truth, "holds_originals": truth}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "version": {"type": "string", "pattern": r"^1\.\d+$", "examples": [VERSION]},
        "made": object_of(made),
        "apprenticeship": object_of(about),
        "people": rows_of("key", "id", "name", "organisation", "email"),
        "ksbs": rows_of("code", "guid", "kind", "area", "title", "statement"),
        "templates": rows_of("key", "name", "evidence_kind", "group", "summary", prompts={"type": "array"}),
        "files": rows_of("sha256", "path", "media_type", "copy_of", "withheld", size=number),
        **{part.key: of_part(part) for part in PORTFOLIO_PARTS},
        "earlier": rows_of("provider", "made_on", "assessor", "line_manager", "iqa"),
        "readiness": rows_of("provider", "answered_at", "digest", answer=anything),
        "trail": rows_of(
            "provider", "at", "by", "act", "subject", "subject_id", "hash", number=number, detail=anything
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Portfolio archive of Waymark",
        "type": "object",
        "required": list(properties),
        "properties": properties,
    }


def main() -> None:
    written = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    if "--check" not in sys.argv:
        TARGET.write_text(written, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != written:
        sys.exit("docs/portfolio.schema.json is not what leaves: run scripts/portfolio_schema.py.")


if __name__ == "__main__":
    main()
