"""Answering an ask for another look by what it led to: a correction, or opening the piece again."""

from assessments.models import Decision, Remark, Reopening


def answer_by_correcting(decision: Decision) -> None:
    """The ask about this claim; where there is none, the one about the whole piece. Hold the piece first."""
    asks = Remark.objects.open_asks().filter(marking=decision.marking_id)
    ask = asks.filter(claim=decision.claim_id).first() or asks.filter(claim__isnull=True).first()
    if ask is not None:
        reply = _reply_to(ask, decision.reason)
        reply.by_id, reply.decision = decision.assessor_id, decision
        reply.save(force_insert=True)


def answer_by_reopening(reopening: Reopening) -> None:
    """Every ask about this piece: all of it is open again. Hold the piece first."""
    for ask in Remark.objects.open_asks().filter(marking=reopening.marking_id):
        reply = _reply_to(ask, reopening.reason)
        reply.by_id, reply.reopening = reopening.by_id, reopening
        reply.save(force_insert=True)


def _reply_to(ask: Remark, text: str) -> Remark:
    return Remark(
        marking_id=ask.marking_id, claim_id=ask.claim_id, kind=Remark.Kind.REPLY, text=text, answers=ask
    )
