"""Where each claim of a demonstration piece is shown: in its files, in its answers, now and then nowhere."""

from collections.abc import Mapping, Sequence

from portfolio.anchors import FILE, NOWHERE, PAGE, PARAGRAPH, TIME, Anchor, paragraphs_of
from portfolio.models import Attachment
from portfolio.spots import counts_of

NOWHERE_EVERY = 4  # one claim in so many is left without a place, as people do


def anchors_for(
    codes: Sequence[str],
    attachments: Sequence[Attachment],
    answers: Mapping[str, object],
    number: int,
) -> dict[str, Anchor]:
    """The first claims go to the files in turn, the others to the longest answers."""
    places = [in_file(attachment, number) for attachment in attachments] + in_answers(answers)
    anchors = {code: places[place % len(places)] for place, code in enumerate(codes)} if places else {}
    spared = {code for place, code in enumerate(codes) if (place + number) % NOWHERE_EVERY == 1}
    return anchors | dict.fromkeys(spared, NOWHERE)


def in_file(attachment: Attachment, number: int) -> Anchor:
    file, counts = attachment.file, counts_of(attachment.file)
    at = {PAGE: file.pages or 1, TIME: (file.seconds or 0) // 2, PARAGRAPH: 2 + number % 3}.get(counts)
    return Anchor(FILE if at is None else counts, attachment_id=attachment.pk, at=at)


def in_answers(answers: Mapping[str, object]) -> list[Anchor]:
    """The last paragraph of each, the longest answer first."""
    texts = {key: answer for key, answer in answers.items() if isinstance(answer, str) and answer.strip()}
    longest = sorted(texts, key=lambda key: len(texts[key]), reverse=True)
    return [Anchor(PARAGRAPH, prompt=key, at=len(paragraphs_of(texts[key]))) for key in longest]
