"""Quality assurance as sheets: the samples, what was found in them and settled since, and agreement."""

from collections.abc import Iterable, Iterator

from assessments.agreeing import Agreement, AgreementRow
from assessments.models import Sample, SampleFinding
from assessments.rules.agreement import Figure
from portfolio.sheets import Column, Holds, Row, Sheet

SAMPLE = [
    Column("Taken", Holds.MOMENT),
    Column("Stage", chars=12),
    Column("State"),
    Column("Assessor"),
    Column("Quality assurer"),
    Column("Now with"),
    Column("Apprentice"),
    Column("Piece", chars=34),
    Column("Version", Holds.NUMBER, 9),
    Column("What the sample shows", Holds.TEXT),
]
SUMMED_UP = [
    Column("Marked as", chars=12),
    Column("Findings", Holds.NUMBER),
    Column("Actions", Holds.NUMBER),
    Column("Actions agreed", Holds.NUMBER),
    Column("Reported", Holds.MOMENT),
    Column("Closed", Holds.MOMENT),
    Column("Snapshot SHA-256", Holds.CODE, 66, is_printed=False),
]
FOUND = [
    Column("Finding", chars=14),
    Column("About", Holds.CODE),
    Column("What was found", Holds.TEXT),
    Column("Due", Holds.DAY),
    Column("Answers", Holds.TEXT),
    Column("Agreed", Holds.MOMENT),
    Column("Snapshot SHA-256", Holds.CODE, 66, is_printed=False),
]
AGREED = [
    Column("Compared by", chars=16),
    Column("Who or what", chars=40),
    Column("Claims compared", Holds.NUMBER),
    Column("Agreement (%)", Holds.NUMBER),
    Column("Kappa", Holds.NUMBER),
    Column("How far to trust it", Holds.TEXT),
]


def samples_sheet(samples: Iterable[Sample]) -> Sheet:
    """One row for each. samples: `for_list`, with their findings."""
    return Sheet("samples", "Samples", [*SAMPLE, *SUMMED_UP], map(_sample, samples))


def _sample(sample: Sample) -> Row:
    actions = [each for each in sample.findings.all() if each.kind == SampleFinding.Kind.ACTION]
    return [
        *_of_sample(sample),
        sample.marking.get_outcome_display(),
        len(sample.findings.all()),
        len(actions),
        sum(each.agreed_at is not None for each in actions),
        sample.reported_at,
        sample.closed_at,
        sample.snapshot_hash,
    ]


def findings_sheet(samples: Iterable[Sample], name: str = "findings") -> Sheet:
    """A row for each finding, and one for a sample without any. samples: with findings and their answers."""
    return Sheet(name, "Findings and actions", [*SAMPLE, *FOUND], _findings(samples))


def _findings(samples: Iterable[Sample]) -> Iterator[Row]:
    for sample in samples:
        for finding in sample.findings.all() or [None]:
            yield [*_of_sample(sample), *_of_finding(sample, finding), sample.snapshot_hash]


def _of_sample(sample: Sample) -> Row:
    revision = sample.snapshot["revision"]
    return [
        sample.taken_at,
        sample.get_stage_display(),
        sample.get_state_display(),
        str(sample.assessor),
        str(sample.iqa),
        str(sample.taken_over_by or ""),
        str(sample.apprenticeship.apprentice),
        str(revision["title"]),
        int(revision["number"]),
        sample.summary,
    ]


def _of_finding(sample: Sample, finding: SampleFinding | None) -> Row:
    if finding is None:
        return ["None", "", "", None, "", None]
    codes = {claim["claim"]: claim["code"] for claim in sample.snapshot["revision"]["claims"]}
    answers = (f"{each.get_kind_display()}: {each.text}" for each in finding.answers.all())
    return [
        finding.get_kind_display(),
        codes.get(str(finding.claim_id), "the whole"),
        finding.text,
        finding.due_on,
        "\n".join(answers),
        finding.agreed_at,
    ]


def agreement_sheet(agreement: Agreement) -> Sheet:
    parts = (
        ("Pair", agreement.pairs),
        ("KSB", agreement.ksbs),
        ("Exercise", agreement.exercises),
    )
    rows = (_agreed(by, row) for by, found in parts for row in found)
    return Sheet("agreement", "Agreement between assessors", AGREED, rows)


def _agreed(by: str, row: AgreementRow) -> Row:
    """What rests on too little is left blank here, as on the page."""
    if row.is_few:
        return [by, row.name, row.compared, None, None, "Too few claims to say"]
    return [by, row.name, row.compared, _rounded(row.agreement, 0), _rounded(row.kappa, 2), _why_not(row)]


def _rounded(figure: Figure, places: int) -> float | None:
    return None if figure.value is None else round(figure.value, places)


def _why_not(row: AgreementRow) -> str:
    reasons = {figure.why_not for figure in (row.agreement, row.kappa) if figure.value is None}
    return f"Cannot be worked out because {' and '.join(sorted(reasons))}" if reasons else ""
