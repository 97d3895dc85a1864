"""What others sign about the first apprentice: testimony, a confirmation, behaviours, and a “not me”."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from assessments.actions.asking import ask_about_piece, note_opened, refuse_request
from assessments.actions.signing import Browser, keep_spoken, sign_behaviours, sign_by_link, sign_piece
from assessments.models import SignKind, SignRequest
from assessments.rules.signing import Invited, Sighting, Signing
from reports.demo import library
from reports.demo.files import Recipe
from reports.demo.piece import Piece
from reports.demo.story import Story, Year

SAID = Recipe("voice", 7)
DAYS_TO_ANSWER = 2
MINUTES_IN_A_DAY = 1440


def plan_signing(story: Story, year: Year) -> None:
    told = library.read("signing")
    for one in told["testimonies"]:
        piece = year.pieces[one["piece"]]
        asked = story.add(one["days_ago"], partial(_ask, piece, one, SignKind.TESTIMONY))
        later = 3 / MINUTES_IN_A_DAY if one.get("is_odd") else DAYS_TO_ANSWER
        story.add(one["days_ago"] - later, partial(_sign, piece, one), asked)
    refused = told["not_me"]
    piece = year.pieces[refused["piece"]]
    asked = story.add(refused["days_ago"], partial(_ask, piece, refused, SignKind.TESTIMONY))
    story.add(refused["days_ago"] - 1, partial(_refuse, refused), asked)
    waiting = told["open"]
    story.add(waiting["days_ago"], partial(_ask, year.pieces[waiting["piece"]], waiting, SignKind.TESTIMONY))
    manager = year.enrolment.line_manager
    asks = {**told["asked_manager"], "name": manager.name, "email": manager.email}
    story.add(asks["days_ago"], partial(_ask, year.pieces[asks["piece"]], asks, SignKind.CONFIRMATION))
    confirmed = told["confirmation"]
    story.add(confirmed["days_ago"], partial(_confirm, year.pieces[confirmed["piece"]], confirmed))
    story.add(told["behaviours"]["days_ago"], partial(_verify, year, told["behaviours"]))


def _ask(piece: Piece, told: Mapping[str, Any], kind: str) -> None:
    invited = Invited(told["name"], told["email"], told.get("relationship", ""), told["message"])
    ask_about_piece(
        evidence=piece.evidence, kind=kind, invited=invited, by=piece.enrolment.apprentice, network=""
    )


def _asked(told: Mapping[str, Any]) -> SignRequest:
    return SignRequest.objects.for_page().get(email=told["email"])


def _sign(piece: Piece, told: Mapping[str, Any]) -> None:
    request = _asked(told)
    note_opened(request=request, by=None)
    if told.get("is_recorded"):
        spoken = SimpleUploadedFile("testimony.wav", piece.stock.bodies[SAID])
        keep_spoken(request=request, source=spoken, by=None)
    signing = Signing(
        kind=SignKind.TESTIMONY,
        name=told.get("signed_as", told["name"]),
        role=told["role"],
        relationship=told["relationship"],
        text=told["text"],
        codes=list(piece.account.claims),
    )
    sign_by_link(request=request, signing=signing, by=Browser(apprentices=bool(told.get("is_odd"))))


def _refuse(told: Mapping[str, Any]) -> None:
    refuse_request(request=_asked(told), reason=told["reason"], by=None)


def _confirm(piece: Piece, told: Mapping[str, Any]) -> None:
    evidence = piece.evidence
    signing = Signing(SignKind.CONFIRMATION, "", told["role"], told["relationship"], told["text"])
    if evidence.shown:
        sign_piece(
            evidence=evidence,
            revision=evidence.shown,
            signing=signing,
            source=None,
            by=piece.enrolment.line_manager,
        )


def _verify(year: Year, told: Mapping[str, Any]) -> None:
    today = timezone.localdate(year.story.now)
    seen = {
        code: Sighting(one["where"], today - dt.timedelta(days=one["days_ago"]))
        for code, one in told["seen"].items()
    }
    signing = Signing(SignKind.BEHAVIOURS, "", told["role"], told["relationship"], behaviours=seen)
    sign_behaviours(
        apprenticeship=year.enrolment.apprenticeship, signing=signing, by=year.enrolment.line_manager
    )
