"""The numbers about one portfolio: progress, readiness, coverage, predicted grades."""

from assessments.definitions.definition import Definition, Group

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
