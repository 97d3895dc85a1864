"""The numbers about many portfolios and those who work on them."""

from assessments.definitions.definition import Definition, Group

WORK = Group(
    "work",
    "Work and time",
    [
        Definition("waiting", "Waiting", "Pieces handed in whose latest version no assessor has marked yet."),
        Definition(
            "caseload",
            "Apprentices of an assessor",
            "Those on programme to whom the assessor is assigned today, and of them those at risk. Pieces "
            "waiting are those of the same apprentices.",
            "Whoever has a break, is past the gateway, has completed or has left is not counted.",
        ),
        Definition(
            "feedback-time",
            "Time to feedback",
            "Working days from handing in to marking, for what was marked in the last 90 days. Weekends "
            "and the bank holidays of the provider’s nation do not count. Median: half of the pieces were"
            " quicker.",
        ),
        Definition(
            "forecast",
            "When every KSB may be ready",
            "A range of days from the pace so far: the KSBs that became ready in all weeks of learning and"
            " in the last twelve, breaks taken out. On simulated portfolios the range held the true day in"
            " more than four of five.",
            "It knows nothing of plans, illness or holidays, and it is not told when too little is ready.",
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
