"""How far an apprentice of the demonstration has come: when they started, and how many pieces stand where."""

from dataclasses import dataclass

from portfolio.models import Apprenticeship

Status = Apprenticeship.Status
BEHAVIOURS = ("B1", "B2", "B3", "B4")
PASS, FAIL = "pass", "fail"


@dataclass(frozen=True)
class Stage:
    """started, gateway: days ago and days ahead. quiet: days since anything happened.

    road: how far through the gateway and after it, as `road.py` tells it; blank before it.
    verified: codes that the line manager has verified, where the plan leaves them to the employer.
    results: of what is assessed during the programme, as days ago and what came of it.
    is_amiss: every KSB is met, and yet the evidence does not count everywhere (see amiss.py).
    covers: accept pieces until every KSB is met but those in `missing`; `accepted` is then the least number.
    """

    started: int
    gateway: int
    accepted: int = 0
    waiting: int = 0
    returned: int = 0
    drafts: int = 0
    covers: bool = False
    missing: tuple[str, ...] = ()
    has_showcase: bool = False
    is_amiss: bool = False
    quiet: int = 0
    status: str = Status.ON_PROGRAMME
    road: str = ""
    verified: tuple[str, ...] = ()
    results: tuple[tuple[int, str], ...] = ()


STAGES = {
    "just-started": Stage(started=5, gateway=362),
    "drafting": Stage(started=24, gateway=340, drafts=3),
    "early": Stage(started=78, gateway=288, accepted=3, waiting=2, drafts=1),
    "returned": Stage(started=124, gateway=242, accepted=4, waiting=2, returned=3),
    "half-way": Stage(started=186, gateway=180, accepted=9, waiting=2, returned=1, drafts=1),
    "nearly-ready": Stage(
        started=311, gateway=54, accepted=13, waiting=3, drafts=1, covers=True, missing=("B2", "K12", "K5")
    ),
    "amiss": Stage(started=326, gateway=40, accepted=13, waiting=1, covers=True, is_amiss=True),
    "ready": Stage(started=358, gateway=13, accepted=14, covers=True, has_showcase=True),
    "signing": Stage(
        started=378, gateway=4, accepted=14, covers=True, has_showcase=True, quiet=8, road="signing"
    ),
    "declared": Stage(
        started=380, gateway=2, accepted=14, covers=True, has_showcase=True, quiet=9, road="declared"
    ),
    "in-gateway": Stage(
        started=390,
        gateway=-8,
        accepted=14,
        covers=True,
        has_showcase=True,
        quiet=24,
        status=Status.IN_GATEWAY,
        road="confirmed",
    ),
    "resitting": Stage(
        started=448,
        gateway=-60,
        accepted=14,
        covers=True,
        has_showcase=True,
        quiet=83,
        status=Status.IN_GATEWAY,
        road="resitting",
    ),
    "completed": Stage(
        started=462,
        gateway=-70,
        accepted=15,
        covers=True,
        has_showcase=True,
        quiet=96,
        status=Status.COMPLETED,
        road="completed",
    ),
    "on-a-break": Stage(started=190, gateway=240, accepted=5, quiet=48, status=Status.BREAK),
    "verifying": Stage(
        started=126, gateway=132, accepted=4, waiting=1, returned=1, drafts=1, verified=BEHAVIOURS[:2]
    ),
    "on-programme": Stage(
        started=212,
        gateway=48,
        accepted=7,
        waiting=2,
        drafts=1,
        verified=(*BEHAVIOURS[:2], BEHAVIOURS[3]),
        results=((26, PASS),),
    ),
    "conversation-to-come": Stage(
        started=292,
        gateway=9,
        accepted=9,
        covers=True,
        has_showcase=True,
        verified=BEHAVIOURS,
        results=((118, FAIL), (61, PASS)),
    ),
    "conversation-booked": Stage(
        started=316,
        gateway=-8,
        accepted=10,
        covers=True,
        has_showcase=True,
        quiet=24,
        status=Status.IN_GATEWAY,
        road="confirmed",
        verified=BEHAVIOURS,
        results=((140, FAIL), (83, PASS)),
    ),
    "behind": Stage(started=341, gateway=20, accepted=4, waiting=1, returned=1, quiet=2),
    "slipping": Stage(started=272, gateway=80, accepted=8, waiting=2, returned=1, drafts=1),
    "slow": Stage(started=168, gateway=198, accepted=6, drafts=1, quiet=32),
    "gone-quiet": Stage(started=175, gateway=190, accepted=2, quiet=97),
    "withdrawn": Stage(started=160, gateway=205, accepted=2, quiet=64, status=Status.WITHDRAWN),
    # The portfolio with forty pieces: nearly there, and something of everything.
    "showcase": Stage(
        started=322,
        gateway=43,
        accepted=31,
        waiting=5,
        returned=2,
        drafts=2,
        covers=True,
        missing=("B2", "K12"),
        has_showcase=True,
    ),
}
