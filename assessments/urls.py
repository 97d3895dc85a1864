"""The addresses of the assessments app, one list a noun."""

from django.urls import path

from assessments.views import (
    asking,
    boards,
    comments,
    countersigning,
    decisions,
    exercises,
    gateway,
    grades,
    history,
    homes,
    keeping,
    marking,
    mock_photos,
    mock_recording,
    mocks,
    on_programme,
    opinions,
    plans,
    practice,
    quality,
    queue,
    readiness,
    requests,
    results,
    samples,
    sign_link,
    signatures,
    signing,
    supervision,
    talking,
    version_moves,
    voice,
)
from portfolio.sheets import MEDIA_TYPES

app_name = "assessments"

HOME = [
    path("", homes.home, name="home"),
    path("apprenticeships/<uuid:pk>/readiness/", readiness.readiness, name="readiness"),
    path("apprenticeships/<uuid:pk>/coverage/", readiness.coverage, name="coverage"),
    path("apprenticeships/<uuid:pk>/grades/", grades.grades, name="grades"),
    path("definitions/", readiness.definitions, name="definitions"),
]

BOARDS = [
    path("boards/", boards.board, name="board"),
    path("boards/gateways/", boards.gateways, name="board-gateways"),
    path("boards/ksbs/", boards.heat, name="board-heat"),
    path("boards/ksbs/gaps/", boards.gaps, name="board-gaps"),
    path("boards/assessors/", boards.load, name="board-workload"),
    *(
        path(f"boards/{name}.{kind}", boards.sheet, {"name": name, "kind": kind}, name=f"board-{name}-{kind}")
        for name in boards.SHEETS
        for kind in MEDIA_TYPES
    ),
]

MARKING = [
    path("marking/", queue.queue, name="queue"),
    path("evidence/<uuid:pk>/mark/", marking.mark, name="mark"),
    path("evidence/<uuid:pk>/mark/save/", keeping.save, name="mark-save"),
    path("evidence/<uuid:pk>/mark/voice/", voice.voice, name="mark-voice"),
    path("evidence/<uuid:pk>/mark/voice/listen/", voice.listen, name="mark-voice-listen"),
    path("evidence/<uuid:pk>/mark/voice/remove/", voice.remove, name="mark-voice-remove"),
    path("markings/<uuid:pk>/voice/", voice.recorded, name="voice"),
    path("evidence/<uuid:pk>/reopen/", decisions.reopen, name="reopen"),
    path("decisions/<uuid:pk>/correct/", decisions.correct, name="decision-correct"),
]

TALKING = [
    path("evidence/<uuid:pk>/history/", history.history, name="history"),
    path("evidence/<uuid:pk>/talk/", talking.talk, name="talk"),
    path("remarks/<uuid:pk>/answer/", talking.answer, name="ask-answer"),
]

COMMENTS = [
    path("comments/", comments.comment_list, name="comment-list"),
    path("comments/new/", comments.comment_new, name="comment-new"),
    path("comments/<uuid:pk>/edit/", comments.comment_edit, name="comment-edit"),
    path("comments/<uuid:pk>/remove/", comments.comment_remove, name="comment-remove"),
]

QUALITY = [
    path("quality/", quality.quality, name="quality"),
    path("quality/strategy/", quality.strategy, name="strategy"),
    path("quality/assessors/<uuid:pk>/", quality.assessor, name="quality-assessor"),
    path("quality/visitors/", quality.visitors, name="quality-visitors"),
    path("quality/visits/<int:pk>/end/", quality.visit_end, name="visit-end"),
    path("quality/samples/", samples.samples, name="samples"),
    path("quality/samples.csv", samples.export, name="samples-export"),
    path("quality/findings/<uuid:pk>/", samples.finding, name="finding"),
    path("quality/findings/<uuid:pk>/edit/", samples.finding_edit, name="finding-edit"),
    path("quality/findings/<uuid:pk>/remove/", samples.finding_remove, name="finding-remove"),
    path("apprenticeships/<uuid:pk>/samples/", samples.samples_of, name="samples-of"),
    path("markings/<uuid:pk>/sample/", samples.take, name="sample-take"),
    path("samples/<uuid:pk>/", samples.sample, name="sample"),
    path("samples/<uuid:pk>/take-over/", samples.take_over, name="sample-take-over"),
    path("samples/<uuid:pk>/findings/", samples.findings, name="sample-findings"),
    path("samples/<uuid:pk>/report/", samples.report, name="sample-report"),
]

OPINIONS = [
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/<uuid:pk>/end/", supervision.end, name="supervision-end"),
    path("countersigning/", countersigning.queue, name="countersigning"),
    path("countersigning/<uuid:pk>/", countersigning.countersignature, name="countersignature"),
    path("countersigning/<uuid:pk>/name/", countersigning.name, name="countersignature-name"),
    path("evidence/<uuid:pk>/second-opinion/", opinions.ask, name="opinions-ask"),
    path("exercises/", exercises.exercise_list, name="exercises"),
    path("exercises/<uuid:pk>/", exercises.exercise, name="exercise"),
    path("opinions/<uuid:pk>/", opinions.opinion, name="opinion"),
    path("agreement/", exercises.agreement, name="agreement"),
]

