"""What every number on a page counts: one entry each, in the words of whoever reads the number."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """key: where links to it lead. counts: what it counts. without: what it leaves out or does not say."""

    key: str
    title: str
    counts: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    definitions: Sequence[Definition]


PROGRESS = Group(
    "progress",
    "Progress",
    [
        Definition(
            "ksbs-asked",
            "KSBs asked",
            "The knowledge, skills and behaviours of the standard that apply to the job. Where two are an"
            " either-or pair, the one that fits how customers are met: face to face, remotely, or both.",
            "The half of a pair that does not apply is left out and named as “not asked”.",
        ),
        Definition(
            "ksbs-met",
            "KSBs met",
            "KSBs for which an assessor decided “met” on at least one piece that is handed in. A piece is"
            " counted by the latest decision on it; while a better version waits, the decision on the "
            "earlier one holds.",
            "It says nothing about age, kind or countersignature. Those are looked at in “KSBs ready”.",
        ),
        Definition(
            "states",
            "Not started, drafted, submitted, not yet",
            "KSBs by what stands nearest to “met”: waiting to be marked comes before “not yet”, and “not "
            "yet” before a draft. Each KSB is counted once.",
            "Only the apprentice’s own pages count drafts. To everybody else a draft is not there.",
        ),
        Definition(
            "pieces",
            "Pieces",
            "Pieces of evidence, each once, however many versions and claims it has. On pages of others "
            "than the apprentice: pieces that were ever handed in.",
        ),
        Definition(
            "met-since",
            "Met since",
            "The day of the first decision “met” that still holds for the KSB.",
        ),
    ],
)

READINESS = Group(
    "readiness",
    "Readiness",
    [
        Definition(
            "ksbs-ready",
            "KSBs ready",
            "KSBs asked that have enough accepted pieces which count: fresh enough, of an allowed kind, "
            "from enough different events, declared by the apprentice to be their own work, and not "
            "waiting for a countersignature. How many and how fresh is for the assessment plan to say.",
            "What a plan leaves open is not asked. Hours, English and maths, and signatures belong to the"
            " gateway.",
        ),
        Definition(
            "methods-ready",
            "Methods ready",
            "Assessment methods for which every KSB they ask for is ready, and whose evidence together "
            "comes from as many events as the plan asks for. A KSB in two methods is asked for twice.",
            "Ready is not a grade: the independent assessor decides that.",
        ),
        Definition(
            "age",
            "Age of evidence",
            "From the day on which it happened, not the day on which it was handed in. Evidence of 22 "
            "November counts to 22 November, twelve months later, where the plan asks for no more than "
            "twelve months.",
        ),
        Definition(
            "events",
            "Events",
            "Different days on which something happened, over all pieces that count. Two pieces about one"
            " day are one event.",
        ),
        Definition(
            "last-week",
            "Since last week",
            "KSBs whose answer today is not what it was in the answer that stood seven days ago. Every "
            "answer is kept with all that it rested on, so that an earlier one can be worked out again.",
            "Drafts are in no kept answer.",
        ),
        Definition(
            "too-old-by-gateway",
            "Too old by the gateway",
            "KSBs that are ready today, and would not be on the day planned for the gateway if nothing "
            "were added.",
        ),
    ],
)

COVERAGE = Group(
    "coverage",
    "Coverage of criteria",
    [
        Definition(
            "criteria-covered",
            "Criteria with evidence",
            "Criteria of a method all of whose KSBs are ready. “In part”: at least one of them is ready "
            "or has an accepted piece. A criterion of which no KSB is asked is left out.",
            "Evidence that speaks to a criterion does not prove it: a distinction criterion wants more "
            "depth than the KSB alone, and nobody has graded it yet.",
        ),
        Definition(
            "for-a-distinction",
            "Missing for a distinction",
            "The plan’s share of the distinction criteria, rounded up to whole criteria, less those that "
            "have evidence. All pass criteria are needed as well.",
            "Indicative while the plan’s figures are not checked against the official plan.",
        ),
    ],
)

GRADES = Group(
    "grades",
    "Predicted grades",
    [
        Definition(
            "predicted-grade",
            "Predicted grade of a method",
            "A pass takes every pass criterion, a distinction those and the plan’s share of the distinction"
            " criteria, rounded up to whole criteria. Which are shown is taken from the latest mock that "
            "somebody else marked, and only without one from the latest marked by oneself. For the showcase,"
            " a pass criterion that no mock judged is shown when accepted evidence speaks to all of it.",
            "Where the assessment organisation has given a result, that stands instead. Evidence alone never"
            " counts for a distinction criterion: nobody has graded its depth.",
        ),
        Definition(
            "overall-grade",
            "Overall predicted grade",
            "What the plan’s own rule makes of the grades of its methods. There is none while a method has no"
            " grade, unless another is not passed: every method has to be.",
            "Indicative until the plan’s figures are checked against the official plan. Only the notice of "
            "the assessment organisation counts.",
        ),
        Definition(
            "further-criteria",
            "What it takes",
            "The fewest criteria beyond those shown: for a pass the pass criteria not yet shown, for a "
            "distinction those and as many distinction criteria as the plan’s share still wants.",
            "Criteria are counted, not how hard each is to show.",
        ),
    ],
)

WORK = Group(
    "work",
    "Work and time",
    [
        Definition("waiting", "Waiting", "Pieces handed in whose latest version no assessor has marked yet."),
        Definition(
            "feedback-time",
            "Time to feedback",
            "Working days from handing in to marking, for what was marked in the last 90 days. Weekends "
            "and the bank holidays of the provider’s nation do not count. Median: half of the pieces were"
            " quicker.",
        ),
        Definition(
            "forecast",
            "When every KSB may be met",
            "A range of days from the pace so far: the KSBs met in all weeks of learning and in the last"
            " twelve, breaks taken out. On simulated portfolios the range held the true day in more than"
            " four of five.",
            "It knows nothing of plans, illness or holidays, and it is not told when too little was met.",
        ),
        Definition(
            "nothing-for",
            "Nothing for a KSB",
            "Those on programme who are asked for the KSB and for whom no piece that was handed in counts"
            " as met, waiting or not yet.",
            "Drafts are the apprentice’s own and are left out, so somebody may be working on it.",
        ),
        Definition(
            "risk",
            "At risk, keep an eye on, on track, ready",
            "At risk: more than two KSBs a week would be needed to the planned gateway, its date has "
            "passed, or nothing was handed in for eight weeks. Keep an eye on: more than one a week, or "
            "four quiet weeks. Weeks are quiet from the first day back from a break. Ready: no KSB is"
            " left. Everybody on programme is in exactly one.",
        ),
        Definition(
            "gateway-in",
            "Weeks to the gateway",
            "From today to the planned date, in whole weeks. It is a plan, not a forecast.",
        ),
    ],
)

QUALITY = Group(
    "quality",
    "Quality assurance",
    [
        Definition(
            "sampled",
            "Marked, to sample, sampled",
            "Marked: versions that an assessor marked in the period. To sample: the share that the "
            "strategy asks for by the assessor’s risk, rounded up. Sampled: samples taken of markings of "
            "that period.",
        ),
        Definition(
            "agreement",
            "Agreement",
            "Of all pairs of judgements on the same claim, how many per hundred say the same. Kappa "
            "leaves out what chance would explain. Each figure names the number of claims behind it; "
            "under five there is none.",
        ),
    ],
)

DEFINITIONS = (PROGRESS, READINESS, COVERAGE, GRADES, WORK, QUALITY)
