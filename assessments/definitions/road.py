"""The numbers on the way: practice, training hours, the gateway, results."""

from assessments.definitions.definition import Definition, Group

PRACTICE = Group(
    "practice",
    "Practice",
    [
        Definition(
            "criteria-shown",
            "Criteria shown in practice",
            "Of the criteria that this practice asked for, those marked “seen” when it was finished. Criteria"
            " that had no chance to come up stay among those asked.",
            "Practice is never evidence. The bars and the sentence above them follow one kind of practice "
            "over time, and say when it was marked by the apprentice alone.",
        ),
        Definition(
            "indicative-grade",
            "Indicative grade",
            "A pass when every pass criterion asked was shown, a distinction when the plan’s share of the "
            "distinction criteria was shown as well, by the share the plan named on that day.",
            "On a role-play card it rests on that card’s criteria alone.",
        ),
        Definition(
            "on-the-clock",
            "Time on the clock",
            "From beginning to finishing, less the time for which the clock was stopped.",
        ),
    ],
)

ROAD = Group(
    "road",
    "Training hours, gateway and results",
    [
        Definition(
            "hours-entered",
            "Training entered",
            "The hours and minutes of all entries of off-the-job training that are not struck out, whoever "
            "entered them.",
            "Nobody checks an entry by counting it: whether it was training in paid time is for the provider"
            " to look at.",
        ),
        Definition(
            "hours-asked",
            "Hours asked for",
            "For a first start from August 2025: the hours published for the version of the standard, less "
            "evidenced prior learning, never below the least hours. For earlier starts: a fifth of the usual "
            "working hours, of at most thirty a week, over the weeks planned, breaks taken out.",
            "It is a total over the programme and no weekly quota.",
        ),
        Definition(
            "requirements-met",
            "Requirements met",
            "Rows of the plan’s checklist that are met as things stand when the page is opened. Rows about "
            "signatures are counted apart, since they come last.",
            "Once the gateway is confirmed, the page shows the checklist as it stood then.",
        ),
        Definition(
            "signatures-standing",
            "Signatures that stand",
            "Of the three declarations, by apprentice, employer and provider, those signed for exactly what "
            "the gateway holds today. When that changes, a signature given before stands no longer.",
        ),
        Definition(
            "attempt",
            "Attempt",
            "Each time the gateway is opened for one apprenticeship it gets a number, from one; a withdrawn"
            " one keeps it.",
            "A resit of one method happens within an attempt and does not begin a new one.",
        ),
        Definition(
            "resit-by",
            "Last day for a resit",
            "The plan’s number of months after the day on which the fail was told, counted by the calendar.",
        ),
    ],
)
