"""Gathers what a preflight looks at: the answers of the gateway, the pieces and their files."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse

from assessments.gateway.facts import Row, facts_of
from portfolio.addresses import addresses
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, Kind
from portfolio.models import Apprenticeship, Attachment, Claim, Revision
from reports.glyphs import undrawn_in
from reports.models import HouseRules
from reports.preflight.checks import (
    Facts,
    FileFact,
    Finding,
    Limits,
    PieceFact,
    Place,
    Preflight,
    Severity,
    findings,
)
from standards.models import GatewayRequirement
from standards.said import Said

Rule = GatewayRequirement.Rule
LONGEST_CLIP_MINUTES = 1000
CHOSEN = "revision__shown_of__showcase_item__position"
CLAIMED = (
    "revision__evidence",
    "revision__title",
    "revision__state",
    "revision__answers",
    CHOSEN,
    "ksb__code",
    "justification",
    "outcome",
)


def preflight_of(apprenticeship: Apprenticeship, rules: HouseRules | None = None) -> Preflight:
    """Nine queries. The apprenticeship must have been fetched `for_gateway`."""
    rows = _claimed(apprenticeship)
    is_chosen = any(row[CHOSEN] is not None for row in rows)
    printed = [row for row in rows if not is_chosen or row[CHOSEN] is not None]
    asked = facts_of(apprenticeship).rows
    facts = Facts(
        pieces=_pieces(printed),
        files=_files(apprenticeship, is_chosen=is_chosen),
        choose=Place(
            f"Choose the {apprenticeship.plan.words.showcase}",
            reverse("portfolio:showcase", args=[apprenticeship.pk]),
        ),
        is_chosen=is_chosen,
        unsigned=[Place(one.title, one.url) for row in asked for one in row.waiting],
        undeclared=[Place(one.title, one.url) for row in asked for one in row.undeclared],
        required=[_required(row) for row in asked if _is_open(row)],
        undrawn=undrawn_in(f"{apprenticeship.apprentice.name}{[list(row.values()) for row in printed]}"),
    )
    return Preflight(findings(facts, limits_of(apprenticeship, rules)))


def limits_of(apprenticeship: Apprenticeship, rules: HouseRules | None) -> Limits:
    said = Said(apprenticeship.plan.evidence_rules)
    minutes = said.whole("maximum_clip_minutes", "the length of clips", most=LONGEST_CLIP_MINUTES)
    if rules is None:
        return Limits(clip_minutes=minutes)
    return Limits(
        pieces=rules.evidence_limit,
        file_bytes=rules.largest_file_bytes,
        all_bytes=rules.largest_pack_bytes,
        clip_minutes=minutes,
        house=rules.name,
    )


def _claimed(apprenticeship: Apprenticeship) -> list[dict[str, Any]]:
    """A row for each claim of what is chosen or accepted, in the order of the showcase."""
    printed = Q(**{f"{CHOSEN}__isnull": False}) | Q(revision__state=Revision.State.ACCEPTED)
    claims = Claim.objects.filter(printed, revision__shown_of__apprenticeship=apprenticeship)
    return list(claims.order_by(CHOSEN, "revision__happened_on", "revision").values(*CLAIMED))


def _pieces(rows: Iterable[Mapping[str, Any]]) -> list[PieceFact]:
    url_of = addresses("portfolio:evidence")
    found: dict[object, PieceFact] = {}
    claims: dict[object, list[tuple[str, str, str]]] = {}
    for row in rows:
        pk = row["revision__evidence"]
        said = claims.setdefault(pk, [])
        said.append((row["ksb__code"], row["justification"], row["outcome"]))
        found[pk] = PieceFact(row["revision__title"], url_of(pk), row["revision__state"], said)
    return list(found.values())


def _files(apprenticeship: Apprenticeship, *, is_chosen: bool) -> list[FileFact]:
    files = Attachment.objects.filter(revision__shown_of__apprenticeship=apprenticeship)
    if is_chosen:
        files = files.filter(revision__shown_of__showcase_item__isnull=False)
    else:
        files = files.filter(revision__state=Revision.State.ACCEPTED)
    url_of = addresses("portfolio:evidence")
    rows = files.select_related("file", "revision").order_by("revision__happened_on", "revision", "position")
    return [_file(attachment, url_of) for attachment in rows]


def _file(attachment: Attachment, url_of: Callable[[object], str]) -> FileFact:
    file, known = attachment.file, BY_MEDIA_TYPE.get(attachment.file.media_type)
    return FileFact(
        name=attachment.name,
        piece=attachment.revision.title,
        url=url_of(attachment.revision.evidence_id),
        state=file.state,
        size=file.size,
        caption=attachment.caption,
        is_seen=known is not None and known.kind == Kind.IMAGE,
        is_played=known is not None and known.kind in PLAYED,
        seconds=file.seconds,
    )


def _is_open(row: Row) -> bool:
    """Asked and not met; what the pieces say for themselves need not be said twice."""
    return not row.check.is_met and not (row.waiting or row.undeclared)


def _required(row: Row) -> Finding:
    is_grave = row.check.rule in {Rule.EVERY_KSB_MET, Rule.SHOWCASE_COMPLETE}
    places = (Place(row.place, row.url),) if row.url else ()
    return Finding(Severity.SHOULD if is_grave else Severity.LOOK, row.title, row.check.says, places)