SIGNING = [
    path("evidence/<uuid:pk>/ask/", asking.ask, name="ask"),
    path("evidence/<uuid:pk>/testimony/", signing.testimony, name="testimony"),
    path("evidence/<uuid:pk>/confirm/", signing.confirm, name="confirm"),
    path("apprenticeships/<uuid:pk>/testimony/", asking.requests, name="sign-requests"),
    path("apprenticeships/<uuid:pk>/behaviours/", asking.behaviours, name="behaviours"),
    path("apprenticeships/<uuid:pk>/behaviours/ask/", asking.behaviours_ask, name="behaviours-ask"),
    path("apprenticeships/<uuid:pk>/behaviours/sign/", signing.behaviours_sign, name="behaviours-sign"),
    path("sign-requests/<uuid:pk>/withdraw/", asking.withdraw, name="sign-withdraw"),
    path("sign-requests/<uuid:pk>/again/", asking.again, name="sign-again"),
    path("signatures/<uuid:pk>/", signatures.signature, name="signature"),
    path("signatures/<uuid:pk>/recording/", signatures.recording, name="signature-recording"),
]

LINKS = [
    path("sign/<str:token>/", sign_link.sign, name="sign-link"),
    path("sign/<str:token>/not-me/", sign_link.not_me, name="sign-not-me"),
    path("sign/<str:token>/opened/", sign_link.opened, name="sign-opened"),
    path("sign/<str:token>/files/<uuid:attachment_id>/", sign_link.file, name="sign-file"),
    path("sign/<str:token>/files/<uuid:attachment_id>/<slug:copy>/", sign_link.picture, name="sign-picture"),
]

REQUESTS = [
    path("requests/", requests.request_list, name="request-list"),
    path("requests/new/", requests.request_new_for_many, name="request-new-for-many"),
    path("apprenticeships/<uuid:pk>/requests/new/", requests.request_new, name="request-new"),
    path("requests/<uuid:pk>/", requests.request_page, name="request"),
    path("requests/<uuid:pk>/start/", requests.start, name="request-start"),
    path("requests/<uuid:pk>/due/", requests.move_due, name="request-due"),
    path("requests/<uuid:pk>/withdraw/", requests.withdraw, name="request-withdraw"),
]

ROAD = [
    path("apprenticeships/<uuid:pk>/gateway/", gateway.gateway, name="gateway"),
    path(
        "apprenticeships/<uuid:pk>/on-programme/<slug:method>/",
        on_programme.on_programme,
        name="on-programme",
    ),
    path("apprenticeships/<uuid:pk>/gateway/open/", gateway.gateway_open, name="gateway-open"),
    path("apprenticeships/<uuid:pk>/gateway/sign/", gateway.gateway_sign, name="gateway-sign"),
    path("apprenticeships/<uuid:pk>/gateway/confirm/", gateway.gateway_confirm, name="gateway-confirm"),
    path("apprenticeships/<uuid:pk>/gateway/withdraw/", gateway.gateway_withdraw, name="gateway-withdraw"),
    path("apprenticeships/<uuid:pk>/results/", results.results, name="results"),
    path("apprenticeships/<uuid:pk>/results/book/", results.book, name="results-book"),
    path("apprenticeships/<uuid:pk>/results/final/", results.final, name="results-final"),
    path("apprenticeships/<uuid:pk>/results/final/back/", results.final_back, name="results-final-back"),
    path("bookings/<uuid:pk>/cancel/", results.cancel, name="booking-cancel"),
    path("bookings/<uuid:pk>/result/", results.result, name="booking-result"),
    path("bookings/<uuid:pk>/correct/", results.correct, name="booking-correct"),
    path("bookings/<uuid:pk>/resit/", results.resit, name="booking-resit"),
    path("resits/<uuid:pk>/agree/", results.agree, name="resit-agree"),
]

PRACTICE = [
    path("apprenticeships/<uuid:pk>/practice/", practice.practice, name="practice"),
    path("apprenticeships/<uuid:pk>/practice/cards/", practice.cards, name="practice-cards"),
    path("apprenticeships/<uuid:pk>/practice/begin/", practice.begin, name="practice-begin"),
    path("mocks/<uuid:pk>/", mocks.mock, name="mock"),
    path("mocks/<uuid:pk>/save/", mocks.save, name="mock-save"),
    path("mocks/<uuid:pk>/throw-away/", mocks.throw_away, name="mock-throw-away"),
    path("mocks/<uuid:pk>/anew/", mocks.anew, name="mock-anew"),
    path("mocks/<uuid:pk>/recording/", mock_recording.recording, name="mock-recording"),
    path("mocks/<uuid:pk>/recording/remove/", mock_recording.remove, name="mock-recording-remove"),
    path("mocks/<uuid:pk>/recording/listen/", mock_recording.listen, name="mock-listen"),
    path("mocks/<uuid:pk>/photos/", mock_photos.photos, name="mock-photos"),
    path("mocks/<uuid:pk>/photos/<uuid:photo_id>/", mock_photos.photo, name="mock-photo"),
    path("mocks/<uuid:pk>/photos/<uuid:photo_id>/remove/", mock_photos.remove, name="mock-photo-remove"),
    path("mocks/<uuid:pk>/photos/<uuid:photo_id>/<slug:copy>/", mock_photos.look, name="mock-photo-copy"),
]

PLANS = [
    path(
        "plans/<uuid:provider_id>/<uuid:plan_id>/apprentices/",
        plans.plan_apprentices,
        name="plan-apprentices",
    ),
    path(
        "versions/<uuid:provider_id>/<uuid:version_id>/move/",
        version_moves.version_moving,
        name="version-moving",
    ),
    path("version-moves/<uuid:pk>/", version_moves.version_move, name="version-move"),
    path("claims/<uuid:pk>/judge-again/", version_moves.judge, name="claim-judge"),
]

urlpatterns = [
    *HOME,
    *BOARDS,
    *MARKING,
    *TALKING,
    *REQUESTS,
    *PRACTICE,
    *PLANS,
    *COMMENTS,
    *QUALITY,
    *OPINIONS,
    *SIGNING,
    *LINKS,
    *ROAD,
]
